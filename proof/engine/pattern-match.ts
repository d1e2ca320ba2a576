import { hasWildcard, type Pattern, type Token } from "./pattern.ts";
import { readPattern, readsPatternsOtherwise, readText } from "./pattern-readings.ts";
import type { RequestContext } from "./request-context.ts";

const COLON = 58;
const STAR = 42;
const QUESTION_MARK = 63;

const START: readonly number[] = [0];
const NOWHERE: readonly number[] = [];

/** Whether the text is one of those that the pattern stands for. A variable without a value matches nothing. */
export function matches(pattern: Pattern, text: string, context: RequestContext): boolean {
  if (readsPatternsOtherwise(context)) return matchesAsRead(pattern, text, context, false);
  if (pattern.exact !== undefined) return pattern.exact === text;
  return takesAll(pattern.tokens, text, context, false);
}

/**
 * Whether every text that `requested` stands for is one of those that the pattern stands for, where `requested` itself holds `*` and `?`.
 * Its wildcards are met only by wildcards at least as wide, so that the answer may miss a cover but never invents one.
 */
export function covers(pattern: Pattern, requested: string, context: RequestContext): boolean {
  if (readsPatternsOtherwise(context)) return matchesAsRead(pattern, requested, context, true);
  return takesAll(pattern.tokens, requested, context, true);
}

function matchesAsRead(pattern: Pattern, text: string, context: RequestContext, isCover: boolean): boolean {
  const read = readPattern(pattern, text, context);
  return read !== undefined && takesAll(read.tokens, readText(pattern, text, context), context, isCover);
}

/**
 * Follows all ways through the pattern at once: after each token, `places` are the ends of the text taken so far, in ascending order and
 * each once. No place is visited twice for a token, so that the steps are at most the length of the text times that of the pattern.
 */
function takesAll(tokens: readonly Token[], text: string, context: RequestContext, isCover: boolean): boolean {
  let places: readonly number[] = START;
  for (const token of tokens) {
    switch (token.kind) {
      case "star":
        if (token.crossesColons && token === tokens[tokens.length - 1]) return true;
        places = afterMany(places, text, token.crossesColons, isCover);
        break;
      case "one":
        places = afterOne(places, text, token.crossesColons, isCover);
        break;
      case "literal":
        places = afterLiteral(places, text, token.text, isCover);
        break;
      case "variable": {
        const value = context.variable(token);
        places = value === undefined ? NOWHERE : afterLiteral(places, text, value, isCover);
      }
    }
    if (places.length === 0) return false;
  }
  return places.at(-1) === text.length;
}

function afterLiteral(places: readonly number[], text: string, literal: string, isCover: boolean): readonly number[] {
  if (isCover && hasWildcard(literal)) return NOWHERE;
  const reached: number[] = [];
  for (const place of places) if (text.startsWith(literal, place)) reached.push(place + literal.length);
  return reached;
}

function afterOne(places: readonly number[], text: string, crossesColons: boolean, isCover: boolean): readonly number[] {
  const reached: number[] = [];
  for (const place of places) {
    if (place < text.length && canTakeOne(text.charCodeAt(place), crossesColons, isCover)) reached.push(place + 1);
  }
  return reached;
}

function afterMany(places: readonly number[], text: string, crossesColons: boolean, isCover: boolean): readonly number[] {
  const reached: number[] = [];
  let next = 0;
  for (const place of places) {
    if (place < next) continue;
    reached.push(place);
    for (next = place + 1; next <= text.length && canTakeAny(text.charCodeAt(next - 1), crossesColons, isCover); next++) reached.push(next);
  }
  return reached;
}

function canTakeOne(character: number, crossesColons: boolean, isCover: boolean): boolean {
  if (isCover && character === STAR) return false;
  return crossesColons || (character !== COLON && !(isCover && character === QUESTION_MARK));
}

function canTakeAny(character: number, crossesColons: boolean, isCover: boolean): boolean {
  return crossesColons || (character !== COLON && !(isCover && (character === STAR || character === QUESTION_MARK)));
}
