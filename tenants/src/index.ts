export { sessionPolicy, type TenantAccess } from "./session-policy.ts";
export { TenantClient, type TenantQuery, type TenantUpdate } from "./tenant-client.ts";
export { TenantError, type TenantErrorCode } from "./tenant-error.ts";
export { type TenantId, tenantId } from "./tenant-id.ts";
export type { TenantTable } from "./tenant-keys.ts";
export { type Binding, type TenantCredentials, type VendingArgs, type Vendor, vendTenantCredentials } from "./vend-tenant-credentials.ts";
