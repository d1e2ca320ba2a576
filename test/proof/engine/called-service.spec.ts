import assert from "node:assert/strict";
import { calledService } from "../../../proof/engine/called-service.ts";

describe("the service that an action is asked of", () => {
  for (const [action, service] of [
    ["dynamodb:GetItem", "dynamodb"],
    ["dynamodb:GetRecords", "dynamodb-streams"],
    ["DynamoDB:describestream", "dynamodb-streams"],
    ["kms:DescribeKey", "kms"],
  ] as const) {
    it(`is ${service} for ${action}`, () => {
      assert.equal(calledService(action), service);
    });
  }
});
