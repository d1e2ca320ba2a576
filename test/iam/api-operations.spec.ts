import assert from "node:assert/strict";
import { actionsOfOperation } from "../../iam/api-operations.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";

const OPERATIONS = ["TransactGetItems", "TransactWriteItems", "ExecuteStatement", "ExecuteTransaction", "BatchExecuteStatement"];

describe("operations that are no actions", () => {
  it("are none of AWS's actions, and lead to actions of AWS's, whatever the case", async () => {
    const catalogue = await loadCatalogue(["dynamodb"]);
    for (const name of OPERATIONS) {
      const actions = actionsOfOperation(`dynamodb:${name}`) ?? [];
      assert.equal(catalogue.action(`dynamodb:${name}`), undefined, name);
      assert.ok(actions.length > 0, name);
      for (const action of actions) assert.equal(catalogue.action(action)?.name, action);
      assert.deepEqual(actionsOfOperation(`DynamoDB:${name.toLowerCase()}`), actions);
    }
  });

  it("leave actions alone, those of batches among them", () => {
    for (const name of ["GetItem", "BatchGetItem", "BatchWriteItem", "PartiQLSelect"])
      assert.equal(actionsOfOperation(`dynamodb:${name}`), undefined);
    for (const name of ["__proto__", "constructor", "toString"]) assert.equal(actionsOfOperation(name), undefined);
  });

  it("name the API of streams by DynamoDB's prefix", () => {
    assert.deepEqual(actionsOfOperation("dynamodbstreams:GetRecords"), ["dynamodb:GetRecords"]);
  });
});
