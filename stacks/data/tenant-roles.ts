import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { render } from "../../iam/render.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import { roleNameOf, stackName, WORKLOAD_PATH } from "../../model/names.ts";
import type { PlannedTenants } from "../../model/plan/planned-table.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import { tenantStatements, trustBroker } from "../../sharing/tenants.ts";
import { brokerOf, carriesTags } from "../wiring/carried-grants.ts";
import type { AccountContext } from "../wiring/layer.ts";

/** The role of a table's tenants, which only the broker may take. */
export interface TenantRole {
  readonly table: string;
  readonly tenants: PlannedTenants;
  readonly role: aws.iam.Role;
}

/**
 * Makes the roles of tenants' sessions, without permissions yet. They lie under the path of workloads' roles, which only the account's own
 * networks may use. They wait while the broker's role does not exist.
 */
export function makeTenantRoles({ account, provider, references }: AccountContext): TenantRole[] {
  const foundation = stackName("foundation", account.name);
  return account.tables.flatMap(({ name, tenants }) => {
    const broker = tenants === undefined ? undefined : references.optional(foundation, `role:${tenants.broker}`);
    if (tenants === undefined || broker === undefined) return [];
    const role = new aws.iam.Role(
      `tenants-${name}`,
      {
        name: roleNameOf(name, "tenants"),
        path: `/${WORKLOAD_PATH}/`,
        assumeRolePolicy: broker.apply((brokerRole) =>
          render(trustPolicy([trustBroker(tenants, brokerRole, carriesTags(brokerOf(account, tenants) ?? {}))]), {
            where: `trust of the tenants of ${name}`,
          }),
        ),
      },
      { provider, deleteBeforeReplace: true },
    );
    return [{ table: name, tenants, role }];
  });
}

/** Gives each tenants' role its permissions on its table. */
export function permitTenantRoles(
  { provider }: AccountContext,
  roles: readonly TenantRole[],
  resources: ReadonlyMap<string, pulumi.Output<SharedResource>>,
): void {
  for (const { table, tenants, role } of roles) {
    const resource = resources.get(`tables/${table}`);
    if (resource === undefined) continue;
    const policy = resource.apply((shared) => {
      if (shared.kind !== "tables") throw new Error(`tables/${table}: is not a table`);
      return render(identityPolicy(tenantStatements(tenants, shared.table)), { where: `permissions of the tenants of ${table}` });
    });
    new aws.iam.RolePolicy(`tenants-permissions-${table}`, { name: "palisade-data", role: role.name, policy }, { provider });
  }
}
