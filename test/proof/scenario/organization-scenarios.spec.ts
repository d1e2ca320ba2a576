import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import { runScenario, type ScenarioResult } from "../../../proof/scenario/run-scenario.ts";
import type { Scenario } from "../../../proof/scenario/scenario.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { acmeInventory, acmePlan, acmeWorld, rehearsedAcme } from "../../support/acme.ts";
import { describeScenarios } from "../../support/scenario-cases.ts";

const FOLDER = fileURLToPath(new URL("../../scenarios/organization/", import.meta.url));
const FILES = globSync("*.json", { cwd: FOLDER }).sort();
const NOW = new Date("2026-11-22T00:00:00Z");
const SERVICES = [
  ...["autoscaling", "dynamodb", "ec2", "ec2-instance-connect", "ecs", "eks", "iam", "kms", "lambda", "organizations", "rolesanywhere"],
  ...["secretsmanager", "ssm", "sts"],
];
const REHEARSING_MILLISECONDS = 300_000;
/** The cases of the perimeter and of the plain forms of sharing, as far as a statement decides about them: global tables and tenants are no such. */
const RESTS_ON_A_STATEMENT = /^(?:A(?:[1-7]|10)|B(?:[1-9]|1[01])|C[1-3]|E(?:[1369]|10)|F(?:[1-9]|1[0135])):/;

/** The resources without one statement, wherever it stands. */
function without(resources: readonly WorldResource[], sid: string): WorldResource[] {
  const cut = (value: unknown): unknown => {
    if (typeof value !== "string" || !value.includes(`"${sid}"`)) return value;
    const document = JSON.parse(value) as { Statement: { Sid: string }[] };
    const others = document.Statement.filter(({ Sid }) => Sid !== sid);
    // A policy has a statement at least: the last one stays under a condition that no request meets.
    const never = document.Statement.map((statement) => ({ ...statement, Condition: { StringEquals: { "aws:UserAgent": "nobody" } } }));
    return JSON.stringify({ ...document, Statement: others.length > 0 ? others : never });
  };
  return resources.map((resource) => ({
    ...resource,
    inputs: Object.fromEntries(Object.entries(resource.inputs).map(([key, value]) => [key, cut(value)])),
  }));
}

interface Statement {
  readonly Sid: string;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An endpoint with other statements; those that become undefined are left out. */
function withStatements(endpoint: WorldResource, change: (statement: Statement) => Statement | undefined): WorldResource {
  const document = JSON.parse(String(endpoint.inputs["policy"])) as { Statement: Statement[] };
  const statements = document.Statement.flatMap((each) => change(each) ?? []);
  return { ...endpoint, inputs: { ...endpoint.inputs, policy: JSON.stringify({ ...document, Statement: statements }) } };
}

/** The statement that a scenario names, else every statement of the deciding layer; none where nothing allows. */
function deciders({ expect }: Scenario, { explanation }: ScenarioResult): readonly string[] {
  if (explanation === undefined || explanation.decision === "implicitly-denied") return [];
  const named = expect.by?.split(":")[1];
  if (named !== undefined) return [named];
  const { by, grants, denials } = explanation;
  // What no statement would allow rests on none.
  if (expect.decision === "explicitly-denied" && grants.length === 0) return [];
  const makers = expect.decision === "allowed" ? grants : denials;
  return makers.filter(({ layer }) => layer === by.layer).flatMap(({ sid }) => sid ?? []);
}

describe("the sample organization", () => {
  let catalogue: Catalogue;
  let plan: ResolvedPlan;
  let world: OrganizationWorld;
  let resources: readonly WorldResource[];

  const decided = (scenario: Scenario, where = world): ScenarioResult => runScenario(scenario, { now: NOW, catalogue }, where);

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    const [loaded, rehearsal] = await Promise.all([loadCatalogue(SERVICES), rehearsedAcme()]);
    catalogue = loaded;
    ({ resources } = rehearsal);
    ({ plan, world } = organizationOf(acmePlan(), rehearsal, acmeInventory));
  });

  const scenarios = FILES.flatMap((file) => describeScenarios(file, readFileSync(FOLDER + file, "utf8"), (scenario) => decided(scenario)));

  it("is told about in scenarios of different names", () => {
    const names = scenarios.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  /** The F6 cases that come out otherwise once a change was made to the statements of every endpoint. */
  const turnedRed = (change: (statement: Statement) => Statement | undefined): string[] => {
    const changed = acmeWorld(
      plan,
      resources.map((each) => (each.type === "aws:ec2/vpcEndpoint:VpcEndpoint" ? withStatements(each, change) : each)),
    );
    return scenarios.filter((each) => each.name.startsWith("F6: ") && !decided(each, changed).isAsExpected).map(({ name }) => name);
  };
  const isToRoles = ({ Sid: sid }: Statement): boolean => sid.startsWith("AllowAccessRolesOfOwners") || sid.endsWith("OfOwners");

  it("turns what F6 denies red where endpoints name no accounts, and what it allows where they let through none", () => {
    const stopped = scenarios.filter(({ name, expect }) => name.startsWith("F6: ") && expect.decision === "implicitly-denied");
    const anyAccount = turnedRed(({ Condition: { StringEquals: equal, ...others } = {}, ...statement }) => ({
      ...statement,
      Resource: "*",
      Condition: {
        ...others,
        StringEquals: Object.fromEntries(Object.entries(equal ?? {}).filter(([key]) => !/^aws:(?:Principal|Resource)Account$/.test(key))),
      },
    }));
    assert.deepEqual(
      anyAccount,
      stopped.map(({ name }) => name),
    );
    assert.deepEqual(
      turnedRed((statement) => (isToRoles(statement) ? undefined : statement)),
      [
        "F6: the access role of an observed owner writes what is granted through the consumer's network",
        "F6: a workload takes the owner's role that is granted",
      ],
    );
  });

  it("turns each case of perimeter and plain sharing red without the statement it rests on", () => {
    const worlds = new Map<string, OrganizationWorld>();
    const checked: string[] = [];
    for (const scenario of scenarios.filter(({ name }) => RESTS_ON_A_STATEMENT.test(name))) {
      const sids = deciders(scenario, decided(scenario));
      if (sids.length === 0) continue;
      const key = sids.join(" ");
      const less = worlds.get(key) ?? acmeWorld(plan, sids.reduce(without, resources));
      worlds.set(key, less);
      assert.ok(!decided(scenario, less).isAsExpected, `${scenario.name} stands without ${key}`);
      checked.push(scenario.name);
    }
    assert.ok(checked.length > 150, `${checked.length} checked`);
    // Of the others nothing rests on a statement: nothing is attached (B2, B11), or nothing allows (C2, C3).
    for (const id of [
      "A1",
      "A2",
      "A3",
      "A5",
      "A6",
      "A7",
      "B1",
      "B3",
      "B4",
      "B5",
      "B6",
      "B7",
      "B8",
      "B9",
      "B10",
      "C1",
      "E1",
      "E3",
      "E6",
      "E9",
      "E10",
      "F2",
      "F10",
      "F13",
    ])
      assert.ok(
        checked.some((name) => name.startsWith(`${id}:`)),
        `${id} is checked by no scenario`,
      );
  });
});
