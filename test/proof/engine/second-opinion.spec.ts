import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  differenceIn,
  problemsOf,
  randomScenario,
  referenceOpinion,
  smallestDifference,
  type WrittenScenario,
} from "../../support/second-opinion.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const SCENARIOS = join(ROOT, "test", "scenarios");
const DRAWN = 4_000;

interface FiledScenario extends WrittenScenario {
  readonly name: string;
  readonly organization?: true;
  readonly expect: { readonly decision: string };
}

/** What the reference is not asked: it takes one resource, the action's own. */
const NOT_ASKED = new Set(["an action without resource types is judged with * whatever ARN the request names"]);

function filedScenarios(): FiledScenario[] {
  const files = readdirSync(SCENARIOS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  const read = (file: string) => JSON.parse(readFileSync(join(SCENARIOS, file), "utf8")) as FiledScenario[];
  return files
    .filter((file) => !file.includes("requested-patterns"))
    .flatMap(read)
    .filter(({ name, organization }) => organization !== true && !NOT_ASKED.has(name));
}

describe("the reference engine", () => {
  it("imports nothing of the project but itself", () => {
    const files = readdirSync(join(ROOT, "test", "support")).filter((file) => file.startsWith("reference-"));
    const imports = files.flatMap((file) =>
      [...readFileSync(join(ROOT, "test", "support", file), "utf8").matchAll(/ from "([^"]+)"/g)].map(([, from]) => from ?? ""),
    );
    assert.ok(imports.length > files.length);
    assert.deepEqual(
      imports.filter((from) => !from.startsWith("./reference-") && !from.startsWith("node:")),
      [],
    );
  });

  it("decides the scenarios as they are expected", () => {
    const scenarios = filedScenarios();
    assert.ok(scenarios.length > 600);
    const wrong = scenarios.filter((scenario) => referenceOpinion(scenario) !== scenario.expect.decision);
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });
});

describe("both engines", () => {
  it("decide alike whatever policies lie over a request", () => {
    const outcomes = new Map<string, number>();
    for (let number = 0; number < DRAWN; number += 1) {
      const scenario = randomScenario(number);
      if (differenceIn(scenario) !== undefined) assert.fail(smallestDifference(scenario));
      const outcome = referenceOpinion(scenario);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    for (const outcome of ["allowed", "explicitly-denied", "implicitly-denied"])
      assert.ok((outcomes.get(outcome) ?? 0) > DRAWN / 10, outcome);
    assert.ok((outcomes.get("unknown") ?? 0) > DRAWN / 50, "unknown");
  });

  it("are asked about what AWS would take", () => {
    const problems = Array.from({ length: 1_000 }, (_, number) => problemsOf(randomScenario(number))).flat();
    assert.deepEqual(problems, []);
  });
});
