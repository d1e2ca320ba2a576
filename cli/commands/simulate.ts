import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { explanationText, turningText } from "../../proof/explanation/explanation-text.ts";
import { runScenario } from "../../proof/scenario/run-scenario.ts";
import { readScenarioFile, type ScenarioEntry } from "../../proof/scenario/scenario-file.ts";
import type { World } from "../../proof/world/world.ts";
import { catalogueOf } from "../input/catalogue-of.ts";
import type { ScenarioOutcome, SimulateReport } from "../output/report/simulate-report.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

/** How scenarios are simulated. */
export interface SimulateOptions {
  /** Prints every decision with its explanation as JSON. @default failing scenarios as text */
  readonly json?: boolean;
  /** Whether failing scenarios list the statements that nearly deny, too. @default false */
  readonly verbose?: boolean;
  /** The time that the requests are made at, where their context does not say. */
  readonly now: Date;
  /** Finds the organization, once, for scenarios that are about it. @default such scenarios fail with a problem */
  readonly world?: () => Promise<World>;
}

/**
 * Runs the scenarios of files and prints each failure with the expected decision, the actual one and its reason, and last `N passed, N
 * failed`. A scenario that cannot be read counts as failed. Resolves to the exit code: 0 when all passed, 1 when any failed, 2 when no file
 * was named, 3 when every failed scenario came out unknown.
 * @param named files, or patterns such as `scenarios/*.json` that no shell has expanded
 * @throws WrongUse where there is no such file
 */
export async function simulateCommand(named: readonly string[], options: SimulateOptions, { out, err }: Streams): Promise<ExitCode> {
  if (named.length === 0) {
    err("palisade: simulate: no scenario file is named; name one or more JSON files, in front of --export\n");
    return 2;
  }
  const files = named.flatMap(filesOf);
  const read = await Promise.all(files.map(async (file) => ({ file, entries: await readEntries(file) })));
  const entries = read.flatMap(({ file, entries: found }) => found.map((entry) => ({ file, entry })));
  const catalogue = await loadCatalogueFor(entries.map(({ entry }) => entry));
  const world = entries.some(({ entry }) => entry.scenario?.documents === undefined && entry.scenario !== undefined)
    ? await options.world?.()
    : undefined;
  const decided = entries.map(({ file, entry }) => run(file, entry, { now: options.now, catalogue }, world));
  const misspelt = await misspeltActions(entries.map(({ entry }) => entry));
  const outcomes = decided.map((outcome, index) => withNamedAction(outcome, entries[index]?.entry, misspelt));

  const failed = outcomes.filter(({ passed }) => !passed);
  const summary = `${outcomes.length - failed.length} passed, ${failed.length} failed\n`;
  if (options.json === true) {
    const report: SimulateReport = { format: 1, scenarios: outcomes };
    out(`${JSON.stringify(report, undefined, 2)}\n`);
    err(summary);
  } else {
    for (const outcome of failed) out(`${failureText(outcome, options.verbose === true).join("\n")}\n\n`);
    for (const outcome of outcomes.filter(({ passed }) => passed)) out(turningLines(outcome));
    out(summary);
  }
  if (failed.length === 0) return 0;
  return failed.every(({ decision }) => decision === "unknown") ? 3 : 1;
}

function filesOf(name: string): string[] {
  if (existsSync(name)) return [name];
  const found = globSync(name).sort();
  if (found.length > 0) return found;
  const what = /[*?[{]/.test(name) ? "matches no file" : "there is no such file";
  throw new WrongUse(`simulate: ${what}, got ${JSON.stringify(name)}; name JSON files of scenarios, like test/scenarios/layers/*.json`);
}

async function readEntries(file: string): Promise<readonly ScenarioEntry[]> {
  try {
    return readScenarioFile(file, await readFile(file, "utf8"));
  } catch (error) {
    const message = `${file}: cannot be read, got ${JSON.stringify(error instanceof Error ? error.message : String(error))}; name a JSON file of scenarios`;
    return [{ place: { line: 1, column: 1 }, scenario: undefined, problems: [message], locate: (_path, wrong) => `${file}: ${wrong}` }];
  }
}

/** Loads what the scenarios' actions need, and KMS, which services ask for their callers; a service that AWS does not have is left out, and its actions count as unknown. */
async function loadCatalogueFor(entries: readonly ScenarioEntry[]): Promise<Catalogue> {
  const services = new Set(entries.flatMap(({ scenario }) => scenario?.request.action.split(":")[0]?.toLowerCase() ?? []));
  const existing = await Promise.all([...services].map(async (service) => ((await isLoadable(service)) ? [service] : [])));
  return loadCatalogue([...new Set([...existing.flat(), "kms"])]);
}

async function isLoadable(service: string): Promise<boolean> {
  try {
    await loadCatalogue([service]);
    return true;
  } catch {
    return false;
  }
}

function run(
  file: string,
  entry: ScenarioEntry,
  surroundings: Parameters<typeof runScenario>[1],
  world: World | undefined,
): ScenarioOutcome {
  const { scenario, place, problems, locate } = entry;
  const about = { file, line: place.line };
  if (scenario === undefined)
    return { ...about, name: null, passed: false, expected: null, decision: null, explanation: null, turnsOn: [], problems: [...problems] };
  const result = runScenario(scenario, surroundings, world);
  const { explanation = null, isAsExpected: passed } = result;
  return {
    ...about,
    name: scenario.name,
    passed,
    expected: scenario.expect,
    decision: explanation?.decision ?? null,
    explanation,
    turnsOn: [...new Set(explanation?.readings.map(({ id }) => id))].filter((id) => scenario.readings?.[id] === undefined),
    problems: (result.problems ?? []).map(({ path, message }) => locate(path, message)),
  };
}

/** What is wrong with each action that an organization is asked about, the catalogue read once for each. */
async function misspeltActions(entries: readonly ScenarioEntry[]): Promise<ReadonlyMap<string, string>> {
  const asked = entries.flatMap(({ scenario }) =>
    scenario?.documents === undefined && scenario !== undefined ? [scenario.request.action] : [],
  );
  const found = await Promise.all([...new Set(asked)].map(async (action) => ({ action, problem: (await catalogueOf(action)).problem })));
  return new Map(found.flatMap(({ action, problem }) => (problem === undefined ? [] : [[action, problem] as const])));
}

/** Fails scenarios about a misspelt action: nothing allows such an action, so that an expected denial would hide the mistake. */
function withNamedAction(
  outcome: ScenarioOutcome,
  entry: ScenarioEntry | undefined,
  misspelt: ReadonlyMap<string, string>,
): ScenarioOutcome {
  if (entry?.scenario === undefined || entry.scenario.documents !== undefined) return outcome;
  const problem = misspelt.get(entry.scenario.request.action);
  if (problem === undefined || outcome.problems.some((text) => text.includes("request.action:"))) return outcome;
  const problems = [...outcome.problems, entry.locate(["request", "action"], problem)];
  return { ...outcome, passed: false, decision: null, explanation: null, turnsOn: [], problems };
}

/** What a scenario that passes turns on, where it does not say how AWS's pages are to be read. */
function turningLines({ file, line, name, explanation, turnsOn }: ScenarioOutcome): string {
  const lines = explanation?.readings.filter(({ id }) => turnsOn.includes(id)).map((reading) => `  ${turningText(reading)}\n`) ?? [];
  return lines.length === 0 ? "" : `${file}:${line}: ${name ?? ""}\n${lines.join("")}`;
}

function failureText({ file, line, name, expected, decision, explanation, problems }: ScenarioOutcome, isVerbose: boolean): string[] {
  if (name === null) return [...problems];
  const wanted = `${expected?.decision ?? ""}${expected?.by === undefined ? "" : ` by ${expected.by}`}`;
  const head = [`${file}:${line}: ${name}`, `  expected ${wanted}, got ${decision ?? "no decision"}`];
  return [
    ...head,
    ...problems.map((text) => `  ${text}`),
    ...(explanation === null ? [] : explanationText(explanation, { isVerbose }).map((text) => `  ${text}`)),
  ];
}
