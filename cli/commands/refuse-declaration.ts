import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import { stopped } from "../output/print-problems.ts";
import type { ProblemsReport } from "../output/report/problems-report.ts";
import type { ExitCode, Streams } from "../output/streams.ts";

/** Ends a command whose declaration has problems: prints all of them, as text or as JSON. */
export function refuseDeclaration(
  { problems, warnings }: Pick<ReadDeclaration, "problems" | "warnings">,
  isJson: boolean,
  { out, err }: Streams,
): ExitCode {
  const report: ProblemsReport = { format: 1, problems: [...problems], warnings: [...warnings] };
  if (isJson) out(`${JSON.stringify(report, undefined, 2)}\n`);
  else err(stopped(problems));
  return 1;
}
