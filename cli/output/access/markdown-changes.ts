import { count } from "../count.ts";
import { changeLines, comparedText, renamedLines, verdictText } from "./change-lines.ts";
import type { ChangeReport, ReportedChange } from "./change-report.ts";

/** GitHub refuses comments of more characters. */
export const LONGEST_COMMENT = 65_536;

/** The first line, which a page does not show: a workflow finds the comment of an earlier run by it. */
export const COMMENT_MARKER = "<!-- palisade: access -->";

const TITLES: Readonly<Record<ReportedChange["kind"], string>> = { gains: "Gained", loses: "Lost", changes: "With other conditions" };

/** A comparison as a comment of a pull request: a line for each change, with the statements folded; cut where it is too long. */
export function changesMarkdown(report: ChangeReport, longest = LONGEST_COMMENT): string {
  const head = [
    `${COMMENT_MARKER}\n### ${verdictText(report)}`,
    `${escaped(comparedText(report))}.`,
    ...renamedLines(report).map(escaped),
  ].join("\n\n");
  const parts: string[] = [];
  let length = head.length + 1 + moreText(report.changes.length).length;
  for (const [index, change] of report.changes.entries()) {
    const isFirst = report.changes[index - 1]?.kind !== change.kind;
    const part = `${isFirst ? `\n#### ${TITLES[change.kind]}\n` : ""}\n${changeMarkdown(change)}`;
    if (length + part.length > longest) return `${head}\n${parts.join("")}${moreText(report.changes.length - index)}`;
    length += part.length;
    parts.push(part);
  }
  return `${head}\n${parts.join("")}`;
}

const moreText = (left: number): string =>
  `\n${count(left, "further change")} did not fit into this comment; \`npm run diff\` lists all of them.\n`;

function changeMarkdown(change: ReportedChange): string {
  const { what, because } = changeLines(change);
  const items = because.map((line) => `- ${escaped(line)}\n`).join("");
  return items === "" ? `${escaped(what)}\n` : `<details><summary>${escaped(what)}</summary>\n\n${items}\n</details>\n`;
}

/** A text in which Markdown and HTML mean nothing. */
const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]#|~@]/g, "\\$&");
