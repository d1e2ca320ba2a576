import assert from "node:assert/strict";
import { formerStacks } from "../../operation/former-stacks.ts";

describe("stacks of accounts that have left", () => {
  it("are those that no plan has, each after the layers before its own", () => {
    const existing = ["consumers.old", "data.old", "foundation.old", "organization", "data.new", "scratch", "unknown.old"];
    assert.deepEqual(
      formerStacks(existing, [
        { name: "organization", dependsOn: [] },
        { name: "data.new", dependsOn: [] },
      ]),
      [
        { name: "foundation.old", dependsOn: [] },
        { name: "data.old", dependsOn: ["foundation.old"] },
        { name: "consumers.old", dependsOn: ["foundation.old", "data.old"] },
      ],
    );
  });
});
