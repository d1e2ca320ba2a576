/** Stands for a value that is unknown in a preview. */
export const UNKNOWN: unique symbol = Symbol("unknown in this preview");

/** The properties of a resource; unknown values are `UNKNOWN`. */
export type Properties = Readonly<Record<string, unknown>>;

/** Pulumi's mark for an unknown text. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Pulumi's marks for unknown values, by their kinds: string, boolean, number, list, asset, archive, map. The last one stands for a masked
 * secret, which is unknown here too.
 * https://github.com/pulumi/pulumi-policy/blob/main/sdk/nodejs/policy/proxy.ts
 */
const SENTINELS: readonly string[] = [
  UNKNOWN_TEXT,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "[secret]",
];

/** Whether a text contains an unknown value. */
export function isPartlyUnknown(text: string): boolean {
  return SENTINELS.some((sentinel) => text.includes(sentinel));
}

/** Whether a value is a map of properties. */
export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A deep copy of a value with `UNKNOWN` in place of unknown values. These are marks of Pulumi, or throw when they are read. */
export function markUnknowns(value: unknown): unknown {
  if (typeof value === "string" && SENTINELS.includes(value)) return UNKNOWN;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => markedAt(value, index));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.keys(value).map((name) => [name, markedAt(value, name)]));
}

/** The properties of a resource, with `UNKNOWN` in place of unknown values. */
export function markUnknownProperties(properties: Properties): Properties {
  const copied = markUnknowns(properties);
  return isRecord(copied) ? copied : {};
}

function markedAt(values: object, name: string | number): unknown {
  try {
    return markUnknowns((values as Readonly<Record<string | number, unknown>>)[name]);
  } catch (error) {
    // The policy SDK throws this error when an unknown value is read.
    if (error instanceof Error && "unknownTypeSentinel" in error) return UNKNOWN;
    throw error;
  }
}
