import { allOf, condition } from "../iam/condition.ts";
import { exceptAwsServices, exceptPrincipals, outsideRegions } from "../iam/guard-conditions.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { deny } from "../iam/statement.ts";
import { outsideOwnAccounts } from "./exempt-roles.ts";

/** The roles that guardrails exempt, and who is declared for each; as patterns for every account. */
export interface RoleTakers {
  readonly deployRoles: NonEmpty<string>;
  /** ARNs of deploy roles that accounts have in place of these. @default none */
  readonly ownDeployRoles?: readonly string[];
  /** ARNs of who runs deployments. */
  readonly runners: NonEmpty<string>;
  readonly breakGlass: {
    readonly roles: NonEmpty<string>;
    /** Roles of people on call. */
    readonly people: NonEmpty<string>;
    /** Regions in which the alarm of every account listens; undefined where none is declared. */
    readonly listenedTo: NonEmpty<string> | undefined;
  };
  /** Declared backup and service roles, by the service that uses them. */
  readonly services: readonly { readonly service: string; readonly roles: NonEmpty<string> }[];
  /** Whether these are taken by their own service alone, or by any AWS service while that is observed. */
  readonly arePinned: boolean;
}

/**
 * Every way to a session of a role, and what passes tags and a source identity to one. The bearer of a token has no `aws:PrincipalArn`, and so
 * is nobody who is declared.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
const TAKING = ["sts:*"] as const;

/**
 * Exempt roles are taken by who is declared for them alone, whatever their trust policies say: the deploy role by who runs deployments,
 * break-glass by the people on call of its account, where its alarm listens, and roles of services by their service.
 *
 * Threat: the deploy role leaks, rewrites the trust of a role that guardrails exempt, and takes it, or runs code of its own with it, so that
 * Lambda takes a role that is exempt for AWS Backup; and break-glass is taken in a region where no rule sees the event.
 *
 * RCPs see a service that takes a role as its own principal. That `aws:PrincipalServiceName` names the service there is inferred from
 * `aws:PrincipalIsAWSService`, which AWS's own RCPs test at `sts:AssumeRole`. If it did not, no service could take its role: the pin can be
 * observed first, and any AWS service then takes these roles, but nobody else. Calls to the global endpoint of STS say us-east-1. A request
 * without `aws:ResourceAccount` would leave the variable of one statement without a value, and that statement would deny nothing; the others
 * stand.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalservicename
 */
export function roleTakers(takers: RoleTakers): NonEmpty<ResourceControlStatement> {
  const { deployRoles, ownDeployRoles = [], runners, breakGlass, services, arePinned } = takers;
  const exceptRunners = allOf(exceptPrincipals(runners), outsideOwnAccounts(ownDeployRoles, "aws:ResourceAccount"));
  const { roles, people, listenedTo } = breakGlass;
  return [
    deny({ sid: "DenyTakingTheDeployRole", actions: TAKING, resources: deployRoles, conditions: exceptRunners }),
    deny({ sid: "DenyTakingBreakGlass", actions: TAKING, resources: roles, conditions: exceptPrincipals(people) }),
    deny({
      sid: "DenyTakingBreakGlassOfAnotherAccount",
      actions: TAKING,
      resources: roles,
      conditions: condition("StringNotEqualsIfExists", "aws:PrincipalAccount", ["${aws:ResourceAccount}"]),
    }),
    ...(listenedTo === undefined
      ? []
      : [deny({ sid: "DenyTakingBreakGlassUnheard", actions: TAKING, resources: roles, conditions: outsideRegions(listenedTo) })]),
    ...(arePinned ? services.flatMap(pinned) : byServices(services.flatMap(({ roles: all }) => all))),
  ];
}

/** Roles of one service are taken by that service. */
const pinned = ({ service, roles }: RoleTakers["services"][number]): ResourceControlStatement[] =>
  inParts(roles).map((resources, index) =>
    deny({
      sid: numbered(`DenyTakingRolesOf${pascalCase(service.replace(".amazonaws.com", ""))}`, index),
      actions: TAKING,
      resources,
      conditions: condition("StringNotEqualsIfExists", "aws:PrincipalServiceName", [service]),
    }),
  );

/** Roles of services are taken by AWS services. */
const byServices = (roles: readonly string[]): ResourceControlStatement[] =>
  inParts(roles).map((resources, index) =>
    deny({ sid: numbered("DenyTakingRolesOfServices", index), actions: TAKING, resources, conditions: exceptAwsServices() }),
  );

const numbered = (sid: string, index: number): string => (index === 0 ? sid : `${sid}${(index + 1).toString()}`);

/** As many characters of ARNs as a statement takes, so that it fits into a document whatever it is about. */
const MOST_CHARACTERS = 4_000;

/** Lists that are as long as one statement takes; none where there are no roles. */
function inParts(roles: readonly string[]): NonEmpty<string>[] {
  const parts: [string, ...string[]][] = [];
  let size = 0;
  for (const role of roles) {
    size += role.length;
    const last = parts.at(-1);
    if (last !== undefined && size <= MOST_CHARACTERS) last.push(role);
    else {
      parts.push([role]);
      size = role.length;
    }
  }
  return parts;
}
