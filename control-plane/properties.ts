/** A resource's inputs or outputs: JSON values under the names that @pulumi/aws gives them. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * Stands for a value that is unknown in a preview. It is the string of Pulumi's wire format, so it passes through unchanged.
 * Source: `unknownValue` in @pulumi/pulumi's runtime/rpc.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown, or contains an unknown value. */
export function containsUnknown(value: unknown): boolean {
  if (typeof value === "string") return value === UNKNOWN;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}

/** Whether an input was given. To AWS, null, undefined and absence are the same. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The string under a name. Undefined when it is absent or no string. */
export function textOf(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" ? value : undefined;
}

/** The list under a name; absence is the empty list. */
export function listOf(properties: Properties, name: string): readonly unknown[] {
  const value = properties[name];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The strings in the list under a name. */
export function textsOf(properties: Properties, name: string): readonly string[] {
  return listOf(properties, name).filter((item) => typeof item === "string");
}

/** The objects in the list under a name. */
export function recordsOf(properties: Properties, name: string): readonly Properties[] {
  return listOf(properties, name).filter(isRecord);
}

/** The object under a name; absence is the empty object. */
export function recordOf(properties: Properties, name: string): Properties {
  const value = properties[name];
  return isRecord(value) ? value : {};
}

/** Whether a value is an object and no list. */
export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The properties that were given. */
export function withoutGaps(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => isGiven(value)));
}

/** A value as text. Two values that differ only in the order of keys, or in null and absence, are equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => isGiven(field))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(",")}}`;
}

/** As `canonical`, for a list without an order. */
export function canonicalSet(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(canonical).sort().join(",")}]` : canonical(value);
}
