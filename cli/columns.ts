import Table from "cli-table3";
import pc from "picocolors";

/** A table without lines: columns two spaces apart. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
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
  const table = new Table({
    chars: { ...Object.fromEntries(chars.map((name) => [name, ""])), middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    head: head.map((title) => pc.dim(title)),
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split("\n");
  return `${lines.map((line) => `  ${line.trimEnd()}`).join("\n")}\n`;
}
