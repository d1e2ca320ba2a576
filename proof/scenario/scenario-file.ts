import { type Path, pathText } from "../json-problem.ts";
import { type JsonSource, type Place, readJson } from "../world/json-source.ts";
import { readScenario, type Scenario } from "./scenario.ts";

/** One entry of a scenario file: a scenario, or why it cannot be run. */
export interface ScenarioEntry {
  readonly place: Place;
  readonly scenario: Scenario | undefined;
  /** Ready to print, each with file, line and column. */
  readonly problems: readonly string[];
  /** Writes a problem of the entry with its place, for what only running it can find. */
  readonly locate: (path: Path, message: string) => string;
}

/** Reads the text of a scenario file. What is no list of scenarios at all becomes one entry with its problem. */
export function readScenarioFile(file: string, text: string): readonly ScenarioEntry[] {
  const source = readJson(text);
  if ("error" in source) return [broken(file, source.error.place, source.error.message)];
  if (!Array.isArray(source.value)) return [broken(file, { line: 1, column: 1 }, "not a list of scenarios; write [ … ] around them")];
  return source.value.map((value: unknown, index) => readEntry(file, source, value, index));
}

function broken(file: string, place: Place, message: string): ScenarioEntry {
  const locate = (_path: Path, wrong: string) => `${file}:${place.line}:${place.column}: ${wrong}`;
  return { place, scenario: undefined, problems: [locate([], message)], locate };
}

function readEntry(file: string, source: JsonSource, value: unknown, index: number): ScenarioEntry {
  const { value: scenario, problems = [] } = readScenario(value);
  const locate = (path: Path, message: string) => {
    const { line, column } = source.locate([index, ...path]);
    return `${file}:${line}:${column}: ${pathText([index, ...path])}: ${message}`;
  };
  return { place: source.locate([index]), scenario, problems: problems.map(({ path, message }) => locate(path, message)), locate };
}
