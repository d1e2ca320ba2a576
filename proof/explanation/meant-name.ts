import { nearest } from "../../iam/nearest.ts";

/** The name that a wrong one most likely means: the one that says in full what it says in part, or the nearest. */
export function meantName(name: string, choices: Iterable<string>): string | undefined {
  const names = [...choices];
  return fuller(name.split("/"), names) ?? nearest(name, names);
}

/** The shortest name that has all parts in their order, if no other is as short. */
function fuller(parts: readonly string[], names: readonly string[]): string | undefined {
  const candidates = names.map((name) => name.split("/")).filter((full) => contains(full, parts));
  const shortest = Math.min(...candidates.map(({ length }) => length));
  const [found, ...others] = candidates.filter(({ length }) => length === shortest);
  return others.length === 0 ? found?.join("/") : undefined;
}

const contains = (full: readonly string[], parts: readonly string[]): boolean =>
  full.reduce((met, part) => (part === parts[met] ? met + 1 : met), 0) === parts.length;
