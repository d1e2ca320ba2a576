import assert from "node:assert/strict";
import path from "node:path";
import { type AccessReport, accessReport } from "../../../cli/output/access/access-report.ts";
import { command } from "../../support/command.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { SAMPLE } from "../../support/sample.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/access.spec.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "access");
const LINE = ["--declaration", "examples/line", "--as-of", "2026-11-22"];
const ACME = ["--declaration", SAMPLE];
const SHOP = ["--export", "test/proof/world/exports/shop.json"];
const ORDERS = "prod/orders (aws:dynamodb/table:Table)";
const WIDEST = 100;

const reported = async (...args: readonly string[]): Promise<AccessReport> =>
  accessReport.parse(JSON.parse((await command(...args, "--json")).out));

describe("who-can and principal-can", () => {
  for (const [name, expected, ...args] of [
    ["line-who-can-read-ledger", 0, "who-can", "dynamodb:GetItem", "owner/tables/ledger", ...LINE],
    ["line-who-can-take-break-glass", 0, "who-can", "sts:AssumeRole", "break-glass@owner", ...LINE],
    ["line-reporter-can", 0, "principal-can", "consumer/reporter", ...LINE],
    ["acme-who-can-read-orders", 0, "who-can", "dynamodb:GetItem", "orders-prod/tables/orders", ...ACME],
    ["acme-who-can-decrypt-wrapping", 0, "who-can", "kms:Decrypt", "keystore-prod/keys/wrapping", ...ACME],
    ["acme-nightly-etl-can", 0, "principal-can", "analytics-prod/nightly-etl", ...ACME],
    ["acme-nightjar-can", 0, "principal-can", "external/nightjar", ...ACME],
    ["acme-nightly-can", 0, "principal-can", "orders-prod/nightly", ...ACME],
    ["shop-who-can-read-orders", 3, "who-can", "dynamodb:GetItem", ORDERS, ...SHOP],
    ["shop-who-can-delete-items", 3, "who-can", "dynamodb:DeleteItem", ORDERS, ...SHOP],
    ["shop-api-can", 3, "principal-can", "prod/api", ...SHOP],
  ] as const) {
    it(`print exactly this table: ${name}`, async () => {
      const { code, out, err } = await command(...args);
      assert.deepEqual([code, err], [expected, ""]);
      assertRecorded(GOLDEN, `${name}.txt`, out);
      assert.ok(
        out.split("\n").every((line) => line.length <= WIDEST || !line.trim().includes(" ")),
        out,
      );
    });
  }

  it("print exactly this JSON", async () => {
    const { out } = await command("who-can", "dynamodb:GetItem", "orders-prod/tables/orders", ...ACME, "--json");
    accessReport.parse(JSON.parse(out));
    assertRecorded(GOLDEN, "acme-who-can-read-orders.json", out);
  });

  it("agree with each other", async () => {
    const who = await reported("who-can", "dynamodb:GetItem", "owner/tables/ledger", ...LINE);
    const what = await reported("principal-can", "consumer/reporter", ...LINE);
    const of = ({ accesses }: AccessReport) =>
      accesses
        .filter(({ principals, resource }) => principals[0]?.endsWith("/reporter") === true && resource === "owner/tables/ledger")
        .filter(({ actions }) => actions.includes("dynamodb:GetItem"))
        .map(({ condition, allowedBy }) => [condition, allowedBy.map(({ sid }) => sid)]);
    assert.equal(of(who).length, 1);
    assert.deepEqual(of(who), of(what));
  });

  it("say what explain says, wherever the request comes from", async () => {
    const { accesses } = await reported("who-can", "dynamodb:GetItem", "owner/tables/ledger", ...LINE);
    const from = accesses.find(({ principal }) => principal === "consumer/reporter")?.origins.map(({ name }) => name) ?? [];
    assert.deepEqual(from, ["consumer/main"]);
    for (const network of ["consumer/main", "owner/main", "internet"]) {
      const asked = ["--principal", "consumer/reporter", "--action", "dynamodb:GetItem", "--resource", "owner/tables/ledger"];
      const { code } = await command("explain", ...asked, "--from", network, ...LINE);
      assert.equal(code === 0, from.includes(network), network);
    }
  });

  it("take a resource that nobody declared, whose own policy is unknown", async () => {
    const table = "arn:aws:dynamodb:eu-west-1:300000000001:table/elsewhere";
    const { accesses } = await reported("who-can", "dynamodb:GetItem", table, ...LINE);
    assert.ok(accesses.length > 0);
    assert.ok(accesses.every(({ terms }) => terms.unknowns.includes(`the policy of ${table}`)));
  });

  it("take a role that nobody declared", async () => {
    const { accesses } = await reported("principal-can", "role/elsewhere@owner", ...LINE);
    const onTable = accesses.filter(({ resource }) => resource === "owner/tables/ledger");
    assert.ok(onTable.length > 0 && onTable.every(({ terms }) => terms.byOwnPermissions));
    assert.ok(onTable.every(({ principal }) => principal === "an undeclared role of owner"));
  });

  for (const [name, args, message] of [
    [
      "an action that AWS does not have",
      ["who-can", "dynamodb:GetItm", "owner/tables/ledger"],
      'palisade: action: is not an action of dynamodb, got "dynamodb:GetItm"; did you mean "dynamodb:GetItem"?\n',
    ],
    [
      "a service that AWS does not have",
      ["who-can", "dynamo:GetItem", "owner/tables/ledger"],
      /^palisade: action: is of no service, |^palisade: action: is of /,
    ],
    [
      "a misspelt resource",
      ["who-can", "dynamodb:GetItem", "owner/tables/leger"],
      'palisade: resource: is not a resource of the organization, got "owner/tables/leger"; did you mean "owner/tables/ledger"?\n',
    ],
    [
      "a resource of another type",
      ["who-can", "dynamodb:GetItem", "owner/tables/ledger/stream"],
      /^palisade: resource: is of type stream, which dynamodb:GetItem does not act on, got .*; name one of type table\n$/,
    ],
    [
      "a resource of another account",
      ["who-can", "dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:999999999999:table/x"],
      /^palisade: resource: is nothing that can be asked about with dynamodb:GetItem, got .*; name a table, index, stream,/,
    ],
    [
      "a misspelt principal",
      ["principal-can", "owner/appi"],
      'palisade: principal: is not a principal of the organization, got "owner/appi"; did you mean "owner/api"?\n',
    ],
  ] as const) {
    it(`refuse ${name}`, async () => {
      const { code, out, err } = await command(...args, ...LINE);
      assert.deepEqual([code, out], [2, ""]);
      if (typeof message === "string") assert.equal(err, message);
      else assert.match(err, message);
    });
  }
});
