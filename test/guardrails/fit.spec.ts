import assert from "node:assert/strict";
import fc from "fast-check";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { quotaOf, sizeOf } from "../../iam/render.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { sizedStatement } from "../support/sized-statement.ts";

describe("fitting statements into documents", () => {
  it("keeps every statement, in its order, in documents that AWS takes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const statements = nonEmpty(
          sizes.map((resources, index) => sizedStatement(index, resources)),
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
    assert.equal(fit([sizedStatement(1, 3), sizedStatement(2, 3)], serviceControlPolicy, "test").length, 1);
  });

  it("refuses a statement that fills more than a document by itself", () => {
    assert.throws(
      () => fit([sizedStatement(1, 400)], serviceControlPolicy, "network SCP of owner"),
      /^Error: network SCP of owner: Deny1 alone is larger than the 10240 bytes that AWS takes, got \d+; name fewer in it/,
    );
  });

  it("numbers documents from the second on", () => {
    assert.deepEqual([keyOf("network", 0), keyOf("network", 1)], ["network", "network-2"]);
  });
});
