const COMPILED = new Map<string, RegExp>();

/** Whether a name fits a pattern, in which `*` stands for any characters but `/` and `@`. */
export function fits(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  let known = COMPILED.get(pattern);
  if (known === undefined) COMPILED.set(pattern, (known = compiled(pattern, "[^/@]*", "")));
  return known.test(name);
}

const ACTIONS = new Map<string, RegExp>();

/** Whether an action fits a pattern, in which `*` stands for any characters; case does not count. */
export function fitsAction(pattern: string, action: string): boolean {
  let known = ACTIONS.get(pattern);
  if (known === undefined) ACTIONS.set(pattern, (known = compiled(pattern, ".*", "i")));
  return known.test(action);
}

function compiled(pattern: string, any: string, flags: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(any)}$`, flags);
}
