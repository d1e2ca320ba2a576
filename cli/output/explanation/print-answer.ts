import type { ExplainReport } from "./explain-report.ts";

/** An answer in words: yes, no or not known, the reasons with what would change them, and the same in the terms of AWS. */
export function answerText(
  { question, decision, unknowns, reasons, readings, assumptions, inTermsOfAws }: ExplainReport,
  hint?: string,
): string {
  const { principal, action, resource, from } = question;
  const levels = inTermsOfAws.some((line) => / of level \d/.test(line))
    ? " (levels count from the organization's root, 1, down to the account)"
    : "";
  const lines = [
    `${headOf(decision, principal)} use ${action} on ${resource}${from === null ? "" : ` from ${from}`}.`,
    ...(hint === undefined ? [] : [hint]),
    ...unknowns.flatMap(({ what, remedy }) => [`Unknown: ${what}.`, `  To change: ${remedy}.`]),
    ...reasons.flatMap(({ what, details, remedy }) => [
      what,
      ...details.map((detail) => `  ${detail}`),
      ...(remedy === null ? [] : [`  Remedy: ${remedy}.`]),
    ]),
    ...readings.map(({ text }) => `${text}.`),
    ...assumptions.map((text) => `Assumed: ${text}.`),
    "",
    `In the terms of AWS${levels}:`,
    ...inTermsOfAws.map((line) => `  ${line}`),
  ];
  return `${lines.join("\n")}\n`;
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
