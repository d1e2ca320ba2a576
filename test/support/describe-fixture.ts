import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { proofSubject } from "../../cli/input/proof-subject.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import type { Files } from "../../model/reading/draft.ts";
import { runScenario } from "../../proof/scenario/run-scenario.ts";
import { type JudgedMutant, noticeMutants } from "../../proof/verdict/notice-mutants.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import { type Deployed, deploy, proofOf } from "./proof.ts";
import { NOW } from "./sample.ts";
import { describeScenarios } from "./scenario-cases.ts";
import { unnoticedIn } from "./unnoticed.ts";

/** A declaration with scenarios beside it. */
export interface Fixture {
  readonly folder: string;
  readonly files: Files;
  readonly inventory?: ReadInventory;
  /** The services whose actions the scenarios ask about. */
  readonly services: readonly string[];
  /** Which changes of documents are to be noticed. @default all */
  readonly isTaken?: Parameters<typeof noticeMutants>[1];
}

/** What was rehearsed, for further tests. */
export interface RehearsedFixture {
  readonly deployed: Deployed;
  readonly organization: ReturnType<typeof organizationOf>;
  readonly catalogue: Catalogue;
  /** Changes of its documents; empty before they are judged. */
  readonly judged: readonly JudgedMutant[];
}

/**
 * Rehearses a declaration once, and tests its scenarios, its proof, and that changes of its documents are noticed. Stands in a `describe`.
 * @returns what was rehearsed, for tests that stand beside
 */
export function itIsProven({ folder, files, inventory, services, isTaken }: Fixture): () => RehearsedFixture {
  let rehearsed: RehearsedFixture | undefined;
  const fixture = (): RehearsedFixture => {
    assert.ok(rehearsed !== undefined);
    return rehearsed;
  };

  before(async () => {
    const deployed = await deploy(files, inventory);
    const organization = organizationOf(planOf(deployed.declaration), deployed, deployed.existing);
    rehearsed = { deployed, organization, catalogue: await loadCatalogue(services), judged: [] };
  });

  for (const file of globSync("*.json", { cwd: folder }).sort())
    describeScenarios(file, readFileSync(path.join(folder, file), "utf8"), (scenario) => {
      const { organization, catalogue } = fixture();
      return runScenario(scenario, { now: NOW, catalogue }, organization.world);
    });

  it("may do what is declared, and nothing else", async () => {
    const { against, proof } = await proofOf(fixture().deployed);
    assert.deepEqual(against, []);
    assert.ok(proof.classes > 0);
  });

  it("are kept to that by every statement: changed or without it, some request is decided otherwise", async () => {
    const { deployed, organization } = fixture();
    const judged = noticeMutants(await proofSubject(deployed.declaration, organization), isTaken);
    rehearsed = { ...fixture(), judged };
    assert.ok(judged.length > 0);
    assert.deepEqual(unnoticedIn(judged), []);
  });

  return fixture;
}
