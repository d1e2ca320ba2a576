import { colours } from "../colours.ts";
import { count } from "../count.ts";
import { wrapped } from "../wrapped.ts";
import type { MutantReport } from "./mutant-report.ts";

const SHOWN = 40;

/** What was noticed of the mutants, as a table by kind of document and of change. */
export function mutantText({ counts, table, equivalent, unnoticed }: MutantReport): string {
  const head = `${counts.noticed.toLocaleString("en")} of ${count(counts.mutants, "mutant")} noticed, ${counts.equivalent.toLocaleString("en")} equivalent, ${counts.unnoticed.toLocaleString("en")} unnoticed`;
  const width = Math.max(...table.map(({ kind }) => kind.length), 0);
  const rows = table.map(
    ({ kind, change, mutants, noticed, equivalent: same }) =>
      `  ${kind.padEnd(width)}  ${change.padEnd(17)}  ${noticed.toString().padStart(5)} of ${mutants.toString().padStart(5)}${same === 0 ? "" : `, ${same.toString()} equivalent`}\n`,
  );
  const reasons = equivalent.map(({ because, mutants }) =>
    wrapped(`${mutants.length.toString()} because ${because}`, { first: "  ", rest: 4 }),
  );
  const listed = unnoticed
    .slice(0, SHOWN)
    .map(({ document, change, what }) => wrapped(`${document}: ${change}: ${what}`, { first: "  ", rest: 4 }));
  const more =
    unnoticed.length > SHOWN ? [wrapped(`and ${(unnoticed.length - SHOWN).toString()} more; --json has them all`, { first: "  " })] : [];
  return [
    `${colours.bold("Mutants")}\n${wrapped(head, { first: "" })}${rows.join("")}`,
    ...(reasons.length === 0 ? [] : [`${colours.bold("Equivalent")}\n${reasons.join("")}`]),
    ...(listed.length === 0 ? [] : [`${colours.bold("Unnoticed")}\n${[...listed, ...more].join("")}`]),
  ].join("\n");
}
