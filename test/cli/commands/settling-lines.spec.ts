import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { answer } from "../../../cli/commands/explain.ts";
import { organizationOf, type RehearsedOrganization } from "../../../cli/input/rehearsed-organization.ts";
import type { AskedOrganization } from "../../../cli/output/explanation/answer-context.ts";
import { load } from "../../../model/checks/load.ts";
import type { Plan } from "../../../model/plan/plan.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { problemLine } from "../../../model/problem.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import { type PlanRehearsal, rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { NOW } from "../../support/sample.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../scenarios/existing");
const REHEARSING_MILLISECONDS = 300_000;

/** Documents that stand for what a line leaves to be filled in. */
const OF_KEY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::500000000002:root" }, Action: "kms:*", Resource: "*" }],
};
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

type Tree = { [name: string]: Tree | string | readonly unknown[] };

/** Puts an entry beside those that an inventory has. */
function merged(into: Tree, entry: Tree): Tree {
  const found = { ...into };
  for (const [name, value] of Object.entries(entry)) {
    const before = found[name];
    found[name] =
      typeof before === "object" && !Array.isArray(before) && typeof value === "object" ? merged(before as Tree, value as Tree) : value;
  }
  return found;
}

/** The entry that a remedy names for the inventory, with a document for the one that it leaves out. */
function entryOf(remedy: string): Tree | undefined {
  const line = /^write in inventory\.yaml: (\w+: \{.*\})(?:, or|$)/.exec(remedy)?.[1];
  if (line === undefined) return undefined;
  return parse(
    line.replace(/\{ Version: "2012-10-17", Statement: \[ … \] \}/, JSON.stringify(line.startsWith("resourcePolicies") ? OF_KEY : TRUST)),
  ) as Tree;
}

describe("what is missing in an organization of what existed before", function () {
  this.timeout(REHEARSING_MILLISECONDS);
  let plan: Plan;
  let rehearsal: PlanRehearsal;

  before(async () => {
    const folder = path.join(FOLDER, "declaration");
    const files = globSync("**/*.yaml", { cwd: folder }).map((file): [string, string] => [
      file.split(path.sep).join("/"),
      readFileSync(path.join(folder, file), "utf8"),
    ]);
    const { declaration, problems } = load(new Map(files), { now: NOW });
    assert.ok(declaration !== undefined, problems.map(problemLine).join("\n"));
    plan = planOf(declaration);
    rehearsal = await rehearsePlan(plan);
  });

  const organization = (inventory: Tree): AskedOrganization => {
    const found: Pick<RehearsedOrganization, "plan" | "world"> = organizationOf(
      plan,
      rehearsal,
      parseInventory("inventory.yaml", stringify(inventory)),
    );
    return { ...found, rehearsal, now: NOW };
  };
  const asked = async (inventory: Tree, [principal, action, resource, from]: Question) =>
    answer({ principal, action, resource, from }, organization(inventory));

  type Question = readonly [principal: string, action: string, resource: string, from: string];
  const READS: readonly Question[] = [
    ["owner/nightly", "dynamodb:GetItem", "owner/tables/ledger", "owner/main"],
    ["reports/report", "dynamodb:GetItem", "owner/tables/ledger", "reports/main"],
    ["external/auditor", "dynamodb:GetItem", "owner/tables/ledger", "external/auditor"],
    ["owner/access/platform/search", "dynamodb:GetItem", "owner/tables/ledger", "platform/main"],
    ["reports/report", "secretsmanager:GetSecretValue", "owner/secrets/token", "reports/main"],
    ["role/another@owner", "sts:AssumeRole", "owner/nightly", "internet"],
    ["role/another@owner", "kms:Decrypt", "owner/tables/ledger/key", "internet"],
  ];

  for (const question of READS) {
    it(`G5: is settled by the lines that the answer names, each written as it stands: ${question.join(" ")}`, async () => {
      let inventory: Tree = {};
      const written: string[] = [];
      for (;;) {
        const { report } = await asked(inventory, question);
        if (report.decision !== "unknown") break;
        const [unknown] = report.unknowns;
        assert.ok(unknown !== undefined);
        const entry = entryOf(unknown.remedy);
        assert.ok(entry !== undefined, unknown.remedy);
        inventory = merged(inventory, entry);
        const { report: then } = await asked(inventory, question);
        assert.ok(!then.unknowns.some(({ what }) => what === unknown.what), `${unknown.what} is still unknown after ${unknown.remedy}`);
        written.push(unknown.remedy);
      }
      assert.ok(written.length > 0, "nothing was unknown");
      assert.equal(new Set(written).size, written.length);
    });
  }

  /** Everything is told, and the key of the table admits a role of its own account alone. */
  const told = (): Tree =>
    merged(
      parse(readFileSync(path.join(FOLDER, "inventory.yaml"), "utf8")) as Tree,
      parse(readFileSync(path.join(FOLDER, "keys-of-the-account.yaml"), "utf8")) as Tree,
    );

  for (const [principal, from, consumer] of [
    ["reports/report", "reports/main", "reports/report"],
    ["external/auditor", "external/auditor", "external/auditor"],
    ["owner/access/platform/search", "platform/main", "platform/search"],
    ["owner/access/reports/merger", "reports/main", "reports/merger"],
  ] as const) {
    it(`G2, G4: sends ${principal} to its card's statements where the key's policy lacks them, not to a grant that is there`, async () => {
      const { report } = await asked(told(), [principal, "dynamodb:GetItem", "owner/tables/ledger", from]);
      assert.equal(report.decision, "implicitly-denied");
      assert.deepEqual(
        report.reasons.flatMap(({ remedy }) => remedy ?? []),
        [`add the key policy statements on the connection card to the policy of the key: npm run card -- ${consumer}`],
      );
    });
  }

  it("says nothing of a card where no grant covers the request", async () => {
    const { report } = await asked(told(), ["role/another@owner", "kms:Decrypt", "owner/tables/ledger/key", "internet"]);
    assert.equal(report.decision, "implicitly-denied");
    assert.ok(!JSON.stringify(report.reasons).includes("connection card"));
  });

  it("G6: assumes nothing of a table of which the inventory says that it has no policy", async () => {
    const notes = "arn:aws:dynamodb:eu-west-1:500000000002:table/notes";
    const question: Question = ["owner/nightly", "dynamodb:GetItem", notes, "owner/main"];
    const encryption = { encryption: { [notes]: "aws-owned" } };
    const open = await asked(merged(told(), encryption), question);
    assert.deepEqual(
      open.report.unknowns.map(({ remedy }) => remedy.split(", or ")[0]),
      [`write in inventory.yaml: resourcePolicies: { "${notes}": none }`],
    );
    const none = await asked(merged(merged(told(), encryption), { resourcePolicies: { [notes]: "none" } }), question);
    assert.deepEqual([none.report.decision, none.report.unknowns, none.report.assumptions], ["allowed", [], []]);
  });
});
