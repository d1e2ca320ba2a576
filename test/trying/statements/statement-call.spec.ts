import assert from "node:assert/strict";
import type { KeySchema } from "../../../model/plan/planned-table.ts";
import { isRefusal } from "../../../trying/refusal.ts";
import { parseStatement } from "../../../trying/statements/parse-statement.ts";
import { statementCall } from "../../../trying/statements/statement-call.ts";

const SCHEMA: KeySchema = { partition: { name: "PK", type: "string" }, sort: { name: "SK", type: "string" } };
/** A name that every object has a property of. */
const ODD: KeySchema = { partition: { name: "constructor", type: "string" }, sort: undefined };

function callOf(statement: string, schema: KeySchema): unknown {
  const parsed = parseStatement({ Statement: statement });
  assert.ok(!isRefusal(parsed), JSON.stringify(parsed));
  return statementCall(parsed, schema);
}

describe("the ordinary call that a statement is", () => {
  for (const [what, statement, schema, call] of [
    [
      "a query with conditions on the key and on others",
      "SELECT a, b FROM t.i WHERE SK BETWEEN '1' AND '2' AND PK = 'x' AND (a = 1 OR NOT b IN [2, 3]) ORDER BY SK DESC",
      SCHEMA,
      {
        operation: "Query",
        input: {
          IndexName: "i",
          ProjectionExpression: "#n0, #n1",
          KeyConditionExpression: "#n2 = :v0 AND #n3 BETWEEN :v1 AND :v2",
          FilterExpression: "#n0 = :v3 OR NOT #n1 IN (:v4, :v5)",
          ScanIndexForward: false,
          ExpressionAttributeNames: { "#n0": "a", "#n1": "b", "#n2": "PK", "#n3": "SK" },
          ExpressionAttributeValues: {
            ":v0": { S: "x" },
            ":v1": { S: "1" },
            ":v2": { S: "2" },
            ":v3": { N: "1" },
            ":v4": { N: "2" },
            ":v5": { N: "3" },
          },
        },
      },
    ],
    ["a scan, whatever the key's name is", "SELECT * FROM t", ODD, { operation: "Scan", input: {} }],
    [
      "a query by a key of that name",
      "SELECT * FROM t WHERE constructor = 'x'",
      ODD,
      {
        operation: "Query",
        input: {
          KeyConditionExpression: "#n0 = :v0",
          ExpressionAttributeNames: { "#n0": "constructor" },
          ExpressionAttributeValues: { ":v0": { S: "x" } },
        },
      },
    ],
    [
      "a deletion that may find nothing",
      "DELETE FROM t WHERE PK = 'x' AND SK = 'y' AND a.b[0] IS NULL AND size(c) > 1",
      SCHEMA,
      {
        operation: "DeleteItem",
        input: {
          Key: { PK: { S: "x" }, SK: { S: "y" } },
          ConditionExpression: "attribute_not_exists(#n0) OR (attribute_type(#n1.#n2[0], :v0) AND size(#n3) > :v1)",
          ExpressionAttributeNames: { "#n0": "PK", "#n1": "a", "#n2": "b", "#n3": "c" },
          ExpressionAttributeValues: { ":v0": { S: "NULL" }, ":v1": { N: "1" } },
        },
      },
    ],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(callOf(statement, schema), call);
    });
  }

  for (const statement of [
    "SELECT * FROM t WHERE PK = 'x' AND SK <> 'y'",
    "SELECT * FROM t WHERE PK = 'x' OR PK = 'y'",
    "SELECT a.b FROM t",
    "UPDATE t SET a = 1 WHERE PK = 'x'",
    "UPDATE t SET a = set_add(a, <<1>>) WHERE PK = 'x' AND SK = 'y'",
    "DELETE FROM t WHERE PK = 'x' AND SK = 'y' AND a + 1 = 2",
  ])
    it(`is none for ${statement}`, () => {
      const refusal = callOf(statement, SCHEMA) as ReturnType<typeof statementCall>;
      assert.ok(isRefusal(refusal));
      assert.match(refusal.refusal.message, /is allowed, and this stand-in for DynamoDB does not carry it out$/);
    });
});
