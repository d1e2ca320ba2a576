import assert from "node:assert/strict";
import { rehearsalText, shortened } from "../../../cli/output/print-rehearsal.ts";
import { acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { plain } from "../../support/command.ts";

const REHEARSING_MILLISECONDS = 300_000;

describe("the names that a rehearsal prints", () => {
  for (const [names, text] of [
    [["b", "a"], "a, b"],
    [["a", "b", "a"], "a ×2, b"],
    [["a", "b", "c", "d", "e", "f", "f"], "a, b, c, d, e and 2 more"],
    [["x".repeat(120), "y"], `${"x".repeat(120)} and 1 more`],
    [["a".repeat(60), "b".repeat(60)], `${"a".repeat(60)} and 1 more`],
  ] as const) {
    it(`are ${text.slice(0, 30)} of ${names.length.toString()} names`, () => {
      assert.equal(shortened(names), text);
    });
  }

  describe("of the sample", function () {
    this.timeout(REHEARSING_MILLISECONDS);
    let text = "";

    before(async () => {
      text = plain(rehearsalText(await rehearsedAcme(), acmePlan(), { from: "examples/acme", violations: [], allDocuments: false }));
    });

    it("are those of programs where AWS makes up ids", () => {
      assert.match(text, /\n +ec2 Vpc +network-experiments-vpc, network-main-vpc *\n/);
      assert.doesNotMatch(text, /\b(?:vpc|vpce|subnet|rtb|igw|sgr)-[0-9a-f]{17}\b/);
    });

    it("call an account that is created so, whose id nobody knows yet", () => {
      assert.match(text, /\n {2}checkout-prod {3}created {7}cloudwatch EventRule /);
    });
  });
});
