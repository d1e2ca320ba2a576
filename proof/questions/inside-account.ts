import { functionArn } from "../../iam/arn.ts";
import { accountOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { GrantRequest } from "./across-accounts.ts";
import { decryptingRequests, grantedRequests, networkOf, notGranted, waitsForCluster } from "./declared-access.ts";

/** Actions that carry neither items nor records; perimeters leave them to settings made from anywhere. */
const SETTINGS = /:(?:Describe|List|UpdateTable$|UpdateTimeToLive$)/;

/**
 * What is asked about the use of a table, key or secret by a workload of its own account: each granted action from the workload's network;
 * from the internet, where the account's perimeter decides about tables and nothing about the rest; by another role of the account from the same network, where the
 * classification decides, and for keys and what they encrypt their own policies; and one action that was not granted, where the workload's
 * role holds only what it was given. Empty for closed and waiting uses.
 */
export function useRequests(grant: ResolvedGrant, plan: ResolvedPlan, world: OrganizationWorld): readonly GrantRequest[] {
  const { consumer, owner, state } = grant;
  const account = accountOf(plan, owner);
  if (state !== "open" || consumer.kind !== "workload" || account?.id === undefined) return [];
  const workload = workloadOf(plan, consumer);
  if (workload === undefined || waitsForCluster(grant, plan, world)) return [];
  const granted = grantedRequests(grant, `${owner}/${workload.name}`, networkOf(plan, consumer), { plan, world });
  const used = granted.find(({ action }) => !SETTINGS.test(action) && !action.startsWith("kms:Decrypt")) ?? granted[0];
  if (used === undefined) return [];
  return [
    ...granted.map((request): GrantRequest => ({ question: "declared", request, isToBeAllowed: true })),
    ...fromTheInternet(grant, { account, workload, plan, used }),
    ...byAnotherRole(grant, { account, world, used }),
    ...(workload.role.created
      ? [{ question: "not granted", request: { ...used, action: notGranted(grant) }, isToBeAllowed: false } as const]
      : []),
  ];
}

interface Using {
  readonly account: ResolvedAccount;
  readonly used: Request;
}

/** Perimeters bind what tables hold, and nothing else: whoever has the credentials uses keys and secrets from anywhere, as it does tables without one. */
function fromTheInternet(
  { kind }: ResolvedGrant,
  { account, workload, plan, used }: Using & { readonly workload: ResolvedWorkload; readonly plan: ResolvedPlan },
): GrantRequest[] {
  if (SETTINGS.test(used.action)) return [];
  if (kind !== "tables") {
    const request = { ...used, from: "internet" };
    return [{ question: "from the internet", request, isToBeAllowed: true, because: "perimeters bind table data alone" }];
  }
  // Lambda polls a stream for the role from AWS's own network; the function's own credentials say whose they are.
  const { partition, homeRegion } = plan.organization;
  const place = { partition, region: homeRegion, accountId: account.id ?? "" };
  const context = workload.pollsStreams ? { "lambda:SourceFunctionArn": functionArn({ ...place, functionName: workload.name }) } : {};
  const isToBeAllowed = account.perimeter !== "enforced";
  const because = isToBeAllowed ? `perimeter ${account.perimeter}` : "perimeter enforced";
  return [{ question: "from the internet", request: { ...used, from: "internet", context }, isToBeAllowed, because }];
}

/** Whoever else is in the account, with any permission: kept from sensitive tables, and led to ordinary ones by its own rights. */
function byAnotherRole(grant: ResolvedGrant, { account, world, used }: Using & { readonly world: OrganizationWorld }): GrantRequest[] {
  const stranger = `role/another@${account.name}`;
  const asked = (request: Request, isToBeAllowed: boolean, because: string): GrantRequest => ({
    question: "by another role",
    request: { ...request, principal: stranger },
    isToBeAllowed,
    because,
  });
  const decrypting = decryptingRequests(grant, stranger, world);
  switch (grant.kind) {
    case "keys":
      return [asked(used, false, "the key's policy names its users")];
    // What it could fetch stays closed to it, since Secrets Manager cannot decrypt for it.
    case "secrets":
      return decrypting.map((request) => asked(request, false, "the key's policy names the secret's users"));
    case "tables": {
      const isSensitive = account.tables.find(({ name }) => name === grant.name)?.classification === "sensitive";
      if (isSensitive) return [used, ...decrypting].map((request) => asked(request, false, "sensitive"));
      const byOwnRights = "ordinary, by its own rights";
      // The perimeter lets Lambda's polling through for the declared role alone.
      const isHeldBack = used.from === undefined && account.perimeter === "enforced";
      return [
        isHeldBack ? asked(used, false, "perimeter enforced") : asked(used, true, byOwnRights),
        ...decrypting.map((request) => asked(request, true, byOwnRights)),
      ];
    }
  }
}
