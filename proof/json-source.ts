import { isMap, LineCounter, parseDocument } from "yaml";
import type { Path } from "./problem.ts";

/** A place in a text, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A JSON text with its value and the places of its parts. */
export interface JsonSource {
  readonly value: unknown;
  /** Where the value at a path begins, or the property's name for one that holds a property; the nearest that exists for a missing one. */
  locate(path: Path): Place;
}

/** What keeps a text from being JSON, and where. */
export interface JsonError {
  readonly message: string;
  readonly place: Place;
}

/** Reads JSON strictly: a property given twice is an error too. */
export function readJson(text: string): JsonSource | { readonly error: JsonError } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "json" });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = /position (\d+)/.exec(message)?.[1];
    return { error: { message, place: placeOf(offset === undefined ? text.length : Number(offset)) } };
  }
  const [twice] = document.errors;
  if (twice !== undefined) return { error: { message: "a property is given twice", place: placeOf(twice.pos[0]) } };
  return { value, locate: (path) => placeOf(offsetAt(document, path)) };
}

function offsetAt(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const part = path[length - 1];
    if (isMap(parent)) {
      const key: unknown = parent.items.find((pair) => isNamed(pair.key, part))?.key;
      if (hasRange(key)) return key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return hasRange(document.contents) ? document.contents.range[0] : 0;
}

function isNamed(key: unknown, name: string | number | undefined): boolean {
  return typeof key === "object" && key !== null && "value" in key && key.value === name;
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
