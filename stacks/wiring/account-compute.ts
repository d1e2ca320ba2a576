import { guardedCompute } from "../../guardrails/compute.ts";
import type { ServiceControlStatement } from "../../iam/service-control-policy.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";

/**
 * The statements about what runs under the account's workload roles and in its clusters, whatever its perimeter: they protect roles of the
 * blueprint. Empty where it has neither a workload role that stacks make nor a cluster.
 */
export function computeStatements(account: ResolvedAccount, plan: ResolvedPlan): ServiceControlStatement[] {
  const { partition } = plan.organization;
  const hasWorkloadRoles =
    account.workloads.some(({ role }) => role.created) || account.tables.some(({ tenants }) => tenants !== undefined);
  if (!hasWorkloadRoles && account.clusters.length === 0) return [];
  return guardedCompute({
    partition,
    deployRole: account.deployRole,
    hasWorkloadRoles,
    deployers: account.deployers,
    clusters: account.clusters.flatMap(({ eksName, network }) =>
      account.networks.filter(({ name }) => name === network).map(({ region }) => ({ region, cluster: eksName })),
    ),
  });
}
