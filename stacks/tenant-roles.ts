import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { identityPolicy } from "../iam/identity-policy.ts";
import { render } from "../iam/render.ts";
import { trustPolicy } from "../iam/trust-policy.ts";
import { roleNameOf, stackName, WORKLOAD_PATH } from "../model/names.ts";
import type { PlannedTenants } from "../model/plan-tables.ts";
import type { SharedThing } from "../sharing/shared-thing.ts";
import { tenantStatements, trustBroker } from "../sharing/tenants.ts";
import { carriesTags } from "./known-grants.ts";
import type { AccountContext } from "./layer.ts";

/** The role of a table's tenants, which the broker alone takes. */
export interface TenantRole {
  readonly table: string;
  readonly tenants: PlannedTenants;
  readonly role: aws.iam.Role;
}

/**
 * The roles of the account's tenants, without permissions yet. They lie with the workloads' roles, whose network is the account's own:
 * no consumer's network is theirs.
 */
export function makeTenantRoles({ account, provider, references }: AccountContext): TenantRole[] {
  return account.tables.flatMap(({ name, tenants }) => {
    if (tenants === undefined) return [];
    const broker = references.required(stackName("foundation", account.name), `role:${tenants.broker}`);
    const ofBroker = account.workloads.find((workload) => workload.name === tenants.broker);
    const role = new aws.iam.Role(
      `tenants-${name}`,
      {
        name: roleNameOf(name, "tenants"),
        path: `/${WORKLOAD_PATH}/`,
        assumeRolePolicy: broker.apply((known) =>
          render(trustPolicy([trustBroker(tenants, known, carriesTags(ofBroker ?? {}))]), { where: `trust of the tenants of ${name}` }),
        ),
      },
      { provider, deleteBeforeReplace: true },
    );
    return [{ table: name, tenants, role }];
  });
}

/** What tenants may do, once their tables are known. */
export function permitTenantRoles(
  { provider }: AccountContext,
  roles: readonly TenantRole[],
  things: ReadonlyMap<string, pulumi.Output<SharedThing>>,
): void {
  for (const { table, tenants, role } of roles) {
    const thing = things.get(`tables/${table}`);
    if (thing === undefined) continue;
    const policy = thing.apply((known) => {
      if (known.kind !== "tables") throw new Error(`tables/${table}: is no table`);
      return render(identityPolicy(tenantStatements(tenants, known.table)), { where: `permissions of the tenants of ${table}` });
    });
    new aws.iam.RolePolicy(`tenants-permissions-${table}`, { name: "palisade-data", role: role.name, policy }, { provider });
  }
}
