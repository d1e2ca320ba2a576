import assert from "node:assert/strict";
import { suggestion } from "../../../model/reading/suggest.ts";

describe("the name that a misspelt one means", () => {
  for (const [misspelt, candidates, meant] of [
    ["Orders", ["order", "orders"], "orders"],
    ["nightly-elt", ["nightly-etl", "nightly-el"], "nightly-etl"],
    ["workloads/prd", ["workloads", "workloads/dev", "workloads/prod"], "workloads/prod"],
    ["workloads/production", ["workloads/dev", "workloads/prod"], "workloads/prod"],
    ["somebody", ["else"], undefined],
    ["anything", [], undefined],
  ] as const) {
    it(`is ${meant ?? "none"} for ${misspelt} among ${candidates.join(", ") || "none"}`, () => {
      assert.equal(suggestion(misspelt, candidates), meant);
    });
  }
});
