import { condition } from "../iam/condition.ts";
import { exceptAwsServices, exceptPrincipals, outsideRegions } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ResourceControlStatement } from "../iam/resource-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { deny } from "../iam/statement.ts";

/** The roles that guardrails exempt, and who is declared for each; as patterns for every account. */
export interface RoleTakers {
  readonly deployRoles: NonEmpty<string>;
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

/** All ways to a session of a role. Whoever has no `aws:PrincipalArn`, such as the bearer of a token, is nobody who is declared. */
const TAKING = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"] as const;

/**
 * Exempt roles are taken by who is declared for them alone, whatever their trust policies say: the deploy role by who runs deployments,
 * break-glass by the people on call of its account, where its alarm listens, and roles of services by their service.
 *
 * Threat: the deploy role leaks, rewrites the trust of a role that guardrails exempt, and takes it, or runs code of its own with it, so that
 * Lambda takes a role that is exempt for AWS Backup; and break-glass is taken in a region where no rule sees the event.
 *
 * RCPs see a service that takes a role as its own principal. That `aws:PrincipalServiceName` names the service there is inferred from
 * `aws:PrincipalIsAWSService`, which AWS's own RCPs test at `sts:AssumeRole`. If it did not, no service could take its role: the pin can be
 * observed first, and any AWS service then takes these roles, but nobody else. Calls to the global endpoint of STS say us-east-1.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalservicename
 */
export function roleTakers(takers: RoleTakers): NonEmpty<ResourceControlStatement> {
  const { deployRoles, runners, breakGlass, services, arePinned } = takers;
  const { roles, people, listenedTo } = breakGlass;
  return [
    deny({ sid: "DenyTakingTheDeployRole", actions: TAKING, resources: deployRoles, conditions: exceptPrincipals(runners) }),
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
    ...services.flatMap(({ service, roles: all }) =>
      inParts(all).map((part, index) =>
        deny({
          sid: `DenyTakingRolesOf${pascalCase(service.replace(".amazonaws.com", ""))}${index === 0 ? "" : (index + 1).toString()}`,
          actions: TAKING,
          resources: part,
          conditions: arePinned ? condition("StringNotEqualsIfExists", "aws:PrincipalServiceName", [service]) : exceptAwsServices(),
        }),
      ),
    ),
  ];
}

/** As many characters of ARNs as a statement takes, so that it fits into a document whatever it is about. */
const MOST_CHARACTERS = 4_000;

/** Lists that are as long as one statement takes. */
function inParts(roles: NonEmpty<string>): NonEmpty<string>[] {
  const parts: string[][] = [[]];
  let size = 0;
  for (const role of roles) {
    size += role.length;
    if (size > MOST_CHARACTERS) {
      parts.push([]);
      size = role.length;
    }
    parts.at(-1)?.push(role);
  }
  return parts.map((part) => nonEmpty(part, "roles of services"));
}
