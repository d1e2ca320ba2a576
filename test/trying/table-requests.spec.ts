import assert from "node:assert/strict";
import fc from "fast-check";
import type { ResolvedTable } from "../../model/plan/resolve.ts";
import { isRefusal } from "../../trying/refusal.ts";
import { keyEqualities } from "../../trying/tables/key-condition.ts";
import type { KnownTable } from "../../trying/tables/known-tables.ts";
import { namedAttributes } from "../../trying/tables/named-attributes.ts";
import { tableRequests } from "../../trying/tables/table-requests.ts";

const ARN = "arn:aws:dynamodb:eu-west-1:111111111111:table/tickets";
const attribute = (name: string) => ({ name, type: "string" as const });
const TABLE: KnownTable = {
  arn: ARN,
  accountId: "111111111111",
  region: "eu-west-1",
  name: "tickets",
  declared: {
    key: { partition: attribute("PK"), sort: attribute("SK") },
    indexes: [{ name: "gsi", partition: attribute("PK1"), sort: attribute("SK1") }],
  } as unknown as ResolvedTable,
  streamArn: undefined,
};
const READING = { tables: new Map([[ARN, TABLE]]), place: { accountId: "111111111111", region: "eu-west-1" } };
const KEY = { PK: { S: "Tenant#1" }, SK: { S: "a" } };

describe("what a call of DynamoDB asks", () => {
  for (const [what, operation, input, asked] of [
    [
      "an item, with what is read of it",
      "GetItem",
      {
        TableName: "tickets",
        Key: KEY,
        ProjectionExpression: "#t, a.b",
        ExpressionAttributeNames: { "#t": "text" },
        ReturnConsumedCapacity: "TOTAL",
      },
      [
        [
          "dynamodb:GetItem",
          ARN,
          {
            "dynamodb:LeadingKeys": ["Tenant#1"],
            "dynamodb:Attributes": ["PK", "SK", "text", "a"],
            "dynamodb:ReturnConsumedCapacity": "TOTAL",
          },
        ],
      ],
    ],
    [
      "an item that is put, with all of its attributes",
      "PutItem",
      { TableName: ARN, Item: { ...KEY, text: { S: "x" } }, ReturnValues: "ALL_OLD" },
      [
        [
          "dynamodb:PutItem",
          ARN,
          { "dynamodb:LeadingKeys": ["Tenant#1"], "dynamodb:Attributes": ["PK", "SK", "text"], "dynamodb:ReturnValues": "ALL_OLD" },
        ],
      ],
    ],
    [
      "an item that is updated",
      "UpdateItem",
      {
        TableName: "tickets",
        Key: KEY,
        UpdateExpression: "SET a = if_not_exists(b, :v) REMOVE c",
        ExpressionAttributeValues: { ":v": { N: "1" } },
      },
      [["dynamodb:UpdateItem", ARN, { "dynamodb:LeadingKeys": ["Tenant#1"], "dynamodb:Attributes": ["PK", "SK", "a", "b", "c"] }]],
    ],
    [
      "a query of an index, with the index's own key",
      "Query",
      {
        TableName: "tickets",
        IndexName: "gsi",
        KeyConditionExpression: "PK1 = :p AND begins_with(SK1, :s)",
        ExpressionAttributeValues: { ":p": { S: "Tenant#2" }, ":s": { S: "x" } },
        Select: "COUNT",
      },
      [
        [
          "dynamodb:Query",
          `${ARN}/index/gsi`,
          { "dynamodb:LeadingKeys": ["Tenant#2"], "dynamodb:Attributes": ["PK1", "SK1"], "dynamodb:Select": "COUNT" },
        ],
      ],
    ],
    [
      "a query in the older form, with a projection",
      "Query",
      {
        TableName: "tickets",
        KeyConditions: { PK: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "Tenant#1" }] } },
        AttributesToGet: ["text"],
      },
      [
        [
          "dynamodb:Query",
          ARN,
          { "dynamodb:LeadingKeys": ["Tenant#1"], "dynamodb:Attributes": ["text", "PK"], "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
        ],
      ],
    ],
    [
      "a scan, which has no leading key",
      "Scan",
      { TableName: "tickets", Select: "ALL_ATTRIBUTES" },
      [["dynamodb:Scan", ARN, { "dynamodb:Select": "ALL_ATTRIBUTES" }]],
    ],
    [
      "a batch, once for each table",
      "BatchWriteItem",
      {
        RequestItems: {
          tickets: [{ PutRequest: { Item: KEY } }, { DeleteRequest: { Key: { ...KEY, PK: { S: "Tenant#2" } } } }],
          other: [{ DeleteRequest: { Key: KEY } }],
        },
      },
      [
        ["dynamodb:BatchWriteItem", ARN, { "dynamodb:LeadingKeys": ["Tenant#1", "Tenant#2"], "dynamodb:Attributes": ["PK", "SK"] }],
        ["dynamodb:BatchWriteItem", ARN.replace("tickets", "other"), { "dynamodb:Attributes": ["PK", "SK"] }],
      ],
    ],
    [
      "a batch with an item whose key cannot be read, which hides behind no other",
      "BatchGetItem",
      { RequestItems: { tickets: { Keys: [KEY, { PK: { S: "a", N: "1" } }] } } },
      [["dynamodb:BatchGetItem", ARN, { "dynamodb:Attributes": ["PK", "SK"] }]],
    ],
    [
      "a transaction, once for each item",
      "TransactWriteItems",
      {
        TransactItems: [
          { ConditionCheck: { TableName: "tickets", Key: KEY, ConditionExpression: "attribute_exists(a)" } },
          { Delete: { TableName: "tickets", Key: KEY } },
        ],
      },
      [
        [
          "dynamodb:ConditionCheckItem",
          ARN,
          {
            "dynamodb:LeadingKeys": ["Tenant#1"],
            "dynamodb:Attributes": ["PK", "SK", "a"],
            "dynamodb:EnclosingOperation": "TransactWriteItems",
          },
        ],
        [
          "dynamodb:DeleteItem",
          ARN,
          {
            "dynamodb:LeadingKeys": ["Tenant#1"],
            "dynamodb:Attributes": ["PK", "SK"],
            "dynamodb:EnclosingOperation": "TransactWriteItems",
          },
        ],
      ],
    ],
    [
      "a statement of PartiQL that selects one partition of an index",
      "ExecuteStatement",
      { Statement: 'select "text" from "tickets"."gsi" where PK1 = ? order by SK1', Parameters: [{ S: "Tenant#2" }] },
      [
        [
          "dynamodb:PartiQLSelect",
          `${ARN}/index/gsi`,
          {
            "dynamodb:LeadingKeys": ["Tenant#2"],
            "dynamodb:Attributes": ["text", "PK1", "SK1"],
            "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            "dynamodb:FullTableScan": "false",
          },
        ],
      ],
    ],
    [
      "a statement of PartiQL that selects everything",
      "ExecuteStatement",
      { Statement: `SELECT * FROM "${ARN}"` },
      [["dynamodb:PartiQLSelect", ARN, { "dynamodb:Select": "ALL_ATTRIBUTES", "dynamodb:FullTableScan": "true" }]],
    ],
    [
      "a statement of PartiQL that updates, with what it gives back",
      "ExecuteStatement",
      { Statement: "UPDATE tickets SET a.b = c + 1 REMOVE d[0] WHERE PK = 'Tenant#1' AND SK = 'a' RETURNING MODIFIED OLD *" },
      [
        [
          "dynamodb:PartiQLUpdate",
          ARN,
          {
            "dynamodb:LeadingKeys": ["Tenant#1"],
            "dynamodb:Attributes": ["PK", "SK", "a", "c", "d"],
            "dynamodb:ReturnValues": "UPDATED_OLD",
          },
        ],
      ],
    ],
    [
      "each statement of a batch of PartiQL",
      "BatchExecuteStatement",
      {
        Statements: [
          { Statement: "INSERT INTO tickets VALUE {'PK': ?, 'SK': 'a', 'o''k': [1, <<2>>]}", Parameters: [{ S: "Tenant#1" }] },
          { Statement: "DELETE FROM tickets WHERE PK IN ('Tenant#1', 'Tenant#2')" },
        ],
      },
      [
        ["dynamodb:PartiQLInsert", ARN, { "dynamodb:LeadingKeys": ["Tenant#1"], "dynamodb:Attributes": ["PK", "SK", "o'k"] }],
        ["dynamodb:PartiQLDelete", ARN, { "dynamodb:LeadingKeys": ["Tenant#1", "Tenant#2"], "dynamodb:Attributes": ["PK"] }],
      ],
    ],
    [
      "each statement of a transaction of PartiQL, which says what it is part of",
      "ExecuteTransaction",
      { TransactStatements: [{ Statement: "EXISTS(SELECT * FROM tickets WHERE PK = 'Tenant#1' AND SK = 'a')" }] },
      [
        [
          "dynamodb:PartiQLSelect",
          ARN,
          {
            "dynamodb:LeadingKeys": ["Tenant#1"],
            "dynamodb:Attributes": ["PK", "SK"],
            "dynamodb:Select": "ALL_ATTRIBUTES",
            "dynamodb:FullTableScan": "false",
            "dynamodb:EnclosingOperation": "ExecuteTransaction",
          },
        ],
      ],
    ],
    ["a change of a table", "UpdateTable", { TableName: "tickets" }, [["dynamodb:UpdateTable", ARN, {}]]],
    ["a list", "ListTables", {}, [["dynamodb:ListTables", "*", {}]]],
  ] as const) {
    it(`is ${what}`, () => {
      const found = tableRequests(operation, input, READING);
      assert.ok(!isRefusal(found), JSON.stringify(found));
      assert.deepEqual(
        found.map(({ action, resource, context }) => [action, resource, context]),
        asked,
      );
    });
  }

  for (const [what, operation, input] of [
    ["an expression that is none", "Query", { TableName: "tickets", KeyConditionExpression: "PK = = :p" }],
    ["two conditions on the partition key", "Query", { TableName: "tickets", KeyConditionExpression: "PK = :p AND PK = :q" }],
    ["both forms of conditions", "Query", { TableName: "tickets", KeyConditionExpression: "PK = :p", KeyConditions: {} }],
    ["no table", "GetItem", { Key: KEY, ProjectionExpression: "a b?" }],
    ["an empty batch", "BatchGetItem", { RequestItems: {} }],
    ["a transaction of something else", "TransactWriteItems", { TransactItems: [{ Other: {} }] }],
    ["a statement that is none", "ExecuteStatement", { Statement: "DROP TABLE tickets" }],
    ["an iterator that was not made here", "GetRecords", { ShardIterator: "x" }],
  ] as const) {
    it(`is refused where it has ${what}`, () => {
      assert.ok(isRefusal(tableRequests(operation, input, READING)));
    });
  }
});

describe("a statement of PartiQL", () => {
  const WORDS = [
    ...[
      "SELECT",
      "*",
      "FROM",
      "tickets",
      '"tickets"."gsi"',
      "WHERE",
      "PK",
      "constructor",
      "=",
      "'a'",
      "?",
      "AND",
      "OR",
      "NOT",
      "IN",
      "(",
      ")",
    ],
    ...[
      "[",
      "]",
      "{",
      "}",
      "<<",
      ">>",
      ":",
      ",",
      ".",
      "1",
      "-",
      "'",
      '"',
      "INSERT INTO",
      "VALUE",
      "UPDATE",
      "SET",
      "DELETE FROM",
      "EXISTS",
    ],
    ...["BETWEEN", "IS MISSING", "begins_with(", "RETURNING ALL OLD *", "ORDER BY", "\u0000", "--", ";"],
  ];
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(" ")),
    fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }).map((words) => `SELECT * FROM tickets WHERE PK = 'a' ${words.join(" ")}`),
    fc.string({ unit: "binary", maxLength: 40 }),
  );

  it("is read or refused, whatever its text is, and is always about one table", () => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(texts, fc.array(fc.constantFrom({ S: "a" }, { N: "1" }, {}, null, "a"), { maxLength: 2 }), (Statement, Parameters) => {
        const found = tableRequests("ExecuteStatement", { Statement, Parameters }, READING);
        if (isRefusal(found)) seen.refused += 1;
        else {
          seen.read += 1;
          assert.equal(found.length, 1);
          assert.match(found[0]?.action ?? "", /^dynamodb:PartiQL(?:Delete|Insert|Select|Update)$/);
        }
      }),
      { seed: 20261122, numRuns: 5000 },
    );
    assert.ok(seen.read > 100 && seen.refused > 100, JSON.stringify(seen));
  });
});

describe("a key condition", () => {
  const NAMES = { "#p": "PK" };
  for (const [text, found] of [
    ["PK = :p", [["PK", ":p"]]],
    ["#p=:p and SK > :s", [["PK", ":p"]]],
    ["((:p = #p)) AND (SK BETWEEN :a AND :b)", [["PK", ":p"]]],
    [
      "PK = :p AND SK = :s",
      [
        ["PK", ":p"],
        ["SK", ":s"],
      ],
    ],
    ["begins_with = :p", [["begins_with", ":p"]]],
    ["begins_with(PK, :p)", []],
    ["PK <= :p", []],
    ["PK = :p OR SK = :s", undefined],
    ["NOT PK = :p", undefined],
    ["PK = PK", undefined],
    ["#q = :p", undefined],
    ["(PK = :p", undefined],
    ["PK = :p)", undefined],
    ["", undefined],
    ["PK = :p; SK", undefined],
  ] as const) {
    it(`${JSON.stringify(text)} has ${found === undefined ? "no reading" : `${found.length.toString()} equalities`}`, () => {
      assert.deepEqual(
        keyEqualities(text, NAMES)?.map(({ attribute: name, value }) => [name, value]),
        found,
      );
    });
  }

  it("names attributes of the top level", () => {
    assert.deepEqual(namedAttributes("a.b[0].c = :v AND size(#p) > :n OR contains(d, :x)", NAMES), ["a", "PK", "d"]);
    assert.equal(namedAttributes("a = 'text'", {}), undefined);
  });
});
