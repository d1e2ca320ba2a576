import { type BootstrapChoice, bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { checkedRoles } from "../../bootstrap/check-roles.ts";
import { roleDifferences } from "../../bootstrap/compare-role.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import type { ProjectSettings } from "../../model/folder/project-settings.ts";
import { type DeclarationOptions, SAMPLE } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { awsIdentities } from "../../operation/aws-identities.ts";
import { awsRoles, type Roles } from "../../operation/aws-roles.ts";
import { type Identities, managementCaller, reasonOf } from "../../operation/check-access.ts";
import { inParallel } from "../../operation/in-parallel.ts";
import { ENVIRONMENTS } from "../../pipelines/github/pipeline.ts";
import { chosenRunner } from "../input/chosen-runner.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundSettings } from "../input/sound-settings.ts";
import { count } from "../output/count.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { makeOutputFolder, writePages } from "../output/write-pages.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface BootstrapOptions extends DeclarationOptions {
  /** Folder for the files; left out: they are printed. */
  readonly output?: string | undefined;
  /** Whether the roles at AWS are compared with the files instead. @default false */
  readonly check?: boolean | undefined;
  /** ARN of the role that deploys. @default the only role under `deployment.takenBy` */
  readonly runner?: string | undefined;
  /** Name of the bucket of the states. @default the one in Pulumi.yaml, else named after the organization */
  readonly bucket?: string | undefined;
}

/** AWS's answers; tests give their own. */
export interface BootstrapAws {
  readonly identities: Identities;
  readonly roles: Roles;
}

/** Four accounts at once: each is asked about two roles with some policies. IAM answers few reads a second in one account. */
const AT_ONCE = 4;

/** Writes what has to stand before anything can be deployed, or checks it. */
export async function bootstrap(options: BootstrapOptions, streams: Streams, aws?: BootstrapAws): Promise<ExitCode> {
  if (options.check === true && options.output !== undefined)
    throw new WrongUse("--output: does not go with --check; ask for one of the two");
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, false, streams);
  const plan = planOf(read.declaration);
  const choice = choiceOf(plan, options);
  const catalogue = await loadCatalogue(BOOTSTRAP_SERVICES);
  if (options.check !== true) return write(bootstrapFiles(plan, choice, catalogue), options.output, streams);
  if (read.folder === SAMPLE) throw new WrongUse("--check: needs a declaration of your own, got the sample; write it with npm run init");
  const { homeRegion } = plan.organization;
  return check(plan, choice, catalogue, aws ?? { identities: awsIdentities(homeRegion), roles: awsRoles(homeRegion) }, streams);
}

function choiceOf(plan: Plan, { runner, bucket }: BootstrapOptions): BootstrapChoice {
  const settings = soundSettings();
  const { runners, name, homeRegion } = plan.organization;
  if (bucket !== undefined && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new WrongUse(
      `--bucket: must be the name of a bucket, got ${JSON.stringify(bucket)}; write it in lower case, such as acme-pulumi-state`,
    );
  const state = {
    bucket: bucket ?? bucketOf(settings) ?? `${name}-pulumi-state`,
    alias: aliasOf(settings) ?? "alias/pulumi",
    region: homeRegion,
  };
  return { runner: chosenRunner(runners, runner), previewRole: settings.previewRole, state, environments: ENVIRONMENTS };
}

const bucketOf = ({ backend }: ProjectSettings): string | undefined => /^s3:\/\/([^/?]+)/.exec(backend ?? "")?.[1];
const aliasOf = ({ secretsProvider }: ProjectSettings): string | undefined =>
  /^awskms:\/\/\/?(alias\/[^?]+)/.exec(secretsProvider ?? "")?.[1];

function write(files: ReadonlyMap<string, string>, folder: string | undefined, { out }: Streams): ExitCode {
  if (folder === undefined) {
    for (const [name, text] of files) out(`# ${name}\n${text}\n`);
    return 0;
  }
  makeOutputFolder("--output", folder);
  writePages("--output", folder, files);
  for (const name of files.keys()) out(`wrote ${folder}/${name}\n`);
  out("Next: docs/deploying.md#bootstrap says in which order to use them. Their permissions have not been tried at AWS\n");
  return 0;
}

async function check(
  plan: Plan,
  choice: BootstrapChoice,
  catalogue: Catalogue,
  { identities, roles }: BootstrapAws,
  { out, err }: Streams,
): Promise<ExitCode> {
  const { managementAccount } = plan.organization;
  const { problem } = await managementCaller(identities, managementAccount);
  if (problem !== undefined) {
    err(`palisade: ${problem}\n`);
    return 1;
  }
  const checked = checkedRoles(plan, choice, catalogue);
  const findings = await inParallel(checked, AT_ONCE, async ({ arn, wanted, asRole }): Promise<readonly string[]> => {
    const found = await roles.read(wanted.name, asRole).catch((error: unknown) => reasonOf(error));
    if (typeof found !== "string") return roleDifferences(wanted, found);
    return [`cannot be read${asRole === undefined || asRole === arn ? "" : ` by ${asRole}`}, got ${JSON.stringify(found)}`];
  });
  for (const [index, { account, arn }] of checked.entries()) {
    const [first, ...more] = findings[index] ?? [];
    out(`${account}: ${arn}: ${first ?? "as written"}\n${more.map((text) => `  ${text}\n`).join("")}`);
  }
  const created = plan.accounts.filter(({ id }) => id === undefined);
  if (created.length > 0)
    out(`${count(created.length, "account")} without an id: AWS Organizations makes the deploy role with the account\n`);
  const others = findings.filter((texts) => texts.length > 0).length;
  out(
    others === 0
      ? `${count(checked.length, "role")} as written\n`
      : `${others.toString()} of ${count(checked.length, "role")} otherwise than written; npm run bootstrap -- --output <folder> writes what they ought to be\n`,
  );
  return others === 0 ? 0 : 1;
}
