import type { Pattern, Token } from "./pattern.ts";
import { readPattern, readsPatternsOtherwise, readText } from "./pattern-readings.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Whether some text is matched by the pattern and by `requested` alike, where `requested` itself holds `*` and `?`; with `isOneField` its `*`
 * stands for no colon. A wildcard of the pattern that stays within a field is taken as if it did not, so that the answer may invent an overlap
 * but never misses one.
 */
export function overlaps(pattern: Pattern, requested: string, context: RequestContext, isOneField = false): boolean {
  const read = readsPatternsOtherwise(context) ? readPattern(pattern, requested, context) : pattern;
  const resolved = read === undefined ? undefined : resolve(read.tokens, context);
  if (resolved === undefined) return false;
  const symbols = Array.from(readText(pattern, requested, context), asSymbol);
  return shareText(resolved, isOneField ? symbols.map((symbol) => (symbol === ANY_MANY ? ANY_IN_FIELD : symbol)) : symbols);
}

type PatternSymbol = string | typeof ANY_ONE | typeof ANY_MANY | typeof ANY_IN_FIELD;
const ANY_ONE = Symbol("?");
const ANY_MANY = Symbol("*");
const ANY_IN_FIELD = Symbol("* within a field");

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
      const literal = token.kind === "literal" ? token.text : context.variable(token);
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
      else if (b === ANY_IN_FIELD) row[j] = row[j + 1] === true || (a !== undefined && a !== ":" && below[j] === true);
      else if (b === ANY_MANY) row[j] = row[j + 1] === true || (a !== undefined && below[j] === true);
      else if (a !== undefined && b !== undefined) row[j] = (a === ANY_ONE || b === ANY_ONE || a === b) && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}
