import { word } from "./grammar.ts";

/** What a grant on a table may allow. */
export const TABLE_VERBS = ["read", "scan", "write", "stream", "settings"] as const;
/** What tenants may do with their own items: nothing that reads across leading keys. */
export const TENANT_VERBS = ["read", "write"] as const;
export const KEY_VERBS = ["encrypt", "decrypt"] as const;
export const SECRET_VERBS = ["read", "write"] as const;
export const HOWS = ["resource-policy", "role", "irsa", "pod-identity"] as const;
export const PURPOSES = ["etl", "migration", "governance", "external", "global-table", "shared-service"] as const;
export const PERIMETERS = ["open", "observe", "enforced"] as const;
export const SERVICE_PINS = ["enforced", "observe"] as const;

export type TableVerb = (typeof TABLE_VERBS)[number];
export type KeyVerb = (typeof KEY_VERBS)[number];
export type SecretVerb = (typeof SECRET_VERBS)[number];
export type How = (typeof HOWS)[number];
export type Purpose = (typeof PURPOSES)[number];
export type Perimeter = (typeof PERIMETERS)[number];
export type ServicePins = (typeof SERVICE_PINS)[number];

export const tableVerb = word(TABLE_VERBS);
export const tenantVerb = word(TENANT_VERBS);
export const keyVerb = word(KEY_VERBS);
export const secretVerb = word(SECRET_VERBS);
export const how = word(HOWS);
export const purpose = word(PURPOSES);
export const servicePins = word(SERVICE_PINS);
