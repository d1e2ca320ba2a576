import type { BootstrapChoice } from "../../bootstrap/bootstrap-files.ts";
import { type CheckedRole, checkedRoles } from "../../bootstrap/check-roles.ts";
import { roleDifferences } from "../../bootstrap/compare-role.ts";
import { bucketFindings, keyFindings, type StateFinding } from "../../bootstrap/compare-state.ts";
import { type NamedState, stateBucketArn, stateKeyArn } from "../../bootstrap/state-place.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { Roles } from "../../operation/aws-roles.ts";
import type { States } from "../../operation/aws-state.ts";
import { type Identities, managementCaller, reasonOf } from "../../operation/check-access.ts";
import { inParallel } from "../../operation/in-parallel.ts";
import { count } from "../output/count.ts";
import type { ExitCode, Streams } from "../output/streams.ts";

/** AWS's answers; tests give their own. */
export interface BootstrapAws {
  readonly identities: Identities;
  readonly roles: Roles;
  readonly states: States;
}

/** What is checked: the files' choices, and where settings say that the states are. */
export interface BootstrapCheck {
  readonly choice: BootstrapChoice;
  readonly state: NamedState;
  readonly catalogue: Catalogue;
}

/** Something that was checked. */
interface Checked {
  readonly account: string;
  readonly arn: string;
  readonly findings: readonly StateFinding[];
}

/** Four accounts at once: each is asked about two roles with some policies. IAM answers few reads a second in one account. */
const AT_ONCE = 4;

/** AWS's own answers. The SDK takes its time to load, and writing the files does without. */
export async function awsItself(region: string): Promise<BootstrapAws> {
  const [{ awsIdentities }, { awsRoles }, { awsStates }] = await Promise.all([
    import("../../operation/aws-identities.ts"),
    import("../../operation/aws-roles.ts"),
    import("../../operation/aws-state.ts"),
  ]);
  return { identities: awsIdentities(region), roles: awsRoles(region), states: awsStates() };
}

/** Compares what stands at AWS with the files of `bootstrap`, and changes nothing. */
export async function checkBootstrap(plan: Plan, given: BootstrapCheck, aws: BootstrapAws, { out, err }: Streams): Promise<ExitCode> {
  const { problem } = await managementCaller(aws.identities, plan.organization.managementAccount);
  if (problem !== undefined) {
    err(`palisade: ${problem}\n`);
    return 1;
  }
  const [{ bucket, key }, roles] = await Promise.all([
    checkState(plan, given.state, aws.states),
    inParallel(checkedRoles(plan, given.choice, given.catalogue), AT_ONCE, async (role) => ({
      account: role.account,
      arn: role.arn,
      findings: await roleFindings(role, aws.roles),
    })),
  ]);
  const checked = [...bucket, ...key, ...roles];
  for (const { account, arn, findings } of checked) {
    const [first, ...more] = findings;
    out(`${account}: ${arn}: ${first?.text ?? "as written"}\n${more.map(({ text }) => `  ${text}\n`).join("")}`);
  }
  for (const reason of [given.state.noBucket, given.state.noKey]) if (reason !== undefined) out(`states: ${reason}; that is not checked\n`);
  const created = plan.accounts.filter(({ id }) => id === undefined);
  if (created.length > 0)
    out(`${count(created.length, "account")} without an id: AWS Organizations makes the deploy role with the account\n`);
  const { code, text } = verdict(checked, [...bucket.map(() => "1 bucket"), ...key.map(() => "1 key"), count(roles.length, "role")]);
  out(`${text}\n`);
  return code;
}

async function checkState(
  plan: Plan,
  { place, noBucket, noKey }: NamedState,
  states: States,
): Promise<{ readonly bucket: readonly Checked[]; readonly key: readonly Checked[] }> {
  if (noKey !== undefined) return { bucket: [], key: [] };
  const account = "management";
  const keyArn = stateKeyArn(place.key);
  const key = await states.key(keyArn, place.key.region);
  const checkedKey = { account, arn: keyArn, findings: keyFindings(plan, place, key) };
  if (noBucket !== undefined) return { bucket: [], key: [checkedKey] };
  const bucket = await states.bucket(place.bucket, place.region, plan.organization.managementAccount);
  return {
    bucket: [{ account, arn: stateBucketArn(place), findings: bucketFindings(plan, place, bucket, key) }],
    key: [checkedKey],
  };
}

async function roleFindings({ arn, wanted, asRole }: CheckedRole, roles: Roles): Promise<readonly StateFinding[]> {
  try {
    return roleDifferences(wanted, await roles.read(wanted.name, asRole)).map((text) => ({ text, isKnown: true }));
  } catch (error) {
    const { name = "" } = error as { readonly name?: string };
    const by = asRole === undefined || asRole === arn ? "" : ` by ${asRole}`;
    // A role that is not there, or that cannot be taken, is otherwise than written.
    const isKnown = name.startsWith("NoSuchEntity") || (asRole !== undefined && name.startsWith("AccessDenied"));
    return [{ text: `cannot be read${by}, got ${JSON.stringify(reasonOf(error))}`, isKnown }];
  }
}

function verdict(checked: readonly Checked[], parts: readonly string[]): { readonly code: ExitCode; readonly text: string } {
  const others = checked.filter(({ findings }) => findings.some(({ isKnown }) => isKnown)).length;
  const unknown = checked.filter(({ findings }) => findings.length > 0 && findings.every(({ isKnown }) => !isKnown)).length;
  const named = `${parts.slice(0, -1).join(", ")}${parts.length > 1 ? " and " : ""}${parts.at(-1) ?? ""}`;
  const all = parts.length > 1 ? `${checked.length.toString()} (${named})` : named;
  if (others === 0 && unknown === 0) return { code: 0, text: `${named} as written` };
  if (others === 0) return { code: 3, text: `${unknown.toString()} of ${all} not known` };
  const besides = unknown === 0 ? "" : `, ${unknown.toString()} not known`;
  return {
    code: 1,
    text: `${others.toString()} of ${all} otherwise than written${besides}; npm run bootstrap -- --output <folder> writes what they ought to be`,
  };
}
