import type { Catalogue } from "../../iam/catalogue.ts";

/** What was looked up already; catalogues do not change. */
const KNOWN = new WeakMap<Catalogue, Map<string, boolean>>();

/** Whether AWS lets a condition key have several values, as far as the catalogue knows the key. */
export function multivaluedKeysOf(catalogue: Catalogue): (lowerCaseKey: string) => boolean {
  const known = KNOWN.get(catalogue) ?? new Map<string, boolean>();
  KNOWN.set(catalogue, known);
  return (key) => {
    const found = known.get(key) ?? catalogue.conditionKey(key)?.isMultivalued ?? false;
    known.set(key, found);
    return found;
  };
}
