import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument, stringify } from "yaml";
import { whoCan } from "../../cli/commands/who-can.ts";
import { declaredAccess } from "../../cli/input/asked-access.ts";
import { intendedIn } from "../../cli/input/proof-subject.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { load } from "../../model/checks/load.ts";
import { readFiles } from "../../model/folder/declaration-files.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { neededIn } from "../support/claims.ts";
import { packFindings } from "../support/pack-findings.ts";
import { proofOf } from "../support/proof.ts";
import { NOW } from "../support/sample.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../examples/brownfield");
const TEXT = readFileSync(path.join(FOLDER, "inventory.yaml"), "utf8");
const PROVING_MILLISECONDS = 900_000;

type Path = readonly string[];

/** The single entries of an inventory, down to what one line tells: a part of a role, the endpoint of a network for a service. */
function entriesOf(value: Readonly<Record<string, object>>): Path[] {
  const deep = new Set(["principals", "endpoints"]);
  return Object.entries(value).flatMap(([section, names]) =>
    Object.entries(names).flatMap(([name, told]: [string, object]) =>
      deep.has(section) ? Object.keys(told).map((part) => [section, name, part]) : [[section, name]],
    ),
  );
}

const without = (entry: Path): string => {
  const document = parseDocument(TEXT);
  document.deleteIn(entry);
  return stringify(document.toJS());
};

/** Questions whose answers rest on something of an organization. */
const QUESTIONS: readonly (readonly [action: string, resource: string])[] = [
  ["dynamodb:GetItem", "archive-prod/tables/archive"],
  ["dynamodb:GetItem", "billing-prod/tables/invoices"],
  ["dynamodb:GetItem", "customers-prod/tables/customers"],
  ["dynamodb:GetItem", "orders-prod/tables/orders"],
  ["dynamodb:GetItem", "web-prod/tables/sessions"],
  ["dynamodb:GetRecords", "archive-prod/tables/archive/stream"],
  ["dynamodb:GetRecords", "billing-prod/tables/invoices/stream"],
  ["dynamodb:GetRecords", "customers-prod/tables/customers/stream"],
  ["dynamodb:GetRecords", "orders-prod/tables/orders/stream"],
  ["dynamodb:GetRecords", "web-prod/tables/sessions/stream"],
  ["secretsmanager:GetSecretValue", "billing-prod/secrets/bank-token"],
  ["kms:Decrypt", "billing-prod/tables/invoices/key"],
  ["kms:Decrypt", "billing-prod/secrets/bank-token/key"],
  ["kms:Decrypt", "archive-prod/tables/archive/key"],
  ...["analytics-prod/etl", "archive-prod/keeper", "billing-prod/ledger", "customers-prod/crm"].map(
    (role) => ["sts:AssumeRole", role] as const,
  ),
  ...["orders-prod/access/analytics-prod/analysts", "role/monitoring/Watchtower@platform-prod"].map(
    (role) => ["sts:AssumeRole", role] as const,
  ),
  ...["orders-prod/api", "platform-prod/gateway", "web-prod/shop"].map((role) => ["sts:AssumeRole", role] as const),
];

describe("an organization that was there before", function () {
  this.timeout(PROVING_MILLISECONDS);
  let declaration: Declaration;
  let rehearsal: PlanRehearsal;
  let catalogue: Catalogue;

  before(async () => {
    const read = load(readFiles(FOLDER).files, { now: NOW });
    assert.ok(read.declaration !== undefined, read.problems.map(problemLine).join("\n"));
    declaration = read.declaration;
    [rehearsal, catalogue] = await Promise.all([
      rehearsePlan(planOf(declaration)),
      loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]),
    ]);
  });

  it("has what people have: tables under all kinds of keys, two regions, people, a vendor, a partner, a cluster, an account that is created", () => {
    const { accounts, externalParties, vendors } = planOf(declaration);
    const encryption = accounts.flatMap(({ tables }) => tables.map(({ encryption: under }) => under));
    const keys = encryption.flatMap((under) => (typeof under === "object" ? under.key.split(":")[4] : [under])).sort();
    assert.deepEqual(keys, ["600000000011", "600000000018", "aws-managed", "aws-owned", "aws-owned"]);
    assert.equal(accounts.length, 12);
    assert.deepEqual(
      [...new Set(accounts.flatMap(({ networks }) => networks.flatMap((each) => ("region" in each ? each.region : []))))].sort(),
      ["eu-west-1", "us-east-1"],
    );
    assert.ok(accounts.some(({ people }) => people.length > 0) && vendors.length > 0);
    assert.ok(
      externalParties.length > 0 && accounts.some(({ clusters }) => clusters.length > 0) && accounts.some(({ id }) => id === undefined),
    );
  });

  it("is proven with what its inventory tells", async () => {
    assert.deepEqual(
      rehearsal.stacks.filter(({ status }) => status !== "done"),
      [],
    );
    const { against } = await proofOf({ declaration, resources: rehearsal.resources, existing: parseInventory("inventory.yaml", TEXT) });
    assert.deepEqual(against, []);
  });

  it("breaks no rule of the policy pack", async () => {
    assert.deepEqual(await packFindings(rehearsal.resources, planOf(declaration)), []);
  });

  it("has no guardrail with a statement that nothing needs", async () => {
    const existing = parseInventory("inventory.yaml", TEXT);
    const { verdict, statements } = await neededIn({ declaration, resources: rehearsal.resources, existing });
    assert.deepEqual({ verdict, statements }, { verdict: "holds", statements: [] });
  });

  it("is not as declared where a grant on a key lets in a role that nothing else names", async () => {
    const key = "billing-prod/tables/invoices/key";
    const text = TEXT.replace(`${key}: none`, `${key}: [{ to: role/another@orders-prod, operations: [Decrypt] }]`);
    assert.notEqual(text, TEXT);
    const { against } = await proofOf({ declaration, resources: rehearsal.resources, existing: parseInventory("inventory.yaml", text) });
    assert.deepEqual(against, [`breach: undeclared-role decrypts ${key}: nobody but declared principals uses it`]);
  });

  /** What is unknown, with the lines that would tell it, of a question after another; the nearest questions first. */
  function* unknownOf(text: string, about: string): Generator<{ readonly what: string; readonly remedy: string }> {
    const read = parseInventory("inventory.yaml", text);
    assert.deepEqual(read.problems.map(problemLine), []);
    const organization = { ...organizationOf(planOf(declaration), rehearsal, read), rehearsal, now: NOW };
    const access = declaredAccess(organization, intendedIn(declaration, organization), catalogue);
    const account = about.split("/")[0] ?? "";
    const near = (resource: string) => Number(!resource.startsWith(about)) + Number(!resource.startsWith(account));
    const ordered = [...QUESTIONS].sort(([, one], [, other]) => near(one) - near(other));
    for (const [action, resource] of ordered) yield* whoCan(action, resource, access).unknowns;
  }

  it("knows everything that is asked here", () => {
    assert.deepEqual([...unknownOf(TEXT, "")], []);
  });

  const value = parseDocument(TEXT).toJS() as Readonly<Record<string, object>>;
  for (const entry of entriesOf(value)) {
    it(`is undecided without ${entry.join(" ")}, and names that line`, () => {
      const [section = "", name = "", part] = entry;
      for (const { remedy } of unknownOf(without(entry), name)) {
        const line = `write in inventory.yaml: ${section}: { ${name}: ${part === undefined ? "" : `{ ${part}: `}`;
        if (remedy.startsWith(line)) return;
      }
      assert.fail("nothing names the line");
    });
  }
});
