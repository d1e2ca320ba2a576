import { isRecord } from "../properties.ts";

/** A policy document as text in which lists are sorted, so that two documents with the same meaning are equal texts. */
export function canonicalDocument(text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.stringify(sorted(json));
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) {
    const items = (json as unknown[]).map(sorted);
    // A list of one is the same as the one.
    return items.length === 1 ? items[0] : items.map((item) => JSON.stringify(item)).sort();
  }
  if (!isRecord(json)) return typeof json === "number" || typeof json === "boolean" ? String(json) : json;
  return Object.fromEntries(
    Object.keys(json)
      .sort()
      .map((name) => [name, sorted(json[name])]),
  );
}
