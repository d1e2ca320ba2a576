import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { accessRoleKey } from "../wiring/read-grants.ts";
import { type GrantedResources, type MadeAccessRole, makeAccessRoles, permitAccessRoles } from "./access-roles.ts";
import { makeTenantRoles, permitTenantRoles, type TenantRole } from "./tenant-roles.ts";

/** The roles that the data layer makes. */
export interface DataRoles {
  /** Roles that consumers take. */
  readonly access: readonly MadeAccessRole[];
  /** Roles that brokers take for tenants. */
  readonly tenants: readonly TenantRole[];
}

/** Makes the access roles and the tenants' roles, without permissions yet. */
export function makeRoles(context: AccountContext): DataRoles {
  return {
    access: makeAccessRoles(context, context.references.required("organization", "organizationId")),
    tenants: makeTenantRoles(context),
  };
}

/** Gives the roles their permissions on the resources. */
export function permitRoles(context: AccountContext, roles: DataRoles, granted: GrantedResources): void {
  permitAccessRoles(context, roles.access, granted);
  permitTenantRoles(context, roles.tenants, granted.resources);
}

/** What the stack hands on of its roles. */
export function roleOutputs({ access, tenants }: DataRoles): Outputs {
  const outputs: Outputs = {};
  for (const { planned, role } of access)
    outputs[accessRoleKey(planned.consumer)] = { arn: role.arn, uniqueId: role.uniqueId, name: role.name };
  for (const { table, role } of tenants) outputs[`tenantRole:${table}`] = { arn: role.arn, uniqueId: role.uniqueId, name: role.name };
  return outputs;
}
