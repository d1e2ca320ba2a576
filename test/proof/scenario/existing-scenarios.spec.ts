import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { load } from "../../../model/checks/load.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { problemLine } from "../../../model/problem.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import { readScenarioFile } from "../../../proof/scenario/scenario-file.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";
import { type PlanRehearsal, rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { NOW } from "../../support/sample.ts";
import { describeScenarios } from "../../support/scenario-cases.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../scenarios/existing");
const REHEARSING_MILLISECONDS = 300_000;
const textOf = (file: string): string => readFileSync(path.join(FOLDER, file), "utf8");

/** The declaration as it stands, or without the key of the table. */
function planned(hasKey: boolean): Plan {
  const folder = path.join(FOLDER, "declaration");
  const files = globSync("**/*.yaml", { cwd: folder }).map((file): [string, string] => {
    const text = readFileSync(path.join(folder, file), "utf8");
    return [file.split(path.sep).join("/"), hasKey ? text : text.replace(/^ +encryption:.*\n/m, "")];
  });
  const { declaration, problems } = load(new Map(files), { now: NOW });
  assert.ok(declaration !== undefined, problems.map(problemLine).join("\n"));
  return planOf(declaration);
}

/** The statements that connection cards hand back for the policies of keys, by what the keys encrypt. */
function handedBack({ stacks }: PlanRehearsal): ReadonlyMap<string, readonly unknown[]> {
  const cards = stacks.flatMap(({ outputs }) => Object.values(outputs)).filter((card) => typeof card === "object" && card !== null);
  const statements = cards.flatMap((card): { readonly of: string; readonly statement: unknown }[] => {
    const { grant, keyPolicyStatements } = card as { readonly grant?: string; readonly keyPolicyStatements?: string };
    if (grant === undefined || keyPolicyStatements === undefined) return [];
    const of = grant.replace(/\/(?:sharedWith|usedBy)\/.*$/, "");
    return (JSON.parse(keyPolicyStatements) as { readonly Statement: readonly unknown[] }).Statement.map((statement) => ({
      of,
      statement,
    }));
  });
  return new Map([...Map.groupBy(statements, ({ of }) => of)].map(([of, all]) => [of, all.map(({ statement }) => statement)]));
}

describe("an organization of what existed before", () => {
  let catalogue: Catalogue;
  let worlds: Readonly<Record<string, OrganizationWorld>>;
  let statements: ReadonlyMap<string, readonly unknown[]>;

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sqs", "sts"]);
    const [named, unnamed] = [planned(true), planned(false)];
    const [withKeys, withoutKeys] = [await rehearsePlan(named), await rehearsePlan(unnamed)];
    statements = handedBack(withKeys);
    const inventory = textOf("inventory.yaml");
    const keys = textOf("keys-of-the-account.yaml");
    const worldOf = (plan: Plan, rehearsal: PlanRehearsal, text: string) =>
      organizationOf(plan, rehearsal, parseInventory("inventory.yaml", text)).world;
    const admitting = JSON.stringify({
      "owner/tables/ledger/key": policyOf(statements.get("owner/tables/ledger") ?? []),
      "owner/secrets/token/key": policyOf(statements.get("owner/secrets/token") ?? []),
    });
    const withStatements = worldOf(named, withKeys, `${inventory}\nresourcePolicies: ${admitting}\n`);
    worlds = {
      "unknown-key.json": worldOf(unnamed, withoutKeys, inventory),
      "unknown-key-policy.json": worldOf(named, withKeys, inventory),
      "key-of-the-account.json": worldOf(named, withKeys, `${inventory}\n${keys}`),
      "key-with-statements.json": withStatements,
      "managed-policies.json": worldOf(named, withKeys, textOf("managed-policies.yaml")),
      "services.json": withStatements,
      "unique-ids.json": worldOf(named, withKeys, textOf("unique-ids.yaml").replaceAll("AROAOFTHEAPI00000000", idOf(withKeys))),
    };
  });

  /** The unique id of the owner's workload. */
  const idOf = ({ resources }: PlanRehearsal): string => {
    const id = resources.find(({ stack, name }) => stack === "foundation.owner" && name === "workload-api-role")?.outputs["uniqueId"];
    assert.ok(typeof id === "string");
    return id;
  };
  const policyOf = (all: readonly unknown[]) => ({ Version: "2012-10-17", Statement: all });

  for (const file of globSync("*.json", { cwd: FOLDER }).sort())
    describeScenarios(file, textOf(file), (scenario) => runScenario(scenario, { now: NOW, catalogue }, worlds[file]));

  /** What an answer rests on, for a question of a file's first scenario. */
  const unknownsOf = (file: string) => {
    const [entry] = readScenarioFile(file, textOf(file));
    assert.ok(entry?.scenario !== undefined);
    return runScenario(entry.scenario, { now: NOW, catalogue }, worlds[file]).explanation?.restsOn;
  };

  it("G1: names the key that is not told, with the line of the declaration to write it at", () => {
    assert.deepEqual(unknownsOf("unknown-key.json"), [
      {
        what: "the key that owner/tables/ledger (accounts/owner/data.yaml:2) is encrypted under",
        remedy: "write at accounts/owner/data.yaml:2: encryption: { key: <ARN of the key> }, or aws-managed, or aws-owned",
      },
    ]);
  });

  it("G1: names the key's policy that is not given, with the entry to write in the inventory", () => {
    assert.deepEqual(unknownsOf("unknown-key-policy.json"), [
      {
        what: "the policy of owner/tables/ledger/key (accounts/owner/data.yaml:2)",
        remedy: 'write in inventory.yaml: resourcePolicies: { owner/tables/ledger/key: { Version: "2012-10-17", Statement: [ … ] } }',
      },
    ]);
  });

  it("G2: has cards that carry what the keys' policies lack", () => {
    assert.equal(statements.get("owner/tables/ledger")?.length, 6, "the external party's too");
    assert.equal(statements.get("owner/secrets/token")?.length, 1);
  });
});
