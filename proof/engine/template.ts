/**
 * A piece of a value in a policy: text in which wildcards may be alive, text in which they are not (`${*}`, `${?}`, `${$}`), or a variable.
 */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "verbatim"; readonly text: string }
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined };

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

/** The keys, in lower case, of all variables in the values of a policy. */
export function variableKeys(values: readonly string[], hasVariables: boolean): readonly string[] {
  const parts = values.flatMap((value) => parseTemplate(value, hasVariables));
  return [...new Set(parts.flatMap((part) => (part.kind === "variable" ? [part.key] : [])))];
}

function parsePlaceholder(inner: string): TemplatePart | undefined {
  if (SPECIAL.has(inner)) return { kind: "verbatim", text: inner };
  const [, key, fallback] = VARIABLE.exec(inner) ?? [];
  return key === undefined ? undefined : { kind: "variable", key: key.toLowerCase(), fallback };
}
