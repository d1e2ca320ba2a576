import { type Partition, parseArn, pathAndName, roleArn } from "../iam/arn.ts";
import { type Conditions, condition } from "../iam/condition.ts";
import { type NonEmpty, nonEmpty, someOrNone } from "../iam/non-empty.ts";

/** The roles that guardrails protect or exempt, as patterns for every account. */
export interface GuardedRoles {
  readonly partition: Partition;
  /** Path and name of the deploy role of the accounts that a document is attached to. */
  readonly deployRole: string;
  /** ARNs of deploy roles that are exempt besides: those that accounts below the document's unit have of their own, each in its account alone. */
  readonly ownDeployRoles: readonly string[];
  /** Patterns of the declared backup roles. */
  readonly backupRoles: readonly string[];
  /** Patterns of the declared restore roles. */
  readonly restoreRoles: readonly string[];
  /** Patterns of the declared roles of other services. */
  readonly serviceRoles: readonly string[];
}

/** A role by path and name, in one account or in every one. */
export function rolePattern(partition: Partition, role: string, accountId = "*"): string {
  return roleArn({ partition, accountId, ...pathAndName(role) });
}

/**
 * The deploy role of every account that a document is attached to. A role of that name under another path is not exempt. Nor is one of the same
 * path and name in an account with another deploy role, since the document is attached to none of these.
 */
export const deployRoles = ({ partition, deployRole }: Pick<GuardedRoles, "partition" | "deployRole">): NonEmpty<string> =>
  nonEmpty([rolePattern(partition, deployRole)], "deploy role");

/** The deploy roles that a Deny exempts. What an account's own role adds does not hold there for the organization's: documents of the account deny it. */
export const exemptDeployRoles = (roles: Pick<GuardedRoles, "partition" | "deployRole" | "ownDeployRoles">): NonEmpty<string> => [
  ...deployRoles(roles),
  ...roles.ownDeployRoles,
];

/** Not for the accounts that have a deploy role of their own, in which nothing is special about the organization's. */
export function outsideOwnAccounts(ownDeployRoles: readonly string[], key: "aws:PrincipalAccount" | "aws:ResourceAccount"): Conditions {
  const accounts = someOrNone([...new Set(ownDeployRoles.flatMap((role) => parseArn(role)?.accountId ?? []))]);
  return accounts === undefined ? {} : condition("StringNotEqualsIfExists", key, accounts);
}
