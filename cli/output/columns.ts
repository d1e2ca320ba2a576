import Table from "cli-table3";
import { colours } from "./colours.ts";
import { lineWidth } from "./line-width.ts";
import { wrapped } from "./wrapped.ts";

const INDENT = 2;
const GAP = 2;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * Widths of columns so that a row fits: the widest shrinks first, and none is narrower than its longest word. "stacked" where the words of a
 * row are wider than the terminal; undefined where the row fits as it is.
 */
export function fittingWidths(rows: readonly (readonly string[])[], width: number): number[] | "stacked" | undefined {
  const widest = (of: (cell: string) => number) =>
    (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => of(row[column] ?? ""))));
  const widths = widest((cell) => cell.length);
  const narrowest = widest((cell) => Math.max(...cell.split(" ").map((word) => word.length)));
  const room = width - INDENT - GAP * Math.max(widths.length - 1, 0);
  if (sum(widths) <= room) return undefined;
  if (sum(narrowest) > room) return "stacked";
  while (sum(widths) > room) {
    const spare = widths.map((each, column) => (each > (narrowest[column] ?? 0) ? each : 0));
    const largest = spare.indexOf(Math.max(...spare));
    widths[largest] = (widths[largest] ?? 0) - 1;
  }
  return widths;
}

/** Each row as several lines below its first cell, where the words of a row are wider than a line. */
function stacked(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = rows.map(([first = "", ...others]) => {
    const fields = others.flatMap((cell, index) =>
      cell === "" ? [] : [wrapped(cell, { first: `    ${colours.dim(head[index + 1] ?? "")} `, rest: 6 })],
    );
    return `${first === "" ? "" : `  ${first}\n`}${fields.join("")}`;
  });
  return lines.join("");
}

/**
 * A table without lines: columns two spaces apart, wrapped where a line is too narrow.
 * @param most how wide a line may be where no terminal is narrower
 */
export function columns(head: readonly string[], rows: readonly (readonly string[])[], most = Number.POSITIVE_INFINITY): string {
  const chars = [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
  ];
  const widths = fittingWidths([head, ...rows], lineWidth(most));
  if (widths === "stacked") return stacked(head, rows);
  const table = new Table({
    chars: { ...Object.fromEntries(chars.map((name) => [name, ""])), middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    head: head.map((title) => colours.dim(title)),
    ...(widths === undefined ? {} : { colWidths: widths, wordWrap: true, wrapOnWordBoundary: true }),
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split("\n");
  return `${lines.map((line) => `  ${line.trimEnd()}`).join("\n")}\n`;
}
