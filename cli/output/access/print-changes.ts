import { colours } from "../colours.ts";
import { wrapped } from "../wrapped.ts";
import { changeLines, comparedText, renamedLines, verdictText } from "./change-lines.ts";
import type { ChangeReport, ReportedChange } from "./change-report.ts";

/** Marks of the kinds, as in a list of changed lines. */
const MARKS: Readonly<Record<ReportedChange["kind"], string>> = {
  gains: colours.red("+"),
  loses: colours.green("-"),
  changes: colours.yellow("~"),
};

/** A comparison in words, a paragraph for each change. */
export const changesText = (report: ChangeReport): string =>
  [
    wrapped(comparedText(report), { first: "", rest: 2 }),
    "\n",
    wrapped(colours.bold(verdictText(report)), { first: "", rest: 2 }),
    ...renamedLines(report).map((line) => wrapped(line, { first: "", rest: 2 })),
    ...report.changes.map(changeText),
  ].join("");

/** One change in words, a paragraph. */
export function changeText(change: ReportedChange): string {
  const { what, because } = changeLines(change);
  return `\n${wrapped(what, { first: `${MARKS[change.kind]} `, rest: 4 })}${because.map((line) => wrapped(line, { first: "    ", rest: 6 })).join("")}`;
}
