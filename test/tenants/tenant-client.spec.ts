import assert from "node:assert/strict";
import fc from "fast-check";
import { TenantClient } from "../../tenants/src/tenant-client.ts";
import { TenantError } from "../../tenants/src/tenant-error.ts";
import { tenantId } from "../../tenants/src/tenant-id.ts";
import type { TenantTable } from "../../tenants/src/tenant-keys.ts";

const TABLE: TenantTable = { tableName: "tickets", partitionKey: "PK", prefix: "Tenant#", indexes: { gsi: "PK1" } };
const MUTATED = 100_000;

/** A client that notes what it would send. */
function noting() {
  const sent: unknown[] = [];
  return {
    sent,
    client: { send: (command: { readonly input: unknown }) => Promise.resolve(void sent.push(command.input) as unknown) } as never,
  };
}

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof TenantError, String(error));
    return error.code;
  }
};

describe("a tenant's id", () => {
  for (const good of ["1", "acme", "acme-2", "a.b_c=d+e@f", "x".repeat(256)]) {
    it(`may be ${good.slice(0, 20)}`, () => assert.equal(tenantId(good), good));
  }
  for (const [what, bad] of [
    ["empty", ""],
    ["too long", "x".repeat(257)],
    ["a pattern by *", "acme*"],
    ["a pattern by ?", "acm?"],
    ["a prefix's end", "acme#2"],
    ["a control character", "acme\u0000"],
    ["a line end", "acme\n"],
    ["a space", "acme "],
    ["upper case", "Acme"],
    ["the Kelvin sign, which is k in lower case", "\u212Aey"],
    ["a letter that looks like another", "\u0430cme"],
    ["a combining mark", "acme\u0301"],
    ["a policy variable", "${aws:username}"],
    ["a path", "../acme"],
    ["a list", ["acme"]],
    ["an object", { toString: () => "acme" }],
    ["a number", 1],
    ["null", null],
    ["missing", undefined],
  ] as const) {
    it(`is refused: ${what}`, () =>
      assert.equal(
        codeOf(() => tenantId(bad)),
        "tenant-refused",
      ));
  }
});

/** What callers try in order to be another tenant: small changes of a real one's id. */
const mutated = fc
  .tuple(
    fc.constantFrom("acme", "acme-2", "1", "tenant"),
    fc.array(
      fc.tuple(
        fc.nat(8),
        fc.constantFrom(
          "",
          "*",
          "?",
          "#",
          "Tenant#",
          "\u0000",
          "\n",
          " ",
          "\u200b",
          "\u0301",
          "-2",
          "A",
          "%23",
          "$",
          "{",
          "}",
          "/",
          "\\",
          "'",
          '"',
          "\u212a",
        ),
        fc.boolean(),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([id, changes]) =>
    changes.reduce<string>((text, [at, insert, cuts]) => text.slice(0, at) + insert + text.slice(cuts ? at + 1 : at), id),
  );

describe("a client that is bound to one tenant", () => {
  it(`reaches no foreign item, by ${MUTATED.toString()} mutated ids and keys`, function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(mutated, mutated, (id, foreign) => {
        const { sent, client } = noting();
        const own = codeOf(() => new TenantClient(id, client, TABLE)) === undefined ? new TenantClient(id, client, TABLE) : undefined;
        if (own === undefined) return;
        assert.match(id, /^[a-z0-9][a-z0-9_.=+@-]*$/);
        void own.get({ SK: "Item#1" });
        for (const value of [foreign, `Tenant#${foreign}`]) {
          void own.get({ PK: value, SK: "Item#1" }).catch(() => undefined);
          void own.put({ PK: value, SK: "Item#1", PK1: value }).catch(() => undefined);
          void own.delete({ PK: value, SK: "Item#1" }).catch(() => undefined);
          void own.batchGet([{ SK: "Item#1" }, { PK: value, SK: "Item#2" }]).catch(() => undefined);
          void own.query({ after: { PK: value, SK: "Item#1" } }).catch(() => undefined);
        }
        const keys = sent.flatMap((input) => [...JSON.stringify(input).matchAll(/"(?:PK1?|:palisadeTenant)":"((?:[^"\\]|\\.)*)"/g)]);
        assert.ok(keys.every(([, key]) => key === `Tenant#${id}`));
        assert.ok(keys.length > 0);
      }),
      { seed: 20261122, numRuns: MUTATED },
    );
  });

  const acme = () => {
    const { sent, client } = noting();
    return { sent, own: new TenantClient("acme", client, TABLE) };
  };

  it("writes the partition key itself, and takes the tenant's own", async () => {
    const { sent, own } = acme();
    await own.get({ SK: "Item#1" });
    await own.get({ PK: "acme", SK: "Item#1" });
    await own.get({ PK: "Tenant#acme", SK: "Item#1" });
    assert.deepEqual(
      sent,
      [1, 2, 3].map(() => ({ TableName: "tickets", Key: { PK: "Tenant#acme", SK: "Item#1" } })),
    );
  });

  it("queries its own partition of the table and of an index that it leads, and no other index", async () => {
    const { sent, own } = acme();
    await own.query({ sort: "begins_with(SK, :item)", values: { ":item": "Item#" } });
    await own.query({ index: "gsi", after: { PK: "Tenant#2", SK: "Item#3", PK1: "Tenant#acme" } });
    const [table, index] = sent as Record<string, unknown>[];
    assert.equal(table?.["KeyConditionExpression"], "#palisadeTenant = :palisadeTenant AND begins_with(SK, :item)");
    assert.deepEqual(table["ExpressionAttributeNames"], { "#palisadeTenant": "PK" });
    assert.deepEqual(table["ExpressionAttributeValues"], { ":item": "Item#", ":palisadeTenant": "Tenant#acme" });
    assert.deepEqual(index?.["ExpressionAttributeNames"], { "#palisadeTenant": "PK1" });
    assert.deepEqual(index["ExclusiveStartKey"], { PK: "Tenant#2", SK: "Item#3", PK1: "Tenant#acme" });
    await assert.rejects(own.query({ index: "byDay" }), { code: "key-refused" });
    await assert.rejects(own.query({ index: "constructor" }), { code: "key-refused" });
    assert.equal(sent.length, 2);
  });

  for (const [what, run] of [
    ["get a foreign key", (own: TenantClient) => own.get({ PK: "Tenant#acme-2", SK: "Item#1" })],
    ["put a foreign item", (own: TenantClient) => own.put({ PK: "Tenant#2", SK: "Item#1" })],
    ["put an item into a foreign partition of an index", (own: TenantClient) => own.put({ SK: "Item#1", PK1: "Tenant#2" })],
    ["put a key that is no text", (own: TenantClient) => own.put({ SK: "Item#1", PK: { toString: () => "Tenant#acme" } })],
    ["delete a foreign item", (own: TenantClient) => own.delete({ PK: "Tenant#2", SK: "Item#1" })],
    ["get many with one foreign key", (own: TenantClient) => own.batchGet([{ SK: "Item#1" }, { PK: "Tenant#2", SK: "Item#1" }])],
    ["write many with one foreign item", (own: TenantClient) => own.batchWrite({ put: [{ SK: "1" }, { PK: "Tenant#2", SK: "1" }] })],
    ["remove many with one foreign item", (own: TenantClient) => own.batchWrite({ remove: [{ PK: "Tenant#2", SK: "1" }] })],
    ["go on behind a foreign item", (own: TenantClient) => own.query({ after: { PK: "Tenant#2", SK: "Item#1" } })],
    ["use the library's placeholders", (own: TenantClient) => own.query({ values: { ":palisadeTenant": "Tenant#2" } })],
    ["use them in a filter", (own: TenantClient) => own.query({ filter: "SK = :palisadeTenant" })],
    [
      "update the key of an index",
      (own: TenantClient) => own.update({ key: { SK: "1" }, expression: "SET PK1 = :x", values: { ":x": "Tenant#2" } }),
    ],
    [
      "update it by a placeholder",
      (own: TenantClient) => own.update({ key: { SK: "1" }, expression: "SET #a=:x", names: { "#a": "PK1" } }),
    ],
    ["remove it", (own: TenantClient) => own.update({ key: { SK: "1" }, expression: "SET a = :x REMOVE PK1" })],
  ] as const) {
    it(`refuses before any call to ${what}`, async () => {
      const { sent, own } = acme();
      await assert.rejects(
        async () => {
          await run(own);
        },
        { name: "TenantError", code: "key-refused" },
      );
      assert.deepEqual(sent, []);
    });
  }

  it("updates other attributes of an own item", async () => {
    const { sent, own } = acme();
    await own.update({ key: { SK: "1" }, expression: "SET #title = :title", names: { "#title": "title" }, values: { ":title": "x" } });
    assert.deepEqual((sent[0] as Record<string, unknown>)["Key"], { PK: "Tenant#acme", SK: "1" });
  });
});
