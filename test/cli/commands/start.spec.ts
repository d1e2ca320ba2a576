import assert from "node:assert/strict";
import { command } from "../../support/command.ts";
import { SAMPLE } from "../../support/sample.ts";

const MOST_LINES = 60;
const MOST_COLUMNS = 100;

describe("start", () => {
  describe("for the sample", () => {
    let out = "";
    let code = 0;

    before(async () => {
      ({ out, code } = await command("start", "--declaration", SAMPLE));
    });

    it("fits a page", () => {
      const lines = out.trimEnd().split("\n");
      assert.ok(lines.length <= MOST_LINES, `${lines.length.toString()} lines`);
      assert.deepEqual(
        lines.filter((line) => line.length > MOST_COLUMNS),
        [],
      );
    });

    it("prints a line for each phase, and the verdict right after them", () => {
      assert.equal(code, 0);
      assert.match(
        out,
        /^acme from examples\/acme, as of 2026-11-22 \(pinned for the sample\)\n {2}read .*\n {2}plan .*\n {2}rehearse .*\n {2}policies .*\n {2}decide .*\n\nAS DECLARED: /,
      );
    });
  });
});
