import { rolePattern } from "../../guardrails/exempt-roles.ts";
import type { AdmittedVendor } from "../../guardrails/outside-principals.ts";
import { arn } from "../../iam/arn.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import type { Vendor } from "../../model/plan/plan.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";

/** ARNs of the roles that vendors take, those of closed vendors included: such a role stays a vendor's while it is declared. */
export const rolesOfVendors = (plan: ResolvedPlan): string[] =>
  [...new Set(plan.vendors.flatMap((vendor) => rolesOf(plan, vendor)))].sort();

/** Open vendors with the roles that they take in accounts that have an id. */
export const admittedVendors = (plan: ResolvedPlan): AdmittedVendor[] =>
  plan.vendors.flatMap((vendor) => {
    const roles = rolesOf(plan, vendor);
    if (vendor.state === "closed" || roles.length === 0) return [];
    const { name, externalId, ends } = vendor;
    return [{ name, externalId, ends, principal: principalOf(plan, vendor), roles: nonEmpty(roles, name) }];
  });

/** A vendor's role, or all principals of its account. */
function principalOf({ organization: { partition } }: ResolvedPlan, { account, role }: Vendor): string {
  return role === undefined ? arn({ partition, service: "iam", accountId: account, resource: "*" }) : rolePattern(partition, role, account);
}

const rolesOf = ({ accounts, organization: { partition } }: ResolvedPlan, { takes }: Vendor): string[] =>
  takes
    .flatMap(({ account, roles }) => {
      const id = accounts.find(({ name }) => name === account)?.id;
      return id === undefined ? [] : roles.map((role) => rolePattern(partition, role, id));
    })
    .sort();
