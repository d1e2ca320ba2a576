import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { managedPolicyArns, managedPolicyDocument, managedPolicySource } from "../../iam/managed-policies/managed-policies.ts";
import { MANAGED_POLICIES_FILE, managedPoliciesText } from "../../iam/managed-policies/managed-policy-data.ts";

const READ_ONLY = "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess";

describe("AWS's managed policies as a list", () => {
  it("names its source and the day of its newest change", () => {
    const { source, asOf } = managedPolicySource();
    assert.match(source, /^moto \d+\.\d+\.\d+$/);
    assert.match(asOf, /^\d{4}-\d\d-\d\d$/);
  });

  it("has every policy once, by its ARN, with a document", () => {
    const arns = managedPolicyArns();
    assert.ok(arns.length > 1_500, arns.length.toString());
    assert.equal(new Set(arns).size, arns.length);
    for (const arn of arns) {
      assert.match(arn, /^arn:aws:iam::aws:policy\/[\w+=,.@/-]+$/);
      const { Version, Statement } = managedPolicyDocument(arn) as { Version: string; Statement: unknown };
      assert.equal(Version, "2012-10-17", arn);
      assert.ok(Statement !== undefined, arn);
    }
  });

  it("has AWS's documents as they are", () => {
    assert.match(JSON.stringify(managedPolicyDocument(READ_ONLY)), /"dynamodb:GetItem"/);
    assert.equal(managedPolicyDocument(`${READ_ONLY}s`), undefined);
  });

  it("is written the same from the same policies, whatever their order", () => {
    const policies = managedPolicyArns().map((arn) => ({ arn, document: managedPolicyDocument(arn) }));
    const text = readFileSync(MANAGED_POLICIES_FILE, "utf8");
    assert.ok(managedPoliciesText(managedPolicySource(), policies.reverse()) === text, "the file is not what the script writes");
  });
});
