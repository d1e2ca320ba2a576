import assert from "node:assert/strict";
import fc from "fast-check";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { quotaOf, sizeOf } from "../../iam/render.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { deny } from "../../iam/statement.ts";

const statement = (index: number, resources: number): ServiceControlStatement =>
  deny({
    sid: `Deny${index.toString()}`,
    actions: ["dynamodb:GetItem"],
    resources: nonEmpty(
      Array.from({ length: resources }, (_, place) => `arn:aws:dynamodb:eu-west-1:200000000002:table/t${place.toString()}`),
      "tables",
    ),
  });

describe("fitting statements into documents", () => {
  it("keeps every statement, in its order, in documents that AWS takes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const statements = nonEmpty(
          sizes.map((resources, index) => statement(index, resources)),
          "statements",
        );
        const documents = fit(statements, serviceControlPolicy, "test");
        assert.deepEqual(documents.flat(), [...statements]);
        for (const each of documents) {
          const document = serviceControlPolicy(each);
          assert.ok(sizeOf(document) <= quotaOf(document.kind).value);
        }
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it("uses one document where one is enough", () => {
    assert.equal(fit([statement(1, 3), statement(2, 3)], serviceControlPolicy, "test").length, 1);
  });

  it("refuses a statement that fills more than a document by itself", () => {
    assert.throws(
      () => fit([statement(1, 400)], serviceControlPolicy, "network SCP of owner"),
      /^Error: network SCP of owner: Deny1 alone is larger than the 10240 bytes that AWS takes, got \d+; share with fewer consumers/,
    );
  });

  it("numbers documents from the second on", () => {
    assert.deepEqual([keyOf("network", 0), keyOf("network", 1)], ["network", "network-2"]);
  });
});
