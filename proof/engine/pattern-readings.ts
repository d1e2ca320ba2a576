import { FIELDS_BEFORE_RESOURCE, type Pattern, patternOf } from "./pattern.ts";
import type { Readings } from "./readings.ts";
import type { RequestContext } from "./request-context.ts";
import type { TemplatePart } from "./template.ts";

/**
 * A pattern as other readings than the default have it: variables replaced by their values, in which wildcards may be alive, and the fields
 * of an ARN before its resource in lower case where case does not count. Undefined where a variable has no value.
 */
export function readPattern(pattern: Pattern, context: RequestContext): Pattern | undefined {
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
  return patternOf(isFolded(pattern, context.readings) ? foldParts(parts) : parts, pattern.syntax);
}

/** The text to hold against a pattern that was read so. */
export function readText(pattern: Pattern, text: string, { readings }: RequestContext): string {
  return isFolded(pattern, readings) ? foldArn(text) : text;
}

/** Whether a text has capitals in the fields of an ARN before its resource. */
export const hasCapitals = (text: string): boolean => foldArn(text) !== text;

function isFolded({ syntax }: Pattern, readings: Readings): boolean {
  return readings["arn-case"] === "does-not-count" && (syntax === "arn" || syntax === "resource");
}

function foldArn(text: string): string {
  const fields = text.split(":");
  return fields.map((field, index) => (index < FIELDS_BEFORE_RESOURCE ? field.toLowerCase() : field)).join(":");
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
