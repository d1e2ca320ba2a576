import path from "node:path";
import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { readInventory } from "../input/read-inventory.ts";
import { colours } from "../output/colours.ts";
import { count } from "../output/count.ts";
import { problemLines } from "../output/print-problems.ts";
import type { ProblemsReport } from "../output/report/problems-report.ts";
import type { ExitCode, Streams } from "../output/streams.ts";

/** Reads the declaration and says everything that is wrong with it. */
export function validate(options: DeclarationOptions & { readonly json?: boolean | undefined }, { out }: Streams): ExitCode {
  const { problems: declared, warnings, folder } = readDeclaration(options);
  const problems = [...declared, ...(readInventory(undefined, folder)?.problems ?? [])];
  const shown = path.relative(process.cwd(), folder) || ".";
  if (options.json === true) {
    const report: ProblemsReport = { format: 1, problems, warnings: [...warnings] };
    out(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    if (problems.length > 0) out(problemLines(problems));
    if (warnings.length > 0) out(`${colours.yellow("Warnings")}\n${problemLines(warnings)}`);
    const verdict =
      problems.length === 0 ? colours.green(`${shown} is valid`) : colours.red(`${shown} has ${count(problems.length, "problem")}`);
    out(`${verdict}${warnings.length === 0 ? "" : `, ${count(warnings.length, "warning")}`}\n`);
  }
  return problems.length === 0 ? 0 : 1;
}
