import type { ExplainReport } from "./explain-report.ts";

/** An answer in words: yes or no, the reasons with what would change them, and the same in the terms of AWS. */
export function answerText({ question, decision, reasons, assumptions, inTermsOfAws }: ExplainReport, hint?: string): string {
  const { principal, action, resource, from } = question;
  const isAllowed = decision === "allowed";
  const levels = inTermsOfAws.some((line) => / of level \d/.test(line))
    ? " (levels count from the organization's root, 1, down to the account)"
    : "";
  const lines = [
    `${isAllowed ? "Yes" : "No"}: ${principal} may ${isAllowed ? "" : "not "}use ${action} on ${resource}${from === null ? "" : ` from ${from}`}.`,
    ...(hint === undefined ? [] : [hint]),
    ...reasons.flatMap(({ what, details, remedy }) => [
      what,
      ...details.map((detail) => `  ${detail}`),
      ...(remedy === null ? [] : [`  Remedy: ${remedy}.`]),
    ]),
    ...assumptions.map((text) => `Assumed: ${text}.`),
    "",
    `In the terms of AWS${levels}:`,
    ...inTermsOfAws.map((line) => `  ${line}`),
  ];
  return `${lines.join("\n")}\n`;
}
