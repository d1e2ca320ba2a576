import assert from "node:assert/strict";
import { itHoldsForEveryText, refusalsOf, validated } from "../support/every-text.ts";
import { linesOf } from "../support/sample.ts";

/** The longest path and name of a role. */
const ROLE = `${`${"r".repeat(63)}/`.repeat(7)}${"r".repeat(64)}`;

describe("a trust policy that texts of the declaration fill", () => {
  const withId = (length: number) =>
    new Map([
      ["organization.externalParties.<name>", "p".repeat(40)],
      ["organization.externalParties.<value>.role", ROLE],
      ["organization.externalParties.<value>.externalId", "e".repeat(length)],
    ]);

  it("is taken up to IAM's quota, and refused by validation beyond it, naming the party", async () => {
    let length = 1_224;
    while (validated(withId(length)).problems.length > 0) length -= 1;
    assert.ok(length > 800 && length < 1_224, length.toString());
    assert.deepEqual(await refusalsOf(withId(length)), []);
    assert.deepEqual(linesOf(validated(withId(length + 1)).problems), [
      `organization.yaml:34:3: external/${"p".repeat(40)}: needs a trust policy of more characters than the 2048 that AWS takes, got 2049; use a shorter external id, or name fewer networks, in larger ranges`,
    ]);
  });
});

describe("G19: every text of a declaration", function () {
  // Long work, not slow work: each text is validated with all others.
  this.timeout(1_200_000);
  itHoldsForEveryText(5);
});
