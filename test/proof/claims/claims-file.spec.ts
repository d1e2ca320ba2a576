import assert from "node:assert/strict";
import { problemLine } from "../../../model/problem.ts";
import { parseClaims } from "../../../proof/claims/claims-file.ts";
import { intendedOf } from "../../../proof/intent/read-intended.ts";
import { loadAt, sample } from "../../support/sample.ts";

const { declaration } = loadAt(sample);
assert.ok(declaration !== undefined);
const intended = intendedOf(declaration, new Map([["checkout-prod", "200000000009"]]));

const never = (fields: string) => `never:\n  - { ${fields}, because: customers }\n`;
const problemsOf = (text: string): string[] => parseClaims("claims.yaml", text, intended).problems.map(problemLine);

/** A file of claims with one mistake, and what is said about it. */
const MISTAKES: readonly [mistake: string, text: string, problem: string][] = [
  ["a misspelt list", "nevr: []", 'claims.yaml:1:1: nevr: is not a field here; did you mean "never"?'],
  [
    "a misspelt field",
    never("who: anyone, cn: read, can: scan, what: anything"),
    'claims.yaml:2:20: never[0].cn: is not a field here; did you mean "can"?',
  ],
  [
    "a claim without a reason",
    "never:\n  - { who: anyone, can: read, what: anything }\n",
    "claims.yaml:2:5: never[0].because: is missing; add it, like because: month-end close",
  ],
  [
    "an empty list",
    "always: []",
    "claims.yaml:1:9: always: must be a list of claims, got []; write it like [{ who: anyone outside, can: anything, what: orders-prod/orders, because: orders stay inside }]",
  ],
  [
    "a misspelt workload",
    never("who: analytics-prod/nightly-elt, can: read, what: anything"),
    'claims.yaml:2:12: never[0].who: names no principal, got "analytics-prod/nightly-elt"; did you mean "analytics-prod/nightly-etl"?',
  ],
  [
    "a misspelt account in a pattern",
    never('who: [root, "analytics-prd/*"], can: read, what: anything'),
    'claims.yaml:2:19: never[0].who[1]: names no principal, got "analytics-prd/*"; did you mean "analytics-prod/*"?',
  ],
  [
    "a misspelt right",
    never("who: anyone, can: [raed], what: anything"),
    'claims.yaml:2:26: never[0].can[0]: names no action, got "raed"; did you mean "read"?',
  ],
  [
    "a misspelt action",
    never('who: anyone, can: "dynamodb:GetItm", what: anything'),
    'claims.yaml:2:25: never[0].can: names no action, got "dynamodb:GetItm"; did you mean "dynamodb:GetItem"?',
  ],
  [
    "a pattern that no action fits",
    never('who: anyone, can: "dynamodb:Fetch*", what: anything'),
    'claims.yaml:2:25: never[0].can: names no action, got "dynamodb:Fetch*"; did you mean "dynamodb:GetItem"?',
  ],
  [
    "a misspelt table",
    never("who: anyone, can: read, what: customers-prod/tables/custmers"),
    'claims.yaml:2:37: never[0].what: names no resource, got "customers-prod/tables/custmers"; did you mean "customers-prod/tables/customers"?',
  ],
  [
    "a misspelt network",
    never("who: anyone, can: read, what: anything, exceptFrom: customers-prod/mian"),
    'claims.yaml:2:59: never[0].exceptFrom: names no network, got "customers-prod/mian"; did you mean "customers-prod/main"?',
  ],
  [
    "a network that is none",
    never("who: anyone, can: read, what: anything, from: the office"),
    'claims.yaml:2:53: never[0].from: names no network, got "the office"; write "<account>/<network>", "external/<party>", "internet" or "anywhere", with * for any part of a name',
  ],
];

describe("claims.yaml", () => {
  it("may be empty", () => {
    assert.deepEqual(parseClaims("claims.yaml", "# Nothing is claimed yet.\n", intended), { claims: [], problems: [] });
  });

  it("names principals, resources and networks as the declaration does, with patterns", () => {
    const text = [
      "never:",
      '  - { who: ["*-prod/nightly*", orders-prod/access/platform-prod/notifier, external/nightjar, deploy@orders-prod], can: [read, "kms:*"], what: ["*/orders", orders-prod/tables/orders/index/byStatus, keystore-prod/keys/wrapping, break-glass@orders-prod, web-dev], from: ["*/main", external/nightjar], because: all names }',
      "  - { who: administrators@management, except: root, can: anything, what: anything sensitive, because: words }",
      "always:",
      "  - { who: tickets-prod/tenants/tickets, can: read, what: tickets-prod/tickets, because: a role of tenants }",
      "  - { who: checkout-prod/checkout, can: read, what: shop-legacy/baskets, from: checkout-prod/main, because: an account that is created }",
      "",
    ].join("\n");
    const { claims, problems } = parseClaims("claims.yaml", text, intended);
    assert.deepEqual(problems.map(problemLine), []);
    assert.deepEqual(
      claims.map(({ name, effect, from, position }) => [name, effect, from, position.line]),
      [
        ["never[0]", "never", ["*/main", "external/nightjar"], 2],
        ["never[1]", "never", ["anywhere"], 3],
        ["always[0]", "always", ["anywhere"], 5],
        ["always[1]", "always", ["checkout-prod/main"], 6],
      ],
    );
  });

  for (const [mistake, text, problem] of MISTAKES)
    it(`refuses ${mistake}`, () => {
      const found = problemsOf(text);
      assert.equal(found[0], problem);
    });

  it("reports every problem of the file at once", () => {
    assert.equal(problemsOf(never("who: nobody, can: nothing, what: nowhere, from: no network")).length, 4);
  });
});
