import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { decisionsText } from "../../../cli/output/print-decisions.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import { type DecidedGrant, decideGrants, type GrantDecision } from "../../../proof/questions/grant-decisions.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { acmeInventory, acmePlan, acmeWorld, rehearsedAcme } from "../../support/acme.ts";
import { plain } from "../../support/command.ts";
import { NOW } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;

describe("decisions about what is declared", () => {
  let catalogue: Catalogue;
  let plan: ResolvedPlan;
  let resources: readonly WorldResource[];
  let decided: readonly DecidedGrant[];

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    const [loaded, rehearsal] = await Promise.all([loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]), rehearsedAcme()]);
    catalogue = loaded;
    ({ resources } = rehearsal);
    ({ plan } = organizationOf(acmePlan(), rehearsal, acmeInventory));
    decided = decide(resources);
  });

  const decide = (all: readonly WorldResource[]): readonly DecidedGrant[] =>
    decideGrants(plan, acmeWorld(plan, all), { now: NOW, catalogue });

  /** The resources with one document's text changed, which must change it. */
  const broken = (name: string, change: (text: string) => string): readonly WorldResource[] => {
    const found = resources.filter((resource) => resource.name === name && typeof resource.inputs.policy === "string");
    const [resource] = found;
    assert.ok(resource !== undefined && found.length === 1, `${name}: ${found.length.toString()}`);
    const policy = change(String(resource.inputs.policy));
    assert.notEqual(policy, resource.inputs.policy);
    return resources.map((each) => (each === resource ? { ...each, inputs: { ...each.inputs, policy } } : each));
  };

  const wrongOf = (all: readonly DecidedGrant[]): (GrantDecision & { readonly id: string })[] =>
    all.flatMap(({ id, decisions }) => decisions.filter(({ isAsDeclared }) => !isAsDeclared).map((each) => ({ ...each, id })));

  const without = (sid: RegExp) => (text: string) => {
    const document = JSON.parse(text) as { Statement: { Sid: string }[] };
    return JSON.stringify({ ...document, Statement: document.Statement.filter(({ Sid }) => !sid.test(Sid)) });
  };

  const outcomesOf = (id: string, question: GrantDecision["question"]): string[] =>
    decided
      .filter((grant) => grant.id === id)
      .flatMap(({ decisions }) => decisions.filter((each) => each.question === question))
      .map(({ request, explanation }) => `${request.action} ${explanation?.decision ?? "undecided"}`);

  it("are all as declared in the sample", () => {
    assert.deepEqual(wrongOf(decided), []);
    assert.match(
      plain(decisionsText(decided, plan)),
      /\n13 grants, 14 uses, the tenants of 1 table, \d+ decisions: 0 not as declared, 0 undecided, 1 closed, 1 not asked about\n$/,
    );
  });

  it("are made about every open grant and use but global tables, and about all tenants", () => {
    const open = plan.grants.filter(({ state, how }) => state === "open" && how !== "replication");
    assert.deepEqual(
      decided.map(({ id }) => id),
      [...open.map(({ id }) => id), "tickets-prod/tables/tickets/tenants"],
    );
  });

  for (const [id, question, outcomes] of [
    ["orders-prod/tables/orders/usedBy/api", "from the internet", ["dynamodb:BatchGetItem explicitly-denied"]],
    ["web-dev/tables/drafts/usedBy/storybook", "from the internet", ["dynamodb:BatchGetItem allowed"]],
    ["shop-legacy/tables/baskets/usedBy/shop", "from the internet", ["dynamodb:BatchGetItem allowed"]],
    ["orders-prod/tables/orders/usedBy/projector", "from the internet", ["dynamodb:GetRecords explicitly-denied"]],
    [
      "orders-prod/tables/orders/usedBy/api",
      "by another role",
      ["dynamodb:BatchGetItem explicitly-denied", "dynamodb:DescribeTable explicitly-denied"],
    ],
    ["keystore-prod/keys/wrapping/usedBy/issuer", "by another role", ["kms:Encrypt implicitly-denied"]],
    ["keystore-prod/keys/wrapping/usedBy/issuer", "from the internet", ["kms:Encrypt explicitly-denied"]],
    ["orders-prod/secrets/invoice-signing/usedBy/api", "from the internet", ["secretsmanager:GetSecretValue explicitly-denied"]],
    ["orders-prod/secrets/invoice-signing/usedBy/api", "by another role", ["secretsmanager:GetSecretValue implicitly-denied"]],
    ["tickets-prod/tables/tickets/usedBy/reader", "not granted", ["dynamodb:PutItem implicitly-denied"]],
    ["orders-prod/tables/rates/usedBy/nightly", "not granted", []],
    [
      "tickets-prod/tables/tickets/tenants",
      "of another tenant",
      ["dynamodb:BatchGetItem implicitly-denied", "dynamodb:Query implicitly-denied"],
    ],
    ["tickets-prod/tables/tickets/tenants", "from the internet", ["dynamodb:BatchGetItem explicitly-denied"]],
    ["tickets-prod/tables/tickets/tenants", "by another role", ["sts:AssumeRole implicitly-denied"]],
    ["tickets-prod/tables/tickets/tenants", "not granted", ["dynamodb:Scan implicitly-denied"]],
  ] as const) {
    it(`find for ${id} ${question}: ${outcomes.join(", ") || "nothing to ask"}`, () => {
      assert.deepEqual(outcomesOf(id, question), outcomes);
    });
  }

  it("let another role of the account use an ordinary table by its own rights, its key too", () => {
    assert.deepEqual(outcomesOf("orders-prod/tables/rates/usedBy/nightly", "by another role"), ["dynamodb:BatchGetItem allowed"]);
  });

  it("say that a perimeter binds keys to networks", () => {
    assert.match(plain(decisionsText(decided, plan)), /\n {2}keystore-prod\/keys\/wrapping +5 of 5 allowed +denied .*/);
  });

  it("tell closed grants, those that no request shows, and undecided ones apart, each with why", () => {
    const waiting = plan.grants.map((grant) => ({ ...grant, state: "waiting", waitsFor: ["web-dev"] }) as const);
    const [whole = "", without = "", late = ""] = [
      decisionsText(decided, plan),
      decisionsText(decided.slice(1), plan),
      decisionsText(decided.slice(1), { ...plan, grants: waiting }),
    ].map((text) => plain(text).replace(/ {2,}/g, "  "));
    const [first] = decided;
    assert.ok(first !== undefined);
    assert.match(
      whole,
      /\nClosed\n {2}grant {2}ended\n {2}customers-prod\/tables\/preferences\/sharedWith\/analytics-prod\/nightly-etl {2}2026-10-31\n\n/,
    );
    assert.match(
      whole,
      /\nNot asked about\n {2}grant {2}because\n {2}sessions-eu\/tables\/sessions\/sharedWith\/sessions-us {2}DynamoDB replicates the table itself\n\n/,
    );
    assert.ok(!whole.includes("\nUndecided\n"));
    assert.ok(without.includes(`\nUndecided\n  grant  because\n  ${first.id}  it needs something that does not exist yet;`), without);
    assert.ok(late.includes(`\n  ${first.id}  it waits for the id of web-dev\n`), late);
  });

  it("report a table's policy that lacks the grant's statement", () => {
    const wrong = wrongOf(decide(broken("table-orders-policy", without(/^AllowNightlyEtlOfAnalyticsProd/))));
    assert.deepEqual([...new Set(wrong.map(({ id }) => id))], ["orders-prod/tables/orders/sharedWith/analytics-prod/nightly-etl"]);
    assert.ok(wrong.every(({ question, explanation }) => question === "declared" && explanation?.by.layer === "resource"));
  });

  it("report a sensitive table's policy that keeps nobody out", () => {
    const wrong = wrongOf(decide(broken("table-orders-policy", without(/^DenyTableToUndeclaredPrincipals/))));
    assert.deepEqual(
      wrong.map(({ id, question, explanation }) => [id, question, explanation?.decision]),
      [["orders-prod/tables/orders/usedBy/api", "by another role", "allowed"]],
    );
  });

  it("report a workload's permissions that hold more than was granted", () => {
    const change = (text: string) => text.replaceAll('"dynamodb:GetItem"', '"dynamodb:GetItem","dynamodb:PutItem"');
    const wrong = wrongOf(decide(broken("permissions-reader", change)));
    assert.ok(wrong.length > 0);
    assert.ok(wrong.every(({ question, request }) => question === "not granted" && request.action === "dynamodb:PutItem"));
  });

  it("report a perimeter that is not attached", () => {
    const wrong = wrongOf(
      decide(resources.filter(({ type, stack }) => !(type.includes("policyAttachment") && stack === "perimeter.orders-prod"))),
    );
    assert.deepEqual(
      wrong.map(({ id, question }) => [id, question]),
      [
        ["orders-prod/secrets/invoice-signing/usedBy/api", "from the internet"],
        ["orders-prod/tables/orders/usedBy/api", "from the internet"],
        ["orders-prod/tables/orders/usedBy/projector", "from the internet"],
        ["orders-prod/tables/rates/usedBy/nightly", "from the internet"],
      ],
    );
  });

  it("report tenants that reach one another's items", () => {
    const change = (text: string) => text.replaceAll("${aws:PrincipalTag/TenantId}", "*").replaceAll(":StringEquals", ":StringLike");
    assert.deepEqual(
      wrongOf(decide(broken("tenants-permissions-tickets", change))).map(({ id, question, request }) => [id, question, request.action]),
      ["dynamodb:BatchGetItem", "dynamodb:Query"].map((action) => ["tickets-prod/tables/tickets/tenants", "of another tenant", action]),
    );
  });

  it("report what cannot be decided, with the problem", () => {
    const wrong = wrongOf(decide(resources.filter(({ name }) => name !== "network-experiments-vpc" && name !== "network-main-vpc")));
    assert.ok(
      wrong.some(({ problems }) => problems.some(({ message }) => message.startsWith("is not a network of the organization, got "))),
    );
  });

  it("are printed with what is not as declared in full, and counted", () => {
    const text = plain(decisionsText(decide(broken("table-orders-policy", without(/^DenyTableToUndeclaredPrincipals/))), plan));
    assert.match(
      text,
      /\nNot as declared\n {2}orders-prod\/tables\/orders\/usedBy\/api, by another role: role\/another@orders-prod dynamodb:/,
    );
    assert.match(text, /\n {4}should be denied\n {4}allowed by /);
    assert.match(
      text,
      /\n13 grants, 14 uses, the tenants of 1 table, \d+ decisions: 1 not as declared, 0 undecided, 1 closed, 1 not asked about\n$/,
    );
  });
});
