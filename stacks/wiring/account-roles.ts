import { type AccountPlace, roleArn } from "../../iam/arn.ts";
import { BREAK_GLASS_PATH } from "../../model/names.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { AccountContext } from "./layer.ts";

/** An account in its plan: all that names decide. */
export type PlannedPlace = Pick<AccountContext, "account" | "plan">;

/** The roles of the blueprint's own in an account, by their exact ARNs. */
export interface OwnRoles {
  readonly deployRole: string;
  readonly breakGlass: string;
}

/** The deploy role and the break-glass role of the account. */
export function ownRoles({ account, plan }: PlannedPlace): OwnRoles {
  const { partition, breakGlass } = plan.organization;
  const place: AccountPlace = { partition, accountId: account.id };
  return {
    deployRole: roleArn({ ...place, name: account.deployRole }),
    breakGlass: roleArn({ ...place, path: BREAK_GLASS_PATH, name: breakGlass.role }),
  };
}

/** The names that the organization or the account lets through, of these kinds together; sorted. */
export function letThroughNames(
  { account, plan }: PlannedPlace,
  ...kinds: readonly (keyof ResolvedPlan["organization"]["letThrough"])[]
): string[] {
  const names = kinds.flatMap((kind) => [
    ...Object.keys(plan.organization.letThrough[kind] ?? {}),
    ...Object.keys(account.letThrough[kind] ?? {}),
  ]);
  return [...new Set(names)].sort();
}

/** The account's roles that back up and restore, by their ARNs. */
export interface RecoveryRoles {
  readonly backupRoles: readonly string[];
  readonly restoreRoles: readonly string[];
}

/** The roles that are let through for backups and for restores. */
export function recoveryRoles(context: PlannedPlace): RecoveryRoles {
  const place: AccountPlace = { partition: context.plan.organization.partition, accountId: context.account.id };
  const arnsOf = (kind: keyof RecoveryRoles) => letThroughNames(context, kind).map((name) => roleArn({ ...place, name }));
  return { backupRoles: arnsOf("backupRoles"), restoreRoles: arnsOf("restoreRoles") };
}
