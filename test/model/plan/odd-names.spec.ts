import assert from "node:assert/strict";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { resolve } from "../../../model/plan/resolve.ts";
import { accountOf, dataOf, linesOf, loadAt, sample, write } from "../../support/sample.ts";

const account = `account: constructor
id: "299999999993"
organizationalUnit: workloads/prod
networks: { constructor: { region: eu-west-1, cidr: 10.200.0.0/16 } }
clusters: { constructor: { existing: constructor, network: constructor } }
workloads:
  constructor: { runsOn: ecs, network: constructor }
  prototype: { runsOn: eks, cluster: constructor, namespace: constructor, serviceAccount: constructor }
  true: { runsOn: ecs, network: constructor }
  on: { runsOn: ecs, network: constructor }
tags: { constructor: toString }
`;

const data = `tables:
  constructor:
    key: { partition: { constructor: string }, sort: { toString: string } }
    indexes: { constructor: { partition: { valueOf: string } } }
    usedBy: { constructor: { can: [read], on: [table, constructor] }, prototype: { can: [read] }, true: { can: [read] }, on: { can: [read] } }
keys: { toString: {}, constructor: {} }
secrets: { valueOf: {}, hasOwnProperty: { sharedWith: { checkout-prod/checkout: { can: [read], purpose: etl, because: odd names } } } }
`;

const files = write(write(sample, accountOf("constructor"), account), dataOf("constructor"), data);

describe("names that mean something to objects or to YAML", () => {
  it("are names like any other", () => {
    const { declaration, problems } = loadAt(files);
    assert.deepEqual(linesOf(problems), []);
    assert.ok(declaration !== undefined);
    const resolved = resolve(plan(declaration), new Map());
    const planned = resolved.accounts.find(({ name }) => name === "constructor");
    assert.deepEqual(
      [planned?.tables, planned?.keys, planned?.secrets, planned?.workloads].map((items) => items?.map(({ name }) => name)),
      [["constructor"], ["constructor", "toString"], ["hasOwnProperty", "valueOf"], ["constructor", "on", "prototype", "true"]],
    );
    assert.equal(planned?.tables[0]?.indexes[0]?.arn, "arn:aws:dynamodb:eu-west-1:299999999993:table/constructor/index/constructor");
    assert.deepEqual(
      resolved.grants.filter(({ owner }) => owner === "constructor").map(({ id, how }) => `${id} ${how}`),
      [
        "constructor/secrets/hasOwnProperty/sharedWith/checkout-prod/checkout resource-policy",
        "constructor/tables/constructor/usedBy/constructor own-role",
        "constructor/tables/constructor/usedBy/on own-role",
        "constructor/tables/constructor/usedBy/prototype own-role",
        "constructor/tables/constructor/usedBy/true own-role",
      ],
    );
  });

  it("are unknown where nobody declared them", () => {
    const grants = `tables:
  drafts:
    key: { partition: { draftId: string } }
    usedBy: { constructor: { can: [read] } }
    sharedWith:
      constructor/valueof: { can: [read], purpose: etl, because: odd names }
      external/constructor: { can: [read], purpose: external, because: odd names, until: 2027-01-01 }
      analytics-prod/constructor: { can: [read], purpose: etl, because: odd names }
      analytics-prod/notebook: { can: [read], on: [constructor, toString], purpose: etl, because: odd names }
`;
    assert.deepEqual(linesOf(loadAt(write(sample, dataOf("web-dev"), grants)).problems), [
      'accounts/web-dev/data.yaml:4:15: tables.drafts.usedBy.constructor: is not a workload of this account, got "constructor"; choose storybook',
      'accounts/web-dev/data.yaml:6:7: tables.drafts.sharedWith.constructor/valueof: names no declared account, got "constructor/valueof"; choose from analytics-prod, checkout-prod, customers-prod, keystore-prod, orders-prod, pipeline-prod, platform-prod, security and 5 more, or external/<party>',
      'accounts/web-dev/data.yaml:7:7: tables.drafts.sharedWith.external/constructor: is not a declared external party, got "external/constructor"; choose nightjar',
      'accounts/web-dev/data.yaml:8:7: tables.drafts.sharedWith.analytics-prod/constructor: names no workload of analytics-prod, got "analytics-prod/constructor"; choose from nightly-etl, notebook',
      'accounts/web-dev/data.yaml:9:52: tables.drafts.sharedWith.analytics-prod/notebook.on[0]: is neither the table nor one of its indexes, got "constructor"; choose table',
      'accounts/web-dev/data.yaml:9:65: tables.drafts.sharedWith.analytics-prod/notebook.on[1]: is neither the table nor one of its indexes, got "toString"; choose table',
    ]);
  });

  it("stay on one line of text, whatever is in them", () => {
    const wild = `tables:\n  "a\\nb": {}\n  "\\u202eevil": {}\n  "${"x".repeat(500)}": {}\n`;
    assert.deepEqual(linesOf(loadAt(write(sample, dataOf("web-dev"), wild)).problems), [
      'accounts/web-dev/data.yaml:2:3: tables."a\\nb": must be the name of a table: 3 to 255 letters, digits, `_`, `.` and `-`, got "a\\nb"; rename it, like orders',
      'accounts/web-dev/data.yaml:3:3: tables."\\u202eevil": must be the name of a table: 3 to 255 letters, digits, `_`, `.` and `-`, got "\\u202eevil"; rename it, like orders',
      `accounts/web-dev/data.yaml:4:3: tables."${"x".repeat(79)}…: must be the name of a table: 3 to 255 letters, digits, \`_\`, \`.\` and \`-\`, got "${"x".repeat(79)}…; rename it, like orders`,
    ]);
  });
});

describe("a declaration far larger than any", () => {
  it("of 5,000 tables in one account is planned", () => {
    const table = (index: number) =>
      `  t${index.toString()}a: { key: { partition: { id: string } }, usedBy: { storybook: { can: [read] } }, sharedWith: { analytics-prod/nightly-etl: { can: [read], purpose: etl, because: month-end close } } }\n`;
    const { declaration, problems } = loadAt(
      write(sample, dataOf("web-dev"), `tables:\n${Array.from({ length: 5000 }, (_, index) => table(index)).join("")}`),
    );
    assert.deepEqual(linesOf(problems), []);
    assert.ok(declaration !== undefined);
    assert.ok(plan(declaration).grants.length > 10_000);
  });

  it("with a mistake in each of 5,000 tables says each once", () => {
    const text = `tables:\n${Array.from({ length: 5000 }, (_, index) => `  t${index.toString()}a: { key: { partion: { id: string } } }\n`).join("")}`;
    const { problems } = loadAt(write(sample, dataOf("web-dev"), text));
    assert.equal(problems.length, 5000);
    assert.match(
      linesOf(problems)[4999] ?? "",
      /data\.yaml:5001:20: tables\.t4999a\.key\.partion: is not a field here; did you mean "partition"\?$/,
    );
  });
});
