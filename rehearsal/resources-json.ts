import { isRecord } from "../control-plane/properties.ts";
import type { Rehearsal } from "./rehearsal-result.ts";

/** The resources of a rehearsal as a JSON text that is the same byte for byte for the same resources. */
export function resourcesJson({ resources }: Pick<Rehearsal, "resources">): string {
  const sorted = resources.map(({ inputs, outputs, ...fields }) => ({
    ...fields,
    inputs: sortedFields(inputs),
    outputs: sortedFields(outputs),
  }));
  return `${JSON.stringify(sorted, undefined, 2)}\n`;
}

/** A value with the fields of all records in it in one order. */
export function sortedFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedFields);
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortedFields(value[name])]));
}
