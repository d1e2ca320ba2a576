import { backupVaults } from "../../guardrails/backup-vaults.ts";
import { blueprintInfrastructure } from "../../guardrails/blueprint-infrastructure.ts";
import { blueprintRoles } from "../../guardrails/blueprint-roles.ts";
import { dataCopies } from "../../guardrails/data-copies.ts";
import { dataPolicies } from "../../guardrails/data-policies.ts";
import { deployRoleData } from "../../guardrails/deploy-role-data.ts";
import { organizationMembership } from "../../guardrails/organization-membership.ts";
import { closedRestoredTables } from "../../guardrails/restored-tables.ts";
import { restores } from "../../guardrails/restores.ts";
import { vendorRoles } from "../../guardrails/vendor-roles.ts";
import { pathAndName, roleArn } from "../../iam/arn.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { isWithin } from "../../model/plan/whole-units.ts";
import { rolesOfVendors } from "./admitted-vendors.ts";
import { guardedRoles } from "./declared-roles.ts";

/** What SCPs of the guardrails layer say, by what it protects. */
export interface GuardrailStatements {
  /** In every declared account. */
  readonly protection: readonly ServiceControlStatement[];
  /** Where the perimeter is enforced, as the data's. */
  readonly blueprint: readonly ServiceControlStatement[];
  readonly data: readonly ServiceControlStatement[];
}

/**
 * What SCPs say in accounts of a deploy role.
 * @param ownDeployRoles ARNs of roles that are exempt besides, each in its account
 * @param accounts those that they are for, whose other roles are named @default all
 */
export function guardrailStatements(
  plan: ResolvedPlan,
  deployRole: string,
  ownDeployRoles: readonly string[] = [],
  accounts: ResolvedPlan["accounts"] = plan.accounts,
): GuardrailStatements {
  const roles = guardedRoles(plan, deployRole, ownDeployRoles, accounts);
  return {
    protection: [...blueprintRoles(roles), ...deployRoleData(roles), ...vendorRoles(rolesOfVendors(plan)), ...organizationMembership()],
    blueprint: blueprintInfrastructure(roles),
    data: [
      ...dataPolicies(roles),
      ...dataCopies(roles),
      ...restores(roles),
      ...closedRestoredTables(roles),
      ...backupVaults({ ...roles, copiedTo: copiedTo(plan) }),
    ],
  };
}

/** Ids of the accounts that backups are copied to; one that is yet to be created takes none. */
const copiedTo = ({ organization, accounts }: ResolvedPlan): string[] =>
  accounts.flatMap(({ name, id }) => (id !== undefined && organization.backupsCopiedTo.includes(name) ? [id] : []));

/**
 * The deploy roles that accounts below a unit have of their own, by exact ARNs, sorted. One of an account that is yet to be created is left out
 * until the account has an id, and its stacks wait for that too.
 */
export const ownDeployRolesBelow = ({ organization, accounts }: ResolvedPlan, path: string): string[] =>
  accounts
    .flatMap(({ id, deployRole, organizationalUnit }) =>
      id !== undefined && deployRole !== organization.deployRole && isWithin(organizationalUnit, path)
        ? [roleArn({ partition: organization.partition, accountId: id, ...pathAndName(deployRole) })]
        : [],
    )
    .sort();
