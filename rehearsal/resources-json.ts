import { isRecord } from "../control-plane/properties.ts";
import type { Rehearsal } from "./rehearsal-result.ts";

/**
 * The resources of a rehearsal as a JSON text that is the same byte for byte for the same resources, one after another: those of a thousand
 * accounts are longer than what should be in memory at once.
 */
export function* resourcesJson({ resources }: Pick<Rehearsal, "resources">): Generator<string> {
  yield "[";
  for (const [index, { inputs, outputs, ...fields }] of resources.entries()) {
    const text = JSON.stringify({ ...fields, inputs: sortedFields(inputs), outputs: sortedFields(outputs) }, undefined, 2);
    yield `${index === 0 ? "" : ","}\n  ${text.replaceAll("\n", "\n  ")}`;
  }
  yield resources.length === 0 ? "]\n" : "\n]\n";
}

/** A value with the fields of all records in it in one order. */
export function sortedFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedFields);
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortedFields(value[name])]));
}
