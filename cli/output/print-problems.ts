import { type Problem, problemLine } from "../../model/problem.ts";
import { colours } from "./colours.ts";
import { count } from "./count.ts";

/** Problems or warnings, a line each. */
export const problemLines = (problems: readonly Problem[]): string => problems.map((problem) => `${problemLine(problem)}\n`).join("");

/** The problems that end a command. */
export const stopped = (problems: readonly Problem[]): string =>
  `${problemLines(problems)}${colours.red(count(problems.length, "problem"))}; nothing was planned\n`;
