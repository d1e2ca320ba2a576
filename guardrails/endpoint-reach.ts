import type { Partition } from "../iam/arn.ts";
import { allOf, type Conditions } from "../iam/condition.ts";
import type { EndpointStatement } from "../iam/endpoint-policy.ts";
import {
  insideOrganization,
  ofAccounts,
  onlyPrincipalsLike,
  onResourcesInOrganization,
  onResourcesOfAccounts,
} from "../iam/grant-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ActionPattern } from "../iam/statement.ts";
import { allow } from "../iam/statement.ts";
import { ACCESS_PATH } from "../model/names.ts";
import { rolePattern } from "./exempt-roles.ts";

/** Whom the endpoints of one network lead to: accounts by id. */
export interface EndpointReach {
  readonly partition: Partition;
  readonly organizationId: string;
  /** Accounts whose principals call from the network: its own, and those that it is shared with. */
  readonly callers: NonEmpty<string>;
  /** Other accounts that own what workloads in the network are granted. */
  readonly owners: readonly string[];
  /** Those of the owners whose roles the workloads take. */
  readonly roleOwners: readonly string[];
  /** Further accounts that are declared for calls of other teams, through the endpoints for KMS, Secrets Manager and STS. */
  readonly others: readonly string[];
}

/** Only for credentials of these accounts, as long as the accounts are in the organization. */
const callersOf = ({ organizationId }: EndpointReach, accounts: NonEmpty<string>): Conditions =>
  allOf(insideOrganization(organizationId), ofAccounts(accounts));

/** Only for resources of these accounts, as long as the accounts are in the organization. */
export const resourcesOf = ({ organizationId }: EndpointReach, accounts: NonEmpty<string>): Conditions =>
  allOf(onResourcesInOrganization(organizationId), onResourcesOfAccounts(accounts));

/** Every account whose resources the network's workloads use. */
export const reachedBy = ({ callers, owners }: Pick<EndpointReach, "callers" | "owners">): NonEmpty<string> => [...callers, ...owners];

/** The actions of a service that pass its endpoint, and words for what they are on, as in "ToUseTables". */
export interface PassingUse {
  readonly actions: NonEmpty<ActionPattern>;
  readonly words: string;
}

/**
 * Statements that let a network's own accounts use their resources and those of the owners, and the owners' access roles use the owners'.
 *
 * An access role is a principal of its owner's account on the consumer's network. Other credentials of an owner have no business there, so
 * that a session which code brought along from an owner's account passes no endpoint either. Nobody but the deploy role makes roles under the path
 * of access roles, in any declared account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
 */
export function reachingStatements(reach: EndpointReach, { actions, words }: PassingUse): NonEmpty<EndpointStatement> {
  const { partition, callers, owners, roleOwners, others } = reach;
  const own = allow({
    sid: `AllowAccountsOfTheNetworkTo${words}`,
    principals: "anyone",
    actions,
    resources: ["*"],
    conditions: allOf(callersOf(reach, [...callers, ...others]), resourcesOf(reach, [...reachedBy({ callers, owners }), ...others])),
  });
  if (roleOwners.length === 0) return [own];
  const accounts = nonEmpty(roleOwners, "owners");
  return [
    own,
    allow({
      sid: `AllowAccessRolesOfOwnersTo${words}`,
      principals: "anyone",
      actions,
      resources: ["*"],
      conditions: allOf(callersOf(reach, accounts), onlyPrincipalsLike([accessRoles(partition)]), resourcesOf(reach, accounts)),
    }),
  ];
}

/**
 * Statements for actions on roles: the network's own accounts, and those that are declared besides, have all of their roles taken, the owners
 * their access roles alone. With `callers` only credentials of the network's accounts may.
 */
export function takingStatements(
  reach: EndpointReach,
  { actions, words, callers }: PassingUse & { readonly callers: "of the network" | "anyone" },
): NonEmpty<EndpointStatement> {
  const { partition, roleOwners, others } = reach;
  const own: NonEmpty<string> = [...reach.callers, ...others];
  const calling = (accounts: NonEmpty<string>): Conditions => (callers === "anyone" ? {} : callersOf(reach, accounts));
  const taking = allow({
    sid: `Allow${words}OfAccountsOfTheNetwork`,
    principals: "anyone",
    actions,
    resources: ["*"],
    conditions: allOf(calling(own), resourcesOf(reach, own)),
  });
  if (roleOwners.length === 0) return [taking];
  return [
    taking,
    allow({
      sid: `Allow${words}OfOwners`,
      principals: "anyone",
      actions,
      resources: [accessRoles(partition)],
      conditions: allOf(calling(reach.callers), resourcesOf(reach, nonEmpty(roleOwners, "owners"))),
    }),
  ];
}

const accessRoles = (partition: Partition): string => rolePattern(partition, `${ACCESS_PATH}/*`);
