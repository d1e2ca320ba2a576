import pc from "picocolors";
import { type Problem, problemLine } from "../../model/problem.ts";
import { count } from "./count.ts";

/** Problems or warnings, a line each. */
export const problemLines = (problems: readonly Problem[]): string => problems.map((problem) => `${problemLine(problem)}\n`).join("");

/** What a command says where problems keep it from going on. */
export const stopped = (problems: readonly Problem[]): string =>
  `${problemLines(problems)}${pc.red(count(problems.length, "problem"))}; nothing was planned\n`;
