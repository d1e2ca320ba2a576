import assert from "node:assert/strict";
import {
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  type ParameterizedStatement,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import fc from "fast-check";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { handMadeRole } from "../../support/hand-made-role.ts";
import { type Edit, linePlan, rehearseLine } from "../../support/line.ts";
import { denial, type Tried, triedOrganization, tryOrganization } from "../../support/tried.ts";

// No right of a declaration gives PartiQL. The roles below were made by hand, as AWS's page on PartiQL writes their policies.

const STARTING_MILLISECONDS = 300_000;
const OWNER = "300000000001";
const FROM = "owner/main";
const LEDGER = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/ledger`;
const TICKETS = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/tickets`;
const SELECT = "dynamodb:PartiQLSelect";
const ALL = [SELECT, "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"];
const TABLE: Edit = [
  "accounts/owner/data.yaml",
  "tables:\n",
  [
    "tables:",
    "  tickets:",
    "    key: { partition: { PK: string }, sort: { SK: string } }",
    "    indexes: { gsi: { partition: { PK1: string }, sort: { SK1: string } } }",
    "    usedBy: { api: { can: [read, write] } }",
    "",
  ].join("\n"),
];

/** AWS's condition for a part of a table, and the one that says that there is a leading key. */
const OF_TENANT = {
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["Tenant#${aws:PrincipalTag/TenantId}"] },
  Null: { "dynamodb:LeadingKeys": "false" },
};
const allowed = (Action: readonly string[], Resource: readonly string[], more: object = {}): StatementDocument => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

/** Both tables have a key of their own. */
const KEYS = allowed(["kms:Decrypt"], [`arn:aws:kms:eu-west-1:${OWNER}:key/*`]);

const POLICIES: Readonly<Record<string, readonly StatementDocument[]>> = {
  reader: [
    allowed([SELECT], [LEDGER, `${LEDGER}/index/*`]),
    {
      Effect: "Deny",
      Action: SELECT,
      Resource: [LEDGER, `${LEDGER}/index/*`],
      Condition: { Bool: { "dynamodb:FullTableScan": "true" } },
    },
  ],
  writer: [
    allowed(
      [...ALL, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
      [LEDGER, `${LEDGER}/index/*`, TICKETS, `${TICKETS}/index/*`],
    ),
  ],
  tenants: [allowed(ALL, [TICKETS, `${TICKETS}/index/gsi`], { Condition: OF_TENANT })],
  columns: [
    allowed([SELECT], [LEDGER], {
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["accountId", "entryId", "text"] },
        StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
      },
    }),
  ],
  transactions: [allowed(ALL, [LEDGER], { Condition: { StringEquals: { "dynamodb:EnclosingOperation": "ExecuteTransaction" } } })],
};

/** Statements that somebody writes in order to reach more than the partition of tenant 1. */
const literal = fc.constantFrom(
  "'Tenant#1'",
  "'Tenant#2'",
  "'Item#2'",
  "''",
  "'Tenant#1'' OR PK = ''Tenant#2'",
  "1",
  "NULL",
  "<<'Tenant#1'>>",
);
const operand = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("PK", '"PK"', "PK1", "SK", "text") }, { weight: 2, arbitrary: literal });
const predicate = fc.oneof(
  { weight: 3, arbitrary: fc.constant("PK = 'Tenant#1'") },
  { weight: 1, arbitrary: fc.constant("SK = 'Item#1'") },
  fc.tuple(operand, fc.constantFrom("=", "<>", ">", "<="), operand).map((parts) => parts.join(" ")),
  fc.tuple(operand, literal, literal).map(([left, one, other]) => `${left} IN [${one}, ${other}]`),
  fc.tuple(operand, literal, literal).map(([left, low, high]) => `${left} BETWEEN ${low} AND ${high}`),
  operand.map((left) => `${left} IS NOT MISSING`),
);
const condition = fc
  .tuple(predicate, fc.array(fc.tuple(fc.constantFrom("AND", "OR", "AND NOT", "OR NOT"), predicate), { maxLength: 3 }), fc.boolean())
  .map(([first, others, isGrouped]) => {
    const text = [first, ...others.map((each) => each.join(" "))].join(" ");
    return isGrouped ? `(${text}) AND PK = 'Tenant#1'` : text;
  });
const ofTheKey = fc
  .tuple(fc.constantFrom("SK = 'Item#1'", "SK > 'A'", "begins_with(SK, 'Item')", "text <> 'x'"), fc.constantFrom("AND", "AND", "OR"))
  .map(([other, word]) => `PK = 'Tenant#1' ${word} ${other}`);
const statementText = fc.oneof(
  fc
    .tuple(fc.constantFrom("tickets", '"tickets"."gsi"', `"${TICKETS}"`), fc.oneof(condition, ofTheKey))
    .map(([table, where]) => `SELECT * FROM ${table} WHERE ${where}`),
  fc.oneof(condition, ofTheKey).map((where) => `UPDATE tickets SET text = 'changed' WHERE ${where}`),
  fc.oneof(condition, ofTheKey).map((where) => `DELETE FROM tickets WHERE ${where}`),
  fc.tuple(literal, literal).map(([PK, SK]) => `INSERT INTO tickets VALUE {'PK': ${PK}, 'SK': ${SK}}`),
);
const foreignItem = async (): Promise<unknown> =>
  (
    await by("writer").send(
      new QueryCommand({ TableName: "tickets", KeyConditionExpression: "PK = :p", ExpressionAttributeValues: { ":p": { S: "Tenant#2" } } }),
    )
  ).Items;

let tried: Tried;
const clients = new Map<string, DynamoDBClient>();

async function tenant(id: string): Promise<DynamoDBClient> {
  const sts = tried.sts(await tried.credentials(`arn:aws:iam::${OWNER}:role/sql/broker`), "internet");
  const { Credentials: opened } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${OWNER}:role/sql/tenants`,
      RoleSessionName: "test",
      Tags: [{ Key: "TenantId", Value: id }],
    }),
  );
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = opened ?? {};
  return tried.dynamodb({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }, FROM);
}

const by = (name: string): DynamoDBClient => {
  const client = clients.get(name);
  if (client === undefined) throw new Error(`no client of ${name}`);
  return client;
};
const run = (client: DynamoDBClient, Statement: string, ...texts: readonly string[]) =>
  client.send(new ExecuteStatementCommand({ Statement, ...(texts.length === 0 ? {} : { Parameters: texts.map((S) => ({ S })) }) }));
const idsOf = async (client: DynamoDBClient, statement: string, ...texts: readonly string[]): Promise<readonly (string | undefined)[]> =>
  ((await run(client, statement, ...texts)).Items ?? []).map(({ entryId, SK }) => (entryId ?? SK)?.S);
const VALIDATION = { name: "ValidationException" };

before(async function () {
  this.timeout(STARTING_MILLISECONDS);
  const trust = [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${OWNER}:root` },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    } as StatementDocument,
  ];
  const roles = Object.entries(POLICIES).map(([name, policy]) =>
    handMadeRole({ account: OWNER, name: `sql/${name}`, trust, policy: [...policy, KEYS] }),
  );
  const caller = handMadeRole({
    account: OWNER,
    name: "sql/broker",
    trust,
    policy: [allowed(["sts:AssumeRole", "sts:TagSession"], [`arn:aws:iam::${OWNER}:role/sql/tenants`])],
  });
  const rehearsed = await rehearseLine({}, TABLE);
  const organization = await triedOrganization(
    linePlan(TABLE),
    { resources: [...rehearsed.resources, ...roles, caller] },
    undefined,
    new Date("2026-11-22T00:00:00Z"),
  );
  tried = await tryOrganization(organization);
  for (const name of [...Object.keys(POLICIES), "broker"])
    clients.set(name, tried.dynamodb(await tried.credentials(`arn:aws:iam::${OWNER}:role/sql/${name}`), FROM));
  const writer = by("writer");
  for (const [account, entry, day, text] of [
    ["a", "1", "monday", "one"],
    ["a", "2", "monday", "two"],
    ["a", "3", "tuesday", "three"],
    ["b", "1", "monday", "other"],
  ] as const) {
    const Item = { accountId: { S: account }, entryId: { S: entry }, day: { S: day }, text: { S: text } };
    await writer.send(new PutItemCommand({ TableName: "ledger", Item }));
  }
  for (const id of ["1", "2"]) {
    const Item = { PK: { S: `Tenant#${id}` }, SK: { S: `Item#${id}` }, PK1: { S: `Tenant#${id}` }, SK1: { S: "x" } };
    await writer.send(new PutItemCommand({ TableName: "tickets", Item }));
  }
});

after(async () => {
  await tried.stop();
});

describe("PartiQL by the AWS SDK", () => {
  it("a reader selects by key, of the table and of an index", async () => {
    const reader = by("reader");
    assert.deepEqual(await idsOf(reader, 'SELECT * FROM "ledger" WHERE accountId = ?', "a"), ["1", "2", "3"]);
    assert.deepEqual(await idsOf(reader, "select entryId from ledger where accountId = 'a' and entryId = '2'"), ["2"]);
    assert.deepEqual(await idsOf(reader, 'SELECT * FROM "ledger"."byDay" WHERE "day" = \'tuesday\''), ["3"]);
  });

  it("a reader writes nothing, and is told which statement of which policy is missing", async () => {
    const reader = by("reader");
    for (const [action, statement] of [
      ["PartiQLInsert", "INSERT INTO ledger VALUE {'accountId': 'a', 'entryId': '9'}"],
      ["PartiQLUpdate", "UPDATE ledger SET text = 'x' WHERE accountId = 'a' AND entryId = '1'"],
      ["PartiQLDelete", "DELETE FROM ledger WHERE accountId = 'a' AND entryId = '1'"],
    ] as const)
      assert.match(
        await denial(run(reader, statement)),
        new RegExp(`because no identity-based policy allows the dynamodb:${action} action`),
      );
    assert.deepEqual(await idsOf(by("writer"), "SELECT * FROM ledger WHERE accountId = 'a'"), ["1", "2", "3"]);
  });

  it("a full scan is denied where a policy denies it, whatever form it has", async () => {
    for (const statement of [
      "SELECT * FROM ledger",
      "SELECT * FROM ledger WHERE text = 'one'",
      "SELECT * FROM ledger WHERE accountId > 'a'",
      "SELECT * FROM ledger WHERE accountId = 'a' OR text = 'one'",
      "SELECT * FROM ledger WHERE begins_with(accountId, 'a')",
      'SELECT * FROM "ledger"."byDay" WHERE accountId = \'a\'',
    ])
      assert.match(await denial(run(by("reader"), statement)), /explicit deny in an identity-based policy/, statement);
    assert.equal((await idsOf(by("writer"), "SELECT * FROM ledger")).length, 4);
    assert.deepEqual(await idsOf(by("writer"), "SELECT * FROM ledger WHERE text = ? OR text = ?", "one", "other"), ["1", "1"]);
  });

  it("what the pages do not say is never allowed where a decision turns on it", async () => {
    for (const statement of [
      "SELECT * FROM ledger WHERE 'a' = accountId",
      "SELECT * FROM ledger WHERE accountId = 'a' AND accountId = 'b'",
      "SELECT * FROM ledger WHERE NOT (accountId <> 'a')",
      "SELECT * FROM ledger WHERE accountId = text",
    ])
      assert.match(await denial(run(by("reader"), statement)), /as far as is known/, statement);
  });

  for (const [id, foreign] of [
    ["1", "2"],
    ["2", "1"],
  ] as const) {
    it(`a session of tenant ${id} selects its own leading key alone, and scans nothing`, async () => {
      const client = await tenant(id);
      const own = [`Item#${id}`];
      assert.deepEqual(await idsOf(client, "SELECT * FROM tickets WHERE PK = ?", `Tenant#${id}`), own);
      assert.deepEqual(await idsOf(client, `SELECT * FROM "tickets"."gsi" WHERE PK1 = 'Tenant#${id}'`), own);
      for (const statement of [
        `SELECT * FROM tickets WHERE PK = 'Tenant#${foreign}'`,
        `SELECT * FROM tickets WHERE PK IN ['Tenant#${id}', 'Tenant#${foreign}']`,
        `SELECT * FROM tickets WHERE PK = 'Tenant#${id}' OR PK = 'Tenant#${foreign}'`,
        `SELECT * FROM tickets WHERE PK = 'Tenant#${id}' OR SK = 'Item#${foreign}'`,
        `SELECT * FROM "tickets"."gsi" WHERE PK = 'Tenant#${id}'`,
        "SELECT * FROM tickets",
        `INSERT INTO tickets VALUE {'PK': 'Tenant#${foreign}', 'SK': 'new'}`,
        `UPDATE tickets SET text = 'x' WHERE PK = 'Tenant#${foreign}' AND SK = 'Item#${foreign}'`,
        `DELETE FROM tickets WHERE PK = 'Tenant#${foreign}' AND SK = 'Item#${foreign}'`,
        `DELETE FROM tickets WHERE SK = 'Item#${id}'`,
      ])
        assert.match(await denial(run(client, statement)), /dynamodb:PartiQL/, statement);
    });
  }

  it("a tenant's session reads and changes nothing of another tenant, whatever its statement says", async () => {
    const client = await tenant("1");
    const seen = { allowed: 0, denied: 0 };
    await fc.assert(
      fc.asyncProperty(statementText, async (statement) => {
        const before = await foreignItem();
        try {
          const { Items = [] } = await run(client, statement);
          for (const { PK, PK1 } of Items) assert.ok((PK ?? PK1)?.S?.startsWith("Tenant#1") === true, statement);
          seen.allowed += 1;
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          assert.match((error as Error).name, /^(?:AccessDenied|Validation|ConditionalCheckFailed|DuplicateItem)Exception$/);
          seen.denied += 1;
        }
        assert.deepEqual(await foreignItem(), before);
      }),
      { seed: 20261122, numRuns: 400 },
    );
    assert.ok(seen.allowed > 10 && seen.denied > 100, JSON.stringify(seen));
  });

  it("the attributes of a statement, and whether it selects all, are decided", async () => {
    const client = by("columns");
    assert.deepEqual(await idsOf(client, "SELECT entryId, text FROM ledger WHERE accountId = 'b'"), ["1"]);
    await denial(run(client, "SELECT * FROM ledger WHERE accountId = 'b'"));
    await denial(run(client, "SELECT entryId, amount FROM ledger WHERE accountId = 'b'"));
    await denial(run(client, "SELECT entryId FROM ledger WHERE accountId = 'b' AND amount > 1"));
  });

  it("a statement that cannot be read is refused, whoever runs it", async () => {
    for (const statement of [
      "DROP TABLE ledger",
      "SELECT * FROM ledger WHERE accountId = 'a'; SELECT * FROM ledger",
      "SELECT * FROM ledger -- WHERE accountId = 'a'",
      "SELECT * FROM ledger WHERE accountId = 'a",
      "SELECT * FROM ledger WHERE (accountId = 'a'",
      "SELECT * FROM ledger WHERE accountId = ?",
      "UPDATE ledger SET text = 'x'",
      "INSERT INTO ledger VALUE {'accountId': 'a', 'accountId': 'b', 'entryId': '1'}",
      `SELECT * FROM ledger WHERE ${"(".repeat(2000)}accountId = 'a'${")".repeat(2000)}`,
      "EXISTS(SELECT * FROM ledger WHERE accountId = 'a')",
    ])
      await assert.rejects(run(by("writer"), statement), VALIDATION, statement);
    await assert.rejects(run(by("writer"), "SELECT * FROM ledger WHERE accountId = 'a'", "b"), VALIDATION);
  });
});

describe("what PartiQL does", () => {
  it("inserts an item once, changes it where it is, and deletes it", async () => {
    const writer = by("writer");
    const insert = (text: string) => run(writer, "INSERT INTO ledger VALUE {'accountId': 'new', 'entryId': '1', 'text': ?, 'n': 1}", text);
    const item = async () =>
      (await writer.send(new GetItemCommand({ TableName: "ledger", Key: { accountId: { S: "new" }, entryId: { S: "1" } } }))).Item;
    await insert("first");
    await assert.rejects(insert("second"), { name: "DuplicateItemException" });
    assert.equal((await item())?.["text"]?.S, "first");
    const where = "WHERE accountId = 'new' AND entryId = '1'";
    const changed = await run(writer, `UPDATE ledger SET n = n + 1 SET tags = <<'a', 'b'>> REMOVE text ${where} RETURNING ALL NEW *`);
    assert.deepEqual(changed.Items, [{ accountId: { S: "new" }, entryId: { S: "1" }, n: { N: "2" }, tags: { SS: ["a", "b"] } }]);
    await assert.rejects(run(writer, `UPDATE ledger SET n = 5 ${where} AND n > 7`), { name: "ConditionalCheckFailedException" });
    await assert.rejects(run(writer, "UPDATE ledger SET n = 5 WHERE accountId = 'new' AND entryId = '2'"), {
      name: "ConditionalCheckFailedException",
    });
    await assert.rejects(run(writer, `DELETE FROM ledger ${where} AND attribute_type(n, 'S')`), {
      name: "ConditionalCheckFailedException",
    });
    const deleted = await run(writer, `DELETE FROM ledger ${where} AND n BETWEEN 2 AND 3 RETURNING ALL OLD *`);
    assert.equal(deleted.Items?.[0]?.["n"]?.N, "2");
    assert.equal(await item(), undefined);
    await run(writer, `DELETE FROM ledger ${where} AND n = 2`);
  });

  it("selects by conditions on the sort key and on other attributes, in order and in pages", async () => {
    const writer = by("writer");
    for (const [rest, found] of [
      ["AND entryId > '1'", ["2", "3"]],
      ["AND entryId BETWEEN '1' AND '2'", ["1", "2"]],
      ["AND begins_with(entryId, '3')", ["3"]],
      ["AND text IN ('one', 'three')", ["1", "3"]],
      ["AND NOT contains(text, 'o')", ["3"]],
      ["AND (size(text) = 3 OR nothing IS NOT MISSING) AND text IS NOT NULL", ["1", "2"]],
      ["AND nothing IS MISSING ORDER BY entryId DESC", ["3", "2", "1"]],
    ] as const)
      assert.deepEqual(await idsOf(writer, `SELECT * FROM ledger WHERE accountId = 'a' ${rest}`), found, rest);
    const Statement = "SELECT * FROM ledger WHERE accountId = 'a'";
    const first = await writer.send(new ExecuteStatementCommand({ Statement, Limit: 2 }));
    const second = await writer.send(new ExecuteStatementCommand({ Statement, NextToken: first.NextToken }));
    assert.deepEqual(
      [...(first.Items ?? []), ...(second.Items ?? [])].map(({ entryId }) => entryId?.S),
      ["1", "2", "3"],
    );
    const other = new ExecuteStatementCommand({ Statement: `${Statement} AND entryId > '0'`, NextToken: first.NextToken });
    await assert.rejects(writer.send(other), VALIDATION);
  });

  it("is said not to be carried out, once it is allowed", async () => {
    for (const statement of [
      "SELECT * FROM ledger WHERE accountId IN ['a', 'b']",
      "SELECT text.inner FROM ledger WHERE accountId = 'a'",
      "SELECT * FROM ledger ORDER BY accountId",
      "UPDATE ledger SET tags = set_add(tags, <<'c'>>) WHERE accountId = 'a' AND entryId = '1'",
      "UPDATE ledger SET text = 'x' WHERE accountId = 'a'",
    ])
      await assert.rejects(
        run(by("writer"), statement),
        { ...VALIDATION, message: /is allowed, and this stand-in for DynamoDB does not/ },
        statement,
      );
    await denial(run(by("reader"), "UPDATE ledger SET text = 'x' WHERE accountId = 'a'"));
    await assert.rejects(run(by("reader"), "SELECT * FROM nowhere WHERE accountId = 'a'"), { name: "AccessDeniedException" });
    for (const table of [
      "a b",
      "led*",
      "ledger/index/byDay",
      "${aws:PrincipalTag/x}",
      "arn:aws:s3:::ledger",
      LEDGER.replace(OWNER, "300000000002"),
    ])
      await assert.rejects(run(by("writer"), `SELECT * FROM "${table}" WHERE accountId = 'a'`), { $fault: "client" }, table);
  });
});

describe("what PartiQL writes", () => {
  it("is recorded in the table's stream", async () => {
    const streams = tried.streams(await tried.credentials("consumer/reporter"), "consumer/main");
    const StreamArn = tried.organization.world.names.resource("owner/tables/ledger/stream").arn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "LATEST" }));
    await run(by("writer"), "INSERT INTO ledger VALUE {'accountId': 'stream', 'entryId': '1'}");
    await run(by("writer"), "DELETE FROM ledger WHERE accountId = 'stream' AND entryId = '1'");
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    assert.deepEqual(
      Records?.map(({ eventName }) => eventName),
      ["INSERT", "REMOVE"],
    );
  });
});

describe("several statements of PartiQL", () => {
  const batch = async (client: DynamoDBClient, ...statements: readonly string[]) => {
    const { Responses = [] } = await client.send(
      new BatchExecuteStatementCommand({ Statements: statements.map((Statement) => ({ Statement })) }),
    );
    return Responses.map(({ Error: error, Item }) => error?.Code ?? Item?.["text"]?.S);
  };
  const transaction = (client: DynamoDBClient, ...statements: readonly (string | ParameterizedStatement)[]) =>
    client.send(
      new ExecuteTransactionCommand({
        TransactStatements: statements.map((each) => (typeof each === "string" ? { Statement: each } : each)),
      }),
    );
  const one = (account: string, entry: string) => `SELECT * FROM ledger WHERE accountId = '${account}' AND entryId = '${entry}'`;
  const put = (account: string) => `INSERT INTO ledger VALUE {'accountId': '${account}', 'entryId': '1', 'text': 'put'}`;

  it("of a batch are each decided by itself", async () => {
    assert.deepEqual(await batch(by("reader"), one("a", "1"), "SELECT * FROM ledger", one("a", "9"), one("b", "1"), "SELECT nothing"), [
      "one",
      "AccessDenied",
      undefined,
      "other",
      "ValidationError",
    ]);
    assert.deepEqual(await batch(by("reader"), put("batch#0"), put("batch#1")), ["AccessDenied", "AccessDenied"]);
    assert.deepEqual(await batch(by("writer"), put("batch#1"), put("batch#1"), "INSERT INTO elsewhere VALUE {'id': '1'}"), [
      undefined,
      "DuplicateItem",
      "AccessDenied",
    ]);
    assert.deepEqual(await batch(by("writer"), one("batch#0", "1"), one("batch#1", "1")), [undefined, "put"]);
    const own = (id: string) => `SELECT SK FROM tickets WHERE PK = 'Tenant#${id}' AND SK = 'Item#${id}'`;
    assert.deepEqual(await batch(await tenant("1"), own("1"), own("2")), [undefined, "AccessDenied"]);
  });

  it("of a batch read one item each, and do not read beside others that write", async () => {
    assert.deepEqual(await batch(by("writer"), "SELECT * FROM ledger WHERE accountId = 'a'"), ["ValidationError"]);
    await assert.rejects(batch(by("writer"), one("a", "1"), put("batch#2")), VALIDATION);
    await assert.rejects(batch(by("writer"), ...Array.from({ length: 26 }, () => one("a", "1"))), VALIDATION);
  });

  it("of a transaction are all done or none, and each must be allowed", async () => {
    const check = (text: string) => `EXISTS(SELECT * FROM ledger WHERE accountId = 'a' AND entryId = '1' AND text = '${text}')`;
    await transaction(by("transactions"), put("all#1"), check("one"), {
      Statement: put("all#2").replace("'put'", "?"),
      Parameters: [{ S: "two" }],
    });
    const read = await transaction(by("transactions"), one("all#1", "1"), one("all#2", "1"), one("all#3", "1"));
    assert.deepEqual(
      read.Responses?.map(({ Item }) => Item?.["text"]?.S),
      ["put", "two", undefined],
    );
    for (const statements of [
      [put("all#4"), put("all#1")],
      [put("all#4"), check("two")],
    ])
      await assert.rejects(transaction(by("transactions"), ...statements), { name: "TransactionCanceledException" });
    await denial(transaction(by("reader"), put("all#4"), check("one")));
    await denial(run(by("transactions"), put("all#4")));
    await assert.rejects(transaction(by("transactions"), put("all#4"), one("all#1", "1")), VALIDATION);
    assert.deepEqual(await batch(by("writer"), one("all#4", "1")), [undefined]);
  });
});
