import { parseArn } from "../../iam/arn.ts";
import { REGION_TAG, RESTORED_TAG, VPC_TAG } from "../../model/names.ts";
import { expectAtCompute, expectAtDeployer, expectAtHanding, isComputeGuarded, isOfWorkloads } from "./compute.ts";
import { doingOf } from "./doings.ts";
import type { Intended, IntendedAccount } from "./intended.ts";
import { expect } from "./places.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";

type AtSafeguard = Extract<What, { kind: "safeguard" }>;

/** What ought to become of a request that would change what the perimeter stands on. */
export function expectAtSafeguard(intended: Intended, asked: Asked, { account: name, of }: AtSafeguard): Expectation {
  const account = intended.accounts.get(name);
  const { who } = asked;
  if (account === undefined) return expect("open", "nobody declared the account");
  const isOthers = !("account" in who) || who.account !== name;
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
  // Roles Anywhere has no policies of resources, and what it makes lies in the caller's own account.
  if (isOthers && asked.action.startsWith("rolesanywhere:")) return expect("open", "it is asked of each account's own");
  if (isOthers && of === "connection") return expect("open", "a parameter is shared with other accounts to be read alone");
  if (isOthers)
    return ASKED_OF_ITS_OWN.has(of) ? expect("open", "it is asked of each account's own") : expect("denied", "it is another account's");
  switch (of) {
    case "membership":
      return who.kind === "service-linked" ? expect("open", "AWS's own") : expect("denied", "no account leaves the organization");
    case "guardrail":
      return who.kind === "service-linked" ? expect("open", "AWS's own") : expect("denied", "no member account changes a guardrail");
    case "another-policy":
      return expect("open", "policies of other types are theirs to whom they are delegated");
    case "endpoint":
    case "identity-provider":
    case "connection":
    case "alarm":
      return byDeployment(who, account, SUBJECTS[of]);
    case "compute":
    case "another-instance":
    case "cluster":
      return expectAtCompute(asked, account, of);
    case "backups":
      return atBackups(intended, asked, account);
    case "another-endpoint":
      return reachesData(asked) ? byDeployment(who, account, SUBJECTS.endpoint) : expect("open", "an endpoint for another service");
  }
}

/** What others have no way to but with credentials of the account, or by a policy that is not asked about. */
const ASKED_OF_ITS_OWN: ReadonlySet<AtSafeguard["of"]> = new Set([
  "membership",
  "guardrail",
  "another-policy",
  "backups",
  "compute",
  "another-instance",
  "cluster",
]);

/** The deploy role changes plans and vaults, and copies stay in the account's vaults and in those of accounts that are declared for it. */
function atBackups(intended: Intended, { who, action, carried }: Asked, account: IntendedAccount): Expectation {
  if (doingOf(action) === "changes-backups") return byDeployment(who, account, "the deploy role changes plans and vaults");
  if (doingOf(action) !== "copies-backups" || account.perimeter !== "enforced" || who.kind === "service-linked")
    return expect("open", "it leads no backup away");
  return expect(staysIn(intended, account, carried.get("backup:copytargets")) ? "open" : "denied", "copies go to declared vaults alone");
}

/** Whether copies stay in an account's own vaults, or in those of accounts that are declared for it. */
export const staysIn = (intended: Intended, { id }: IntendedAccount, targets: readonly string[] | undefined): boolean => {
  const ids = [id, ...intended.backupsCopiedTo.flatMap((name) => intended.accounts.get(name)?.id ?? [])];
  return (
    targets !== undefined &&
    targets.every((target) => parseArn(target)?.service === "backup" && ids.includes(parseArn(target)?.accountId ?? ""))
  );
};

const SUBJECTS = {
  endpoint: "the deploy role changes the perimeter's endpoints",
  "identity-provider": "the deploy role decides whose tokens are trusted",
  connection: "the deploy role writes connection settings",
  alarm: "the deploy role changes the alarm",
} as const;

/** Service-linked roles are AWS's own, which SCPs do not bind. */
const byDeployment = (who: Who, { perimeter }: IntendedAccount, because: string): Expectation =>
  who.kind === "deploy" || who.kind === "service-linked" || perimeter !== "enforced" ? expect("open", because) : expect("denied", because);

const reachesData = ({ carried }: Asked): boolean =>
  (carried.get("ec2:vpceservicename") ?? []).some((service) => /\.dynamodb(?:-streams)?$/.test(service));

/** Whether a role is one that guardrails know by name: the blueprint's, break-glass, the deploy role, and declared roles of services. */
const GUARDED: ReadonlySet<Who["kind"]> = new Set([
  "access-role",
  "tenant-role",
  "workload",
  "break-glass",
  "alarm",
  "deploy",
  "backup-role",
  "restore-role",
  "service-role",
]);

/** What ought to become of a request that would change, tag, pass or delete a role. */
export function expectAtRoleSettings(intended: Intended, asked: Asked, name: string, role: Who | undefined): Expectation {
  const { who, action } = asked;
  const account = intended.accounts.get(name);
  if (account !== undefined && role?.kind === "deployer" && isComputeGuarded(account) && "account" in who && who.account === name)
    return expectAtDeployer(who);
  if (account === undefined || role === undefined || !GUARDED.has(role.kind)) return expect("open", "a role of a team's own");
  if (role.kind === "workload" && account.workloads.some((each) => each.name === role.workload && each.isExisting))
    return expect("open", "a role of a team's own");
  if (!("account" in who) || who.account !== name) return expect("denied", "it is another account's");
  if (action === "iam:PassRole" && isOfWorkloads(account, role)) return expectAtHanding(asked);
  if (who.kind === "deploy" || who.kind === "service-linked") return expect("open", "the deploy role changes the blueprint's roles");
  if (role.kind === "restore-role" && who.kind === "restore-role" && action === "iam:PassRole")
    return expect("open", "a restore role passes itself to AWS Backup");
  return expect("denied", "the deploy role changes the blueprint's roles");
}

/** The tags that the deploy role sets. */
export const OWN_TAGS = ["palisade:organization", REGION_TAG, RESTORED_TAG, "palisade:stack", VPC_TAG] as const;

/** What requests say of the first of these tags at a resource: every resource that stacks make has it. */
export const MARK = "aws:ResourceTag/palisade:organization";

/** Whether a tag is one that guardrails know things of the blueprint by. Deployers set their own. */
export const isOwnTag = (key: string): boolean => OWN_TAGS.some((each) => each === key);

/** Whether a request sets or takes away a tag that guardrails know things by. */
export const touchesOwnTags = ({ carried }: Asked): boolean => (carried.get("aws:tagkeys") ?? []).some(isOwnTag);

/** What ought to become of it. */
export function expectAtTags(intended: Intended, { who, what }: Asked): Expectation | undefined {
  const account = intended.accounts.get(what.account);
  if (account?.perimeter !== "enforced" || !("account" in who) || who.account !== account.name) return undefined;
  if (who.kind === "deploy" || who.kind === "backup-role" || who.kind === "service-linked") return undefined;
  return expect("denied", "the deploy role sets the blueprint's tags");
}
