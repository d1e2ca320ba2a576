import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { runScenario } from "../../../proof/scenario/run-scenario.ts";
import type { Scenario } from "../../../proof/scenario/scenario.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { confirmed, LAPSING, lapsing } from "../../support/lapsing.ts";
import { changedStatements, declared, type WrittenStatement, withoutStatement } from "../../support/proof-subject.ts";
import { NOW } from "../../support/sample.ts";
import { describeScenarios } from "../../support/scenario-cases.ts";

const REHEARSING_MILLISECONDS = 120_000;
const FILES: Readonly<Record<string, Files>> = { "waiting.json": lapsing, "confirmed.json": confirmed };

/** The account's own documents, which alone may lapse. */
const OWN = /^perimeter\.owner\/(?:network|data)-policy$/;
const isBound = ({ Condition: condition }: WrittenStatement): boolean => Object.hasOwn(condition ?? {}, "DateLessThan");
const withoutDate = ({ Condition: condition, ...statement }: WrittenStatement): WrittenStatement => ({
  ...statement,
  Condition: Object.fromEntries(Object.entries(condition ?? {}).filter(([operator]) => operator !== "DateLessThan")),
});

describe("F18, an organization with a lapsing perimeter", () => {
  let catalogue: Catalogue;
  const resources = new Map<string, readonly WorldResource[]>();

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    catalogue = await loadCatalogue(["dynamodb", "iam", "kms", "organizations", "secretsmanager", "sts"]);
    for (const [file, files] of Object.entries(FILES)) resources.set(file, (await rehearsePlan(plan(declared(files)))).resources);
  });

  const worldOf = (file: string, given = resources.get(file) ?? []): OrganizationWorld =>
    organizationOf(plan(declared(FILES[file] ?? lapsing)), { resources: given }, undefined).world;
  const decided = (scenario: Scenario, world: OrganizationWorld) => runScenario(scenario, { now: NOW, catalogue }, world);

  const all = Object.keys(FILES).flatMap((file) =>
    describeScenarios(file, readFileSync(path.join(LAPSING, "..", file), "utf8"), (scenario) => decided(scenario, worldOf(file))).map(
      (scenario) => ({ file, scenario }),
    ),
  );

  it("turns each denial red without the statement it rests on", () => {
    const denials = all.filter(({ scenario }) => scenario.expect.decision === "explicitly-denied");
    assert.ok(denials.length > 20, denials.length.toString());
    for (const { file, scenario } of denials) {
      const sid = scenario.expect.by?.split(":")[1];
      assert.ok(sid !== undefined, `${scenario.name} names no statement`);
      const world = worldOf(file, changedStatements(resources.get(file) ?? [], withoutStatement(sid)));
      assert.ok(!decided(scenario, world).isAsExpected, `${scenario.name} stands without ${sid}`);
    }
  });

  it("turns what is allowed past the instant red without the date of the account's own documents, and nothing else", () => {
    const standing = changedStatements(resources.get("waiting.json") ?? [], (document, statements) =>
      OWN.test(document) ? statements.map((each) => (isBound(each) ? withoutDate(each) : each)) : statements,
    );
    const world = worldOf("waiting.json", standing);
    const waiting = all.filter(({ file }) => file === "waiting.json").map(({ scenario }) => scenario);
    assert.deepEqual(
      waiting.filter((each) => !decided(each, world).isAsExpected).map(({ name }) => name),
      waiting
        .filter(({ name, request, expect }) => expect.decision === "allowed" && request.from === "internet" && !name.includes("before"))
        .map(({ name }) => name),
    );
  });

  it("turns what never lapses red where its statement has the date, too", () => {
    const lapsed = all.filter(({ scenario: { name, expect } }) => !name.includes("before") && expect.decision === "explicitly-denied");
    const dated = { DateLessThan: { "aws:CurrentTime": "2026-11-28T12:00:00Z" } };
    for (const { file, scenario } of lapsed) {
      const sid = scenario.expect.by?.split(":")[1];
      const world = worldOf(
        file,
        changedStatements(resources.get(file) ?? [], (_, statements) =>
          statements.map((each) =>
            each["Sid"] === sid ? { ...each, Condition: { ...(each["Condition"] as object | undefined), ...dated } } : each,
          ),
        ),
      );
      assert.ok(!decided(scenario, world).isAsExpected, `${scenario.name} stands where ${sid ?? ""} lapses`);
    }
  });
});
