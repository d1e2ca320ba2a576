import type { NearMiss, SeenCondition } from "../../../proof/explanation/explain.ts";
import type { AnswerContext } from "./answer-context.ts";
import { statementText } from "./statement-origin.ts";

/** A statement that would allow but for one element, and what that element expects. */
export function nearMissText(miss: NearMiss, context: AnswerContext): string {
  const expected = miss.failed.length === 0 ? `its ${miss.element} differs` : miss.failed.map(expectedText).join("; ");
  return `Nearly allowed by ${statementText(miss, context)}; ${expected}.`;
}

function expectedText({ operator, key, expected, got }: SeenCondition): string {
  if (operator.startsWith("Null")) return `${key} must be ${expected.includes("true") ? "missing" : "present"}`;
  return `${key} must be ${comparison(operator)}${expected.join(" or ")}, got ${got?.join(", ") ?? "nothing"}`;
}

function comparison(operator: string): string {
  if (/Not/.test(operator)) return "other than ";
  if (/LessThan/.test(operator)) return operator.startsWith("Date") ? "before " : "below ";
  if (/GreaterThan/.test(operator)) return operator.startsWith("Date") ? "after " : "above ";
  return "";
}
