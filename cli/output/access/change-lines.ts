import type { ExplainedStatement } from "../explanation/statement-origin.ts";
import type { ChangeReport, ReportedChange } from "./change-report.ts";
import { listed } from "./condition-text.ts";
import { actionsText } from "./print-access.ts";

/** One change in words: what changes, and the statements on both sides. */
export interface ChangeLines {
  readonly what: string;
  readonly because: readonly string[];
}

const VERBS = { gains: "gain", loses: "lose", changes: "keep" } as const;

/** A change in words. */
export function changeLines(change: ReportedChange): ChangeLines {
  const { kind, principals, actions, resources, condition, conditionBefore } = change;
  const verb = conditionBefore === null ? VERBS[kind] : VERBS.changes;
  const before = conditionBefore === null ? "" : ` (before: ${conditionBefore})`;
  return {
    what: `${listed(principals, "and")} ${verb}${principals.length > 1 ? "" : "s"} ${actionsText(actions)} on ${listed(resources, "and")}: ${condition}${before}`,
    because: [
      ...because("allowed by", change.allowedAfter),
      ...(isSame(change) ? [] : because("allowed before by", change.allowedBefore)),
      ...because("denied before by", change.deniedBefore),
      ...because("denied now by", change.deniedAfter),
    ],
  };
}

/** Whether the statements that allowed it before allow it now. */
function isSame({ allowedBefore, allowedAfter }: ReportedChange): boolean {
  const names = (all: readonly ExplainedStatement[]) =>
    JSON.stringify(all.map(({ document, statement, sid }) => [document, sid ?? statement]));
  return names(allowedBefore) === names(allowedAfter);
}

const because = (text: string, statements: readonly ExplainedStatement[]): string[] =>
  statements.length === 0 ? [] : [`${text} ${listed(statements.map(statementText), "and")}`];

function statementText({ sid, statement, document, declaredAt }: ExplainedStatement): string {
  const places = declaredAt.map(({ file, line }) => `${file}:${line.toString()}`);
  const name = sid === null ? `statement ${statement.toString()} of ${document}` : `${sid} of ${document}`;
  return places.length === 0 ? name : `${name} (${[...new Set(places)].join(", ")})`;
}

/** How much differs. */
export function verdictText({ verdict, counts: { gains, loses, changes } }: ChangeReport): string {
  if (verdict === "no access changes") return "No access changes.";
  return `Access changes: ${gains.toString()} gained, ${loses.toString()} lost, ${changes.toString()} with other conditions.`;
}

/** What is compared. */
export const comparedText = ({ before, after, asOf }: ChangeReport): string => `${after.name} compared with ${before.name}, as of ${asOf}`;

/** Accounts that are renamed, a sentence each. */
export const renamedLines = ({ renamed }: ChangeReport): string[] =>
  renamed.map(({ id, from, to }) => `Account ${id} is renamed from ${from} to ${to}.`);
