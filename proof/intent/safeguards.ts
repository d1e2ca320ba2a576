import type { Intended, IntendedAccount } from "./intended.ts";
import { expect } from "./places.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";

type AtSafeguard = Extract<What, { kind: "safeguard" }>;

/** What ought to become of a request that would change what the perimeter stands on. */
export function expectAtSafeguard(intended: Intended, asked: Asked, { account: name, of }: AtSafeguard): Expectation {
  const account = intended.accounts.get(name);
  const { who } = asked;
  if (account === undefined) return expect("open", "nobody declared the account");
  if (!("account" in who) || who.account !== name)
    return of === "membership" ? expect("open", "who leaves is asked of each account's own") : expect("denied", "it is another account's");
  switch (of) {
    case "membership":
      return who.kind === "service-linked" ? expect("open", "AWS's own") : expect("denied", "no account leaves the organization");
    case "endpoint":
    case "identity-provider":
    case "alarm":
      return byDeployment(who, account, SUBJECTS[of]);
    case "guardrail":
      return expect("denied", "the management account changes guardrails");
    case "another-endpoint":
      return reachesData(asked) ? byDeployment(who, account, SUBJECTS.endpoint) : expect("open", "an endpoint for another service");
  }
}

const SUBJECTS = {
  endpoint: "the deploy role changes the perimeter's endpoints",
  "identity-provider": "the deploy role decides whose tokens are trusted",
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
  "service-role",
]);

/** What ought to become of a request that would change, tag, pass or delete a role. */
export function expectAtRoleSettings(intended: Intended, { who }: Asked, name: string, role: Who | undefined): Expectation {
  const account = intended.accounts.get(name);
  if (account === undefined || role === undefined || !GUARDED.has(role.kind)) return expect("open", "a role of a team's own");
  if (role.kind === "workload" && account.workloads.some((each) => each.name === role.workload && each.isExisting))
    return expect("open", "a role of a team's own");
  if (!("account" in who) || who.account !== name) return expect("denied", "it is another account's");
  if (who.kind === "deploy" || who.kind === "service-linked") return expect("open", "the deploy role changes the blueprint's roles");
  return expect("denied", "the deploy role changes the blueprint's roles");
}

/** Whether a request sets or takes away a tag that guardrails know things by. */
export const touchesOwnTags = ({ carried }: Asked): boolean =>
  (carried.get("aws:tagkeys") ?? []).some((key) => key.startsWith("palisade:"));

/** What ought to become of it. */
export function expectAtTags(intended: Intended, { who, what }: Asked): Expectation | undefined {
  const account = intended.accounts.get(what.account);
  if (account?.perimeter !== "enforced" || !("account" in who) || who.account !== account.name) return undefined;
  if (who.kind === "deploy" || who.kind === "backup-role" || who.kind === "service-linked") return undefined;
  return expect("denied", "the deploy role sets the blueprint's tags");
}
