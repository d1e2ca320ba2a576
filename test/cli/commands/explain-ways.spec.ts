import assert from "node:assert/strict";
import { answer, type Question, type Sessions } from "../../../cli/commands/explain.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { explainReport } from "../../../cli/output/explanation/explain-report.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { acmeInventory, acmePlan, acmeWorld, rehearsedAcme } from "../../support/acme.ts";
import { command } from "../../support/command.ts";
import { NOW, SAMPLE } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;

const BASKETS: Question = {
  principal: "checkout-prod/checkout",
  action: "dynamodb:GetItem",
  resource: "shop-legacy/tables/baskets",
  from: "checkout-prod/main",
};
const ROLE = "shop-legacy/access/checkout-prod/checkout";

/** Nobody may come to act as anybody, but as grants declare it. */
const NO_SESSIONS: Sessions = { takersOf: () => [], chainsFrom: () => [] };

describe("G9: asked about a workload that takes a role first, explain", function () {
  this.timeout(REHEARSING_MILLISECONDS);
  let rehearsal: PlanRehearsal;
  before(async () => {
    rehearsal = await rehearsedAcme();
  });

  /** The answer where some resources are not there. */
  async function asked(question: Question, isThere: (stack: string, name: string) => boolean = () => true) {
    const { plan } = organizationOf(acmePlan(), rehearsal, acmeInventory);
    const resources = rehearsal.resources.filter(({ stack, name }) => isThere(stack, name));
    const organization = { world: acmeWorld(plan, resources), plan, now: NOW, rehearsal };
    const { report, text } = await answer(question, organization, NO_SESSIONS);
    return { report, lines: text.split("\n") };
  }

  it("G9: answers yes, as the card says, with every step decided and its statements", async () => {
    const { report, lines } = await asked(BASKETS);
    assert.equal(report.answer, "yes-after-taking-a-role");
    assert.equal(report.decision, "implicitly-denied");
    assert.deepEqual(
      report.ways.map(({ role, grant, decision, steps }) => [role, grant, decision, steps.map((step) => [step.action, step.decision])]),
      [
        [
          ROLE,
          "shop-legacy/tables/baskets/sharedWith/checkout-prod/checkout",
          "allowed",
          [
            ["sts:AssumeRole", "allowed"],
            ["dynamodb:GetItem", "allowed"],
          ],
        ],
      ],
    );
    assert.equal(
      lines[0],
      `Yes, after taking the role ${ROLE}, as the card of shop-legacy/tables/baskets/sharedWith/checkout-prod/checkout says: checkout-prod/checkout may use dynamodb:GetItem on shop-legacy/tables/baskets from checkout-prod/main.`,
    );
    assert.equal(lines[1], `1. checkout-prod/checkout: sts:AssumeRole on ${ROLE}: allowed.`);
    assert.match(
      lines[2] ?? "",
      /^ {3}Allowed by "TrustCheckoutOfCheckoutProd\w{4}" of data\.shop-legacy\/access-checkout-prod\.checkout, /,
    );
    assert.match(lines[3] ?? "", /^ {3}Allowed by "TakeTheRoleOfShopLegacy\w{4}" of consumers\.checkout-prod\/permissions-checkout, /);
    assert.equal(lines[4], `2. ${ROLE}: dynamodb:GetItem on shop-legacy/tables/baskets: allowed.`);
    assert.ok(lines.includes("With its own credentials it may not; --verbose says why."));
  });

  it("follows tokens, pod identity and external parties alike", async () => {
    for (const [principal, resource, from, first] of [
      ["platform-prod/invoicer", "orders-prod/tables/orders", "platform-prod/main", "sts:AssumeRoleWithWebIdentity"],
      ["platform-prod/notifier", "orders-prod/tables/orders", "platform-prod/main", "sts:AssumeRole"],
      ["external/nightjar", "customers-prod/tables/customers", "external/nightjar", "sts:AssumeRole"],
    ] as const) {
      const { report } = await asked({ ...BASKETS, principal, resource, from });
      assert.equal(report.answer, "yes-after-taking-a-role", principal);
      assert.equal(report.ways[0]?.steps[0]?.action, first);
    }
  });

  it("names the step that fails where a statement that allows it is missing, and what denies it elsewhere", async () => {
    for (const [stack, name, step] of [
      ["consumers.checkout-prod", "permissions-checkout", 1],
      ["data.shop-legacy", "access-permissions-checkout-prod.checkout", 2],
    ] as const) {
      const { report, lines } = await asked(BASKETS, (ofStack, ofName) => ofStack !== stack || ofName !== name);
      assert.equal(report.answer, "no", name);
      const at = lines.findIndex((line) => line.startsWith(`Nor after taking the role ${ROLE}, as the card of `));
      assert.ok((lines[at + 1] ?? "").startsWith(`${step.toString()}. `), lines[at + 1]);
      assert.match(lines[at + 1] ?? "", /: not allowed\.$/);
    }
    const { report } = await asked({ ...BASKETS, from: "internet" });
    assert.equal(report.answer, "no");
    assert.equal(report.ways[0]?.decision, "implicitly-denied");
  });

  it("answers for a session as for its role", async () => {
    const { accounts } = organizationOf(acmePlan(), rehearsal, acmeInventory).plan;
    const id = accounts.find(({ name }) => name === "checkout-prod")?.id ?? "";
    const { report } = await asked({ ...BASKETS, principal: `arn:aws:sts::${id}:assumed-role/checkout/i-0123` });
    assert.deepEqual([report.answer, report.ways.map(({ role }) => role)], ["yes-after-taking-a-role", [ROLE]]);
    assert.match(report.reasons[0]?.what ?? "", /^Declared at .*: it may, with a role of shop-legacy that it assumes first\.$/);
  });

  it("takes the keys of the question for those of taking the role, too", async () => {
    const customers = {
      ...BASKETS,
      principal: "external/nightjar",
      resource: "customers-prod/tables/customers",
      from: "external/nightjar",
    };
    const { report } = await asked({ ...customers, context: ["sts:ExternalId=wrong"] });
    assert.equal(report.answer, "no");
    assert.deepEqual(report.ways[0]?.steps.map(({ decision }) => decision).slice(0, 1), ["implicitly-denied"]);
  });

  it("says what would change a step that is denied, once, and that its caller needs no further grant", async () => {
    const elsewhere = await asked({ ...BASKETS, from: "orders-prod/main" });
    const unsent = elsewhere.report.ways[0]?.steps[0]?.reasons ?? [];
    assert.equal(unsent.filter((text) => text.includes("has no endpoint for sts")).length, 1, unsent.join("\n"));
    assert.match(unsent[1] ?? "", /^ {2}Remedy: ask from a network that has one, /);
    const customers = { ...BASKETS, principal: "external/nightjar", resource: "customers-prod/tables/customers", from: "internet" };
    const { lines } = await asked(customers);
    const steps = lines.slice(lines.findIndex((line) => line.startsWith("Nor after taking the role ")));
    assert.ok(steps.includes("     Remedy: call from the networks or addresses that are declared for the caller."), steps.join("\n"));
    assert.ok(!steps.some((line) => line.includes("Remedy: a grant under")), steps.join("\n"));
  });

  it("follows no role to what the grant does not give", async () => {
    for (const change of [{ action: "dynamodb:DeleteTable" }, { resource: "orders-prod/tables/orders" }]) {
      const { report } = await asked({ ...BASKETS, ...change });
      assert.deepEqual([report.answer, report.ways], ["no", []]);
    }
  });

  it("follows roles that nobody declared, in stacks of any program", async () => {
    const exported = ["--export", "test/proof/world/exports/shop.json"];
    const question = ["--principal", "prod/api", "--action", "dynamodb:Scan", "--resource", "prod/orders (aws:dynamodb/table:Table)"];
    const { code, out } = await command("explain", ...question, "--from", "prod/main", "--json", ...exported);
    assert.equal(code, 0);
    const { ways } = explainReport.parse(JSON.parse(out));
    assert.deepEqual(
      ways.map(({ role, grant, decision }) => [role, grant, decision]),
      [
        ["prod/cleaner", null, "allowed"],
        ["prod/batch", null, "unknown"],
      ],
    );
  });

  it("ends with 0, and explains the denial itself with --verbose", async () => {
    const question = Object.entries(BASKETS).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const { code, out } = await command("explain", "--declaration", SAMPLE, ...question, "--verbose");
    assert.equal(code, 0);
    assert.match(out, /^With its own credentials it may not:\n\nNo: checkout-prod\/checkout may not use dynamodb:GetItem /m);
  });
});
