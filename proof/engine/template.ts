/**
 * A piece of a value in a policy: text in which wildcards may be alive, text in which they are not (`${*}`, `${?}`, `${$}`), or a variable.
 */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "verbatim"; readonly text: string }
  | ({ readonly kind: "variable" } & Variable);

/** A policy variable: the key that it stands for, in lower case, and its default. */
export interface Variable {
  readonly key: string;
  readonly fallback: string | undefined;
}

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const VARIABLE = /^\s*([^,']+?)\s*(?:,\s*'([^']*)'\s*)?$/;
const SPECIAL = new Set(["*", "?", "$"]);

/**
 * Takes a value of a policy apart. Without variables (Version 2008-10-17 or none) all of it is text, `${aws:username}` included.
 * A placeholder that is no variable (`${}`) stays text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(value: string, hasVariables: boolean): readonly TemplatePart[] {
  if (!hasVariables || !value.includes("${")) return [{ kind: "text", text: value }];
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const placeholder of value.matchAll(PLACEHOLDER)) {
    const part = parsePlaceholder(placeholder[1] ?? "");
    if (part === undefined) continue;
    if (placeholder.index > from) parts.push({ kind: "text", text: value.slice(from, placeholder.index) });
    parts.push(part);
    from = placeholder.index + placeholder[0].length;
  }
  if (from < value.length) parts.push({ kind: "text", text: value.slice(from) });
  return parts;
}

/** All variables in the values of a policy. */
export function variablesIn(values: readonly string[], hasVariables: boolean): readonly Variable[] {
  return values.flatMap((value) => parseTemplate(value, hasVariables)).filter((part) => part.kind === "variable");
}

function parsePlaceholder(inner: string): TemplatePart | undefined {
  if (SPECIAL.has(inner)) return { kind: "verbatim", text: inner };
  const [, key, fallback] = VARIABLE.exec(inner) ?? [];
  return key === undefined ? undefined : { kind: "variable", key: key.toLowerCase(), fallback };
}
