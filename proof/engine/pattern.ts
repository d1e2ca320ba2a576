import type { RequestContext } from "./request-context.ts";
import { parseTemplate, type TemplatePart } from "./template.ts";

/**
 * How the wildcards of a value are read: `text` has none (StringEquals); `glob` takes `*` and `?` for anything (StringLike, actions); `arn`
 * keeps them within the first five fields (ArnLike); `resource` does so too, except that a `*` that ends a field may run over colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export type PatternSyntax = "text" | "glob" | "arn" | "resource";

type Token =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | undefined }
  | { readonly kind: "one"; readonly crossesColons: boolean }
  | { readonly kind: "star"; readonly crossesColons: boolean };

/** A value of a policy, read once. `exact` is set when nothing in it varies, so that sets of strings can hold it. */
export interface Pattern {
  readonly exact: string | undefined;
  readonly tokens: readonly Token[];
}

const COLON = 58;
const STAR = 42;
const QUESTION_MARK = 63;
/** The fields of an ARN that stand before its resource, which may hold colons of its own. */
const FIELDS_BEFORE_RESOURCE = 5;

/** Reads a value of a policy. */
export function compilePattern(value: string, syntax: PatternSyntax, hasVariables: boolean): Pattern {
  const parts = parseTemplate(value, hasVariables);
  const tokens = syntax === "text" ? parts.map(withoutWildcards) : tokenize(parts, syntax);
  const merged = mergeLiterals(tokens);
  const [first] = merged;
  if (first === undefined) return { exact: "", tokens: merged };
  return { exact: merged.length === 1 && first.kind === "literal" ? first.text : undefined, tokens: merged };
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
    for (const [at, character] of Array.from(part.text).entries()) {
      if (character === ":") colons++;
      const isFree = syntax === "glob" || colons >= FIELDS_BEFORE_RESOURCE;
      if (character === "?") tokens.push({ kind: "one", crossesColons: isFree });
      else if (character !== "*") tokens.push({ kind: "literal", text: character });
      else tokens.push({ kind: "star", crossesColons: isFree || (syntax === "resource" && endsField(parts, index, at)) });
    }
  }
  return tokens;
}

function endsField(parts: readonly TemplatePart[], index: number, at: number): boolean {
  const part = parts[index];
  const next = part?.kind === "text" ? Array.from(part.text)[at + 1] : undefined;
  return next === undefined ? parts[index + 1] === undefined : next === ":";
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

const HIT = 1;
const MISS = 0;
/** No other way to spend the earlier wildcards can help. */
const STOP = 2;

/** Whether the text is one of those that the pattern stands for. A variable without a value matches nothing. */
export function matches(pattern: Pattern, text: string, context: RequestContext): boolean {
  if (pattern.exact !== undefined) return pattern.exact === text;
  return matchFrom(pattern.tokens, 0, text, 0, context, false) === HIT;
}

/**
 * Whether every text that `requested` stands for is one of those that the pattern stands for, where `requested` itself holds `*` and `?`.
 * Its wildcards are met only by wildcards at least as wide, so that the answer may miss a cover but never invents one.
 */
export function covers(pattern: Pattern, requested: string, context: RequestContext): boolean {
  return matchFrom(pattern.tokens, 0, requested, 0, context, true) === HIT;
}

function matchFrom(
  tokens: readonly Token[],
  start: number,
  text: string,
  from: number,
  context: RequestContext,
  isCover: boolean,
): 0 | 1 | 2 {
  let at = from;
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === "star") return matchStar(tokens, index, token.crossesColons, text, at, context, isCover);
    if (token.kind === "one") {
      if (at >= text.length) return STOP;
      if (!canTakeOne(text.charCodeAt(at), token.crossesColons, isCover)) return MISS;
      at++;
      continue;
    }
    const literal = token.kind === "literal" ? token.text : (context.single(token.key) ?? token.fallback);
    if (literal === undefined) return STOP;
    if (!text.startsWith(literal, at) || (isCover && hasWildcard(literal))) return MISS;
    at += literal.length;
  }
  return at === text.length ? HIT : MISS;
}

function matchStar(
  tokens: readonly Token[],
  index: number,
  crossesColons: boolean,
  text: string,
  from: number,
  context: RequestContext,
  isCover: boolean,
): 0 | 1 | 2 {
  if (crossesColons && index === tokens.length - 1) return HIT;
  for (let at = from; at <= text.length; at++) {
    const rest = matchFrom(tokens, index + 1, text, at, context, isCover);
    if (rest !== MISS) return rest;
    if (at < text.length && !canTakeAny(text.charCodeAt(at), crossesColons, isCover)) return MISS;
  }
  return STOP;
}

function canTakeOne(character: number, crossesColons: boolean, isCover: boolean): boolean {
  if (isCover && character === STAR) return false;
  return crossesColons || (character !== COLON && !(isCover && character === QUESTION_MARK));
}

function canTakeAny(character: number, crossesColons: boolean, isCover: boolean): boolean {
  return crossesColons || (character !== COLON && !(isCover && (character === STAR || character === QUESTION_MARK)));
}

/** Whether a text holds `*` or `?`. */
export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/**
 * Whether some text is matched by the pattern and by `requested` alike, where `requested` itself holds `*` and `?`. A wildcard that stays
 * within a field is taken as if it did not, so that the answer may invent an overlap but never misses one.
 */
export function overlaps(pattern: Pattern, requested: string, context: RequestContext): boolean {
  const resolved = resolve(pattern.tokens, context);
  return resolved !== undefined && shareText(resolved, Array.from(requested, asSymbol));
}

type PatternSymbol = string | typeof ANY_ONE | typeof ANY_MANY;
const ANY_ONE = Symbol("?");
const ANY_MANY = Symbol("*");

function asSymbol(character: string): PatternSymbol {
  if (character === "*") return ANY_MANY;
  return character === "?" ? ANY_ONE : character;
}

function resolve(tokens: readonly Token[], context: RequestContext): PatternSymbol[] | undefined {
  const symbols: PatternSymbol[] = [];
  for (const token of tokens) {
    if (token.kind === "star") symbols.push(ANY_MANY);
    else if (token.kind === "one") symbols.push(ANY_ONE);
    else {
      const literal = token.kind === "literal" ? token.text : (context.single(token.key) ?? token.fallback);
      if (literal === undefined) return undefined;
      symbols.push(...Array.from(literal));
    }
  }
  return symbols;
}

/** Fills, from the ends, the table of which remainders of the two patterns share a text. */
function shareText(left: readonly PatternSymbol[], right: readonly PatternSymbol[]): boolean {
  let below: boolean[] = [];
  for (let i = left.length; i >= 0; i--) {
    const row: boolean[] = Array<boolean>(right.length + 1).fill(false);
    for (let j = right.length; j >= 0; j--) {
      const [a, b] = [left[i], right[j]];
      if (a === undefined && b === undefined) row[j] = true;
      else if (a === ANY_MANY) row[j] = below[j] === true || (b !== undefined && row[j + 1] === true);
      else if (b === ANY_MANY) row[j] = row[j + 1] === true || (a !== undefined && below[j] === true);
      else if (a !== undefined && b !== undefined) row[j] = (a === ANY_ONE || b === ANY_ONE || a === b) && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}
