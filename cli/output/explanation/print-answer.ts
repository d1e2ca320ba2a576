import { waysText } from "../access/session-steps.ts";
import { sameItemsText } from "../same-items.ts";
import type { ExplainReport } from "./explain-report.ts";
import { isOpen, type WayByRoles } from "./ways-by-roles.ts";

/** What is said besides the report. */
export interface AnswerTextOptions {
  readonly hint?: string | undefined;
  /** Whether the denial of the call itself is explained where a role leads to it. */
  readonly isVerbose?: boolean;
}

/** An answer in words: yes, no or not known, the reasons with what would change them, and the same in the terms of AWS. */
export function answerText(report: ExplainReport, { hint, isVerbose = false }: AnswerTextOptions = {}): string {
  const { ways } = report;
  const allowed = ways.filter(({ decision }) => decision === "allowed");
  const open = allowed.length > 0 ? allowed : ways.filter(isOpen);
  if (open.length === 0) return `${linesOf(report, hint).join("\n")}\n`;
  const lines = [
    ...open.flatMap((way, index) => wayLines(report, way, index === 0)),
    isVerbose ? "With its own credentials it may not:" : "With its own credentials it may not; --verbose says why.",
    ...(isVerbose
      ? ["", ...linesOf({ ...report, ways: [] }, hint)]
      : [...sameItemsText(report.sameItems), ...report.assumptions.map((text) => `Assumed: ${text}.`)]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A way by roles: what it comes to, and every step with its decision. */
function wayLines({ question }: ExplainReport, { role, grant, decision, steps }: WayByRoles, isFirst: boolean): string[] {
  const { principal, action, resource, from } = question;
  const asked = `${principal} may use ${action} on ${resource}${from === null ? "" : ` from ${from}`}`;
  const after = `after taking the role ${role}${grant === null ? "" : `, as the card of ${grant} says`}`;
  const head =
    decision === "allowed" ? (isFirst ? `Yes, ${after}: ${asked}.` : `Also ${after}.`) : `Not known, ${after}: whether ${asked}.`;
  return [head, ...steps.flatMap(stepLines)];
}

const stepLines = ({ principal, action, resource, decision, reasons }: WayByRoles["steps"][number], index: number): string[] => [
  `${(index + 1).toString()}. ${principal}: ${action} on ${resource}: ${DECIDED[decision]}.`,
  ...reasons.map((text) => `   ${text}`),
];

const DECIDED: Readonly<Record<ExplainReport["decision"], string>> = {
  allowed: "allowed",
  "explicitly-denied": "denied",
  "implicitly-denied": "not allowed",
  unknown: "not known",
};

/** Why a way by a role that is declared does not lead to the call: its first step that is denied. */
function closedLines({ role, grant, steps }: WayByRoles): string[] {
  const index = steps.findIndex((step) => !isOpen(step));
  const step = steps[index];
  if (step === undefined) return [];
  const declared = grant === null ? "" : `, as the card of ${grant} says`;
  return [`Nor after taking the role ${role}${declared}:`, ...stepLines(step, index)];
}

function linesOf(
  { question, decision, unknowns, reasons, through, ways, readings, sameItems, assumptions, inTermsOfAws }: ExplainReport,
  hint: string | undefined,
): string[] {
  const { principal, action, resource, from } = question;
  const levels = inTermsOfAws.some((line) => / of level \d/.test(line))
    ? " (levels count from the organization's root, 1, down to the account)"
    : "";
  return [
    `${headOf(decision, principal)} use ${action} on ${resource}${from === null ? "" : ` from ${from}`}.`,
    ...(hint === undefined ? [] : [hint]),
    ...unknowns.flatMap(({ what, remedy }) => [`Unknown: ${what}.`, `  To change: ${remedy}.`]),
    ...reasons.flatMap(({ what, details, remedy }) => [
      what,
      ...details.map((detail) => `  ${detail}`),
      ...(remedy === null ? [] : [`  Remedy: ${remedy}.`]),
    ]),
    ...ways.flatMap(closedLines),
    ...through.map((each) => `Also open to ${each.principal}, by ${waysText(each.steps)}.`),
    ...readings.map(({ text }) => `${text}.`),
    ...sameItemsText(sameItems),
    ...assumptions.map((text) => `Assumed: ${text}.`),
    "",
    `In the terms of AWS${levels}:`,
    ...inTermsOfAws.map((line) => `  ${line}`),
  ];
}

function headOf(decision: ExplainReport["decision"], principal: string): string {
  switch (decision) {
    case "allowed":
      return `Yes: ${principal} may`;
    case "unknown":
      return `Not known: whether ${principal} may`;
    case "explicitly-denied":
    case "implicitly-denied":
      return `No: ${principal} may not`;
  }
}
