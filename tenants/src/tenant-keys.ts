import { TenantError } from "./tenant-error.ts";
import type { TenantId } from "./tenant-id.ts";

/** How a table's keys name their tenant. */
export interface TenantTable {
  /** The table's name or ARN. */
  readonly tableName: string;
  /** The attribute that is the table's partition key. */
  readonly partitionKey: string;
  /** What its values begin with, before the tenant's id. @default nothing */
  readonly prefix?: string;
  /** The partition key of each index that the tenant leads, by the index's name. @default none */
  readonly indexes?: Readonly<Record<string, string>>;
}

export type Attributes = Readonly<Record<string, unknown>>;

/** The value of a tenant's partition keys. */
export const partitionOf = (tenant: TenantId, { prefix = "" }: TenantTable): string => `${prefix}${tenant}`;

/**
 * A key or an item with the tenant's own partition key. Where it is given, it is the whole value or the tenant's id alone.
 * @throws TenantError `key-refused` for any other value
 */
export function ownKey(tenant: TenantId, table: TenantTable, given: Attributes): Attributes {
  return { ...given, [table.partitionKey]: ownValue(tenant, table, table.partitionKey, given) };
}

/** The same for an item, whose attributes that lead an index may name no other tenant either. */
export function ownItem(tenant: TenantId, table: TenantTable, given: Attributes): Attributes {
  const leading = leadingAttributes(table).filter((name) => Object.hasOwn(given, name));
  return { ...ownKey(tenant, table, given), ...Object.fromEntries(leading.map((name) => [name, ownValue(tenant, table, name, given)])) };
}

function ownValue(tenant: TenantId, table: TenantTable, name: string, given: Attributes): string {
  const own = partitionOf(tenant, table);
  if (!Object.hasOwn(given, name)) return own;
  const value = given[name];
  if (value === own || value === tenant) return own;
  throw new TenantError("key-refused", `${name}: is not of tenant ${tenant}; leave it out`);
}

const leadingAttributes = ({ indexes = {} }: TenantTable): string[] => Object.values(indexes);

/** The partition key of a table's index, or of the table itself. Throws for an index that tenants do not lead. */
export function leadingAttribute({ partitionKey, indexes = {} }: TenantTable, index: string | undefined): string {
  if (index === undefined) return partitionKey;
  const attribute = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
  if (attribute !== undefined) return attribute;
  throw new TenantError("key-refused", `index ${JSON.stringify(index)}: is not led by the tenant; name it under indexes if it is`);
}

/** Names and values of an expression that this library writes itself. */
export const OWN_NAME = "#palisadeTenant";
export const OWN_VALUE = ":palisadeTenant";

/** Refuses an expression that speaks of the library's own placeholders. */
export function refuseOwnPlaceholders(names: Attributes, values: Attributes, ...expressions: readonly (string | undefined)[]): void {
  const isOwn = (text: string) => text.includes(OWN_NAME) || text.includes(OWN_VALUE);
  if ([...Object.keys(names), ...Object.keys(values), ...expressions.map((text) => text ?? "")].some(isOwn))
    throw new TenantError("key-refused", `${OWN_NAME} and ${OWN_VALUE}: are the library's own; choose other placeholders`);
}

/** Refuses an update of an attribute that says whose an item is. */
export function refuseLeadingUpdate(table: TenantTable, expression: string, names: Readonly<Record<string, string>>): void {
  const leading = new Set([table.partitionKey, ...leadingAttributes(table)]);
  const named = (expression.match(/[#:]?[\p{L}\p{N}_.-]+/gu) ?? [])
    .flatMap((word) => word.split("."))
    .map((word) => (Object.hasOwn(names, word) ? names[word] : word));
  const found = named.find((name) => name !== undefined && leading.has(name));
  if (found !== undefined) throw new TenantError("key-refused", `${found}: says whose an item is; no update changes it`);
}
