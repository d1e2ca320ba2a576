import { FIELDS_BEFORE_RESOURCE, type Pattern, patternOf } from "./pattern.ts";
import { DEFAULT_READINGS, type Readings } from "./readings.ts";
import type { RequestContext } from "./request-context.ts";
import type { TemplatePart } from "./template.ts";

const COLON = ":";
const ARN = "arn:";

const isArn = (text: string): boolean => text[3] === COLON && text.slice(0, ARN.length).toLowerCase() === ARN;

/** Whether any pattern may be read otherwise than by default. */
export function readsPatternsOtherwise({ readings }: RequestContext): boolean {
  return readings !== DEFAULT_READINGS && (readings["arn-case"] !== "counts" || readings["wildcard-in-variable"] !== "literal");
}

/**
 * A pattern as other readings than the default have it: variables replaced by their values, in which wildcards may be alive, and the fields
 * of an ARN before its resource in lower case where case does not count. The text is what it is compared with. Undefined where a variable has
 * no value.
 */
export function readPattern(pattern: Pattern, text: string, context: RequestContext): Pattern | undefined {
  const isAlive = context.readings["wildcard-in-variable"] === "alive";
  const parts: TemplatePart[] = [];
  for (const part of pattern.parts) {
    if (part.kind !== "variable") {
      parts.push(part);
      continue;
    }
    const value = context.variable(part);
    if (value === undefined) return undefined;
    parts.push({ kind: isAlive ? "text" : "verbatim", text: value });
  }
  return patternOf(isFolded(pattern, text, context.readings) ? foldParts(parts) : parts, pattern.syntax);
}

/** The text to hold against a pattern that was read so. */
export function readText(pattern: Pattern, text: string, { readings }: RequestContext): string {
  return isFolded(pattern, text, readings) ? foldArn(text) : text;
}

/** Whether a text is an ARN with capitals before its resource. */
export const isArnWithCapitals = (text: string): boolean => isArn(text) && hasCapitals(text);

/** Whether a text, as an ARN or a pattern of ARNs, has capitals before its resource. */
export function hasCapitals(text: string): boolean {
  const before = text.slice(0, startOfResource(text));
  return before !== before.toLowerCase();
}

function isFolded({ syntax }: Pattern, text: string, readings: Readings): boolean {
  return readings["arn-case"] === "does-not-count" && (syntax === "arn" || syntax === "resource") && isArn(text);
}

function foldArn(text: string): string {
  const start = startOfResource(text);
  return text.slice(0, start).toLowerCase() + text.slice(start);
}

/** Where the resource of an ARN begins; the end of a text that has none. */
function startOfResource(text: string): number {
  let start = 0;
  for (let field = 0; field < FIELDS_BEFORE_RESOURCE; field++) {
    const colon = text.indexOf(":", start);
    if (colon < 0) return text.length;
    start = colon + 1;
  }
  return start;
}

function foldParts(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  let colons = 0;
  return parts.map((part) => {
    if (part.kind === "variable") return part;
    const fields = part.text.split(":");
    const before = colons;
    colons += fields.length - 1;
    const text = fields.map((field, index) => (before + index < FIELDS_BEFORE_RESOURCE ? field.toLowerCase() : field)).join(":");
    return { kind: part.kind, text };
  });
}
