import { functionArn } from "../../iam/arn.ts";
import { keyWriter } from "../../model/plan/key-writing.ts";
import { accountOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { PlannedTable } from "../../model/plan/planned-table.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { GrantRequest } from "./across-accounts.ts";
import { grantedRequests, networkOf, notGranted, waitsForRole } from "./declared-access.ts";
import { standingPerimeter } from "./standing-perimeter.ts";

/** Actions that carry neither items nor records; perimeters leave them to settings made from anywhere. */
const SETTINGS = /:(?:Describe|List|UpdateTable$|UpdateTimeToLive$)/;

/**
 * What is asked about the use of a table, key or secret by a workload of its own account: each granted action from the workload's network;
 * from the internet, where the account's perimeter decides; by another role of the account from the same network, where the
 * classification decides, and for keys and what they encrypt their own policies; and one action that was not granted, where the workload's
 * role has only what it was given. Empty for closed and waiting uses.
 */
export function useRequests(grant: ResolvedGrant, plan: ResolvedPlan, world: OrganizationWorld): readonly GrantRequest[] {
  const { consumer, owner, state } = grant;
  const account = accountOf(plan, owner);
  if (state !== "open" || consumer.kind !== "workload" || account?.id === undefined) return [];
  const workload = workloadOf(plan, consumer);
  if (workload === undefined || waitsForRole(grant, plan, world)) return [];
  const granted = grantedRequests(grant, `${owner}/${workload.name}`, networkOf(plan, consumer), plan);
  const used = granted.find(({ action }) => !SETTINGS.test(action)) ?? granted[0];
  if (used === undefined) return [];
  return [
    ...granted.map((request): GrantRequest => ({ question: "declared", request, isToBeAllowed: true })),
    ...fromTheInternet(grant, { account, workload, plan, used }),
    ...byAnotherRole(grant, { account, used, plan, described: granted.find(({ action }) => SETTINGS.test(action)) }),
    ...(workload.role.created
      ? [{ question: "not granted", request: { ...used, action: notGranted(grant) }, isToBeAllowed: false } as const]
      : []),
  ];
}

interface Using {
  readonly account: ResolvedAccount;
  readonly used: Request;
}

/** An enforced perimeter binds items, declared secrets and declared keys to the account's networks; without one, credentials are used from anywhere. */
function fromTheInternet(
  { kind }: ResolvedGrant,
  { account, workload, plan, used }: Using & { readonly workload: ResolvedWorkload; readonly plan: ResolvedPlan },
): GrantRequest[] {
  // What a service runs in AWS's own network is asked about there already.
  if (SETTINGS.test(used.action) || workload.exempt !== undefined) return [];
  // Lambda polls a stream for the role from AWS's own network; the function's own credentials say whose they are.
  const { partition, homeRegion } = plan.organization;
  const place = { partition, region: homeRegion, accountId: account.id ?? "" };
  const context =
    kind === "tables" && workload.pollsStreams
      ? { "lambda:SourceFunctionArn": functionArn({ ...place, functionName: workload.name }) }
      : {};
  const perimeter = standingPerimeter(plan, account);
  const request = { ...used, from: "internet", context };
  return [{ question: "from the internet", request, isToBeAllowed: perimeter !== "enforced", because: `perimeter ${perimeter}` }];
}

/**
 * Any other role of the account, with every permission: kept from sensitive tables and from what is encrypted under a key whose policy names
 * its users; let in to the rest by its own permissions. Who else uses a key that its owner looks after, the declaration does not say.
 */
function byAnotherRole(
  grant: ResolvedGrant,
  { account, used, described, plan }: Using & { readonly described: Request | undefined; readonly plan: ResolvedPlan },
): GrantRequest[] {
  const asked = (isToBeAllowed: boolean, because: string, requests = [used]): GrantRequest[] =>
    requests.map((request) => ({
      question: "by another role",
      request: { ...request, principal: `role/another@${account.name}` },
      isToBeAllowed,
      because,
    }));
  switch (grant.kind) {
    case "keys":
      return account.keys.some(({ name, existing }) => name === grant.name && existing === undefined)
        ? asked(false, "the key's policy names its users")
        : [];
    case "secrets": {
      const secret = account.secrets.find(({ name }) => name === grant.name);
      if (secret?.encryption === "aws-managed") return asked(true, "under AWS's key, by its own rights");
      return secret !== undefined && writesKey(account, secret, secret.existing !== undefined)
        ? asked(false, "the key's policy names the secret's users")
        : [];
    }
    case "tables": {
      const table = account.tables.find(({ name }) => name === grant.name);
      // No key is asked about a description: there the table's own policy shows that it keeps others out.
      if (table?.classification === "sensitive") return asked(false, "sensitive", [used, described ?? []].flat());
      // The perimeter lets Lambda's polling through for the declared role alone.
      if (used.from === undefined && standingPerimeter(plan, account) === "enforced") return asked(false, "perimeter enforced");
      const isUnderKeyOfAws = table?.encryption === "aws-managed" || table?.encryption === "aws-owned";
      return table !== undefined && (isUnderKeyOfAws || writesKey(account, table, !table.created))
        ? asked(true, "ordinary, by its own rights")
        : [];
    }
  }
}

/** Whether the blueprint writes the policy of the key that a table or secret is encrypted under. */
const writesKey = (account: ResolvedAccount, { encryption }: Pick<PlannedTable, "encryption">, existing: boolean): boolean =>
  keyWriter(account, { encryption, existing }) === "palisade";
