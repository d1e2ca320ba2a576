import { type BootstrapChoice, bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { type NamedState, namedState } from "../../bootstrap/state-place.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { type DeclarationOptions, SAMPLE } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { ENVIRONMENTS } from "../../pipelines/github/pipeline.ts";
import { chosenRunner } from "../input/chosen-runner.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { soundSettings } from "../input/sound-settings.ts";
import { stateSettings } from "../input/state-settings.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { makeOutputFolder, writePages } from "../output/write-pages.ts";
import { awsItself, type BootstrapAws, checkBootstrap } from "./bootstrap-check.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface BootstrapOptions extends DeclarationOptions {
  /** Folder for the files; left out: they are printed. */
  readonly output?: string | undefined;
  /** Whether what stands at AWS is compared with the files instead. @default false */
  readonly check?: boolean | undefined;
  /** ARN of the role that deploys. @default the only role under `deployment.takenBy` */
  readonly runner?: string | undefined;
  /** Name of the bucket of the states. @default the one in Pulumi.yaml, else named after the organization */
  readonly bucket?: string | undefined;
}

/** Writes what has to stand before anything can be deployed, or checks it. */
export async function bootstrap(options: BootstrapOptions, streams: Streams, aws?: BootstrapAws): Promise<ExitCode> {
  if (options.check === true && options.output !== undefined)
    throw new WrongUse("--output: does not go with --check; ask for one of the two");
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, false, streams);
  const plan = planOf(read.declaration);
  const { choice, state } = choiceOf(plan, options);
  const catalogue = await loadCatalogue(BOOTSTRAP_SERVICES);
  if (options.check !== true) return write(bootstrapFiles(plan, choice, catalogue), options.output, streams);
  if (read.folder === SAMPLE) throw new WrongUse("--check: needs a declaration of your own, got the sample; write it with npm run init");
  return checkBootstrap(plan, { choice, state, catalogue }, aws ?? (await awsItself(plan.organization.homeRegion)), streams);
}

function choiceOf(plan: Plan, { runner, bucket }: BootstrapOptions): { readonly choice: BootstrapChoice; readonly state: NamedState } {
  const settings = soundSettings();
  if (bucket !== undefined && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new WrongUse(
      `--bucket: must be the name of a bucket, got ${JSON.stringify(bucket)}; write it in lower case, such as acme-pulumi-state`,
    );
  const state = namedState(plan, stateSettings(settings), bucket);
  return {
    choice: {
      runner: chosenRunner(plan.organization.runners, runner),
      previewRole: settings.previewRole,
      state: state.place,
      environments: ENVIRONMENTS,
    },
    state,
  };
}

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
