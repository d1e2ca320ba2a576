import { parseTemplate, type TemplatePart } from "./template.ts";

/**
 * How the wildcards of a value are read: `text` has none (StringEquals); `glob` takes `*` and `?` for anything (StringLike, actions); `arn`
 * keeps them within the first five fields (ArnLike); `resource` does so too, except that a `*` that ends a field may run over colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export type PatternSyntax = "text" | "glob" | "arn" | "resource";

/** A piece of a pattern: text, a variable, any one character, or any run of characters; the latter two may keep to a field of an ARN. */
export type Token =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined }
  | { readonly kind: "one"; readonly crossesColons: boolean }
  | { readonly kind: "star"; readonly crossesColons: boolean };

/** A value of a policy, read once. `exact` is set when nothing in it varies, so that sets of strings can hold it. */
export interface Pattern {
  readonly exact: string | undefined;
  readonly tokens: readonly Token[];
  /** What it is read from: the value taken apart, and how its wildcards are read. */
  readonly parts: readonly TemplatePart[];
  readonly syntax: PatternSyntax;
}

/** The fields of an ARN that stand before its resource, which may hold colons of its own. */
export const FIELDS_BEFORE_RESOURCE = 5;

/** Whether a text holds `*` or `?`. */
export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/** Reads a value of a policy. */
export function compilePattern(value: string, syntax: PatternSyntax, hasVariables: boolean): Pattern {
  return patternOf(parseTemplate(value, hasVariables), syntax);
}

/** Puts a pattern together from the parts of a value. */
export function patternOf(parts: readonly TemplatePart[], syntax: PatternSyntax): Pattern {
  const tokens = syntax === "text" ? parts.map(withoutWildcards) : tokenize(parts, syntax);
  const merged = mergeLiterals(tokens);
  const [first] = merged;
  if (first === undefined) return { exact: "", tokens: merged, parts, syntax };
  return { exact: merged.length === 1 && first.kind === "literal" ? first.text : undefined, tokens: merged, parts, syntax };
}

function withoutWildcards(part: TemplatePart): Token {
  return part.kind === "variable" ? part : { kind: "literal", text: part.text };
}

function tokenize(parts: readonly TemplatePart[], syntax: PatternSyntax): Token[] {
  const tokens: Token[] = [];
  let colons = 0;
  for (const [index, part] of parts.entries()) {
    if (part.kind !== "text") {
      tokens.push(withoutWildcards(part));
      continue;
    }
    const characters = Array.from(part.text);
    const isEnd = parts[index + 1] === undefined;
    for (const [at, character] of characters.entries()) {
      if (character === ":") colons++;
      const isFree = syntax === "glob" || colons >= FIELDS_BEFORE_RESOURCE;
      if (character === "?") tokens.push({ kind: "one", crossesColons: isFree });
      else if (character !== "*") tokens.push({ kind: "literal", text: character });
      else tokens.push({ kind: "star", crossesColons: isFree || (syntax === "resource" && endsField(characters[at + 1], isEnd)) });
    }
  }
  return tokens;
}

/** Whether a star before this character, if there is one, is the last of its field; `isEnd` when nothing follows the text. */
function endsField(next: string | undefined, isEnd: boolean): boolean {
  return next === undefined ? isEnd : next === ":";
}

function mergeLiterals(tokens: readonly Token[]): readonly Token[] {
  const merged: Token[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    if (token.kind === "literal" && last?.kind === "literal") merged[merged.length - 1] = { kind: "literal", text: last.text + token.text };
    else if (token.kind === "star" && last?.kind === "star" && last.crossesColons) continue;
    else merged.push(token);
  }
  return merged;
}
