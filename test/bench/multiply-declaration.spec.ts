import assert from "node:assert/strict";
import path from "node:path";
import { multiplyDeclaration, readFiles } from "../../bench/multiply-declaration.ts";
import { linesOf, loadAt } from "../support/sample.ts";

const EXAMPLES = path.join(import.meta.dirname, "../../examples");

/** Less than a copy, one, one and a part, and many. */
const SIZES = { line: [1, 2, 3, 20], acme: [1, 2, 3, 13, 16, 130] };

describe("a declaration, multiplied", () => {
  for (const [sample, sizes] of Object.entries(SIZES)) {
    for (const size of sizes) {
      it(`is valid with exactly ${size.toString()} accounts like those of ${sample}`, () => {
        const { declaration, problems } = loadAt(multiplyDeclaration(readFiles(path.join(EXAMPLES, sample)), size));
        assert.deepEqual(linesOf(problems), []);
        assert.equal(declaration?.accounts.length, size);
      });
    }
  }

  it("lets backups of all accounts be copied to the first copy of the account that the sample names", () => {
    const { declaration } = loadAt(multiplyDeclaration(readFiles(path.join(EXAMPLES, "acme")), 26));
    assert.deepEqual(Object.keys(declaration?.organization.value.backups?.copiedTo ?? {}), ["security-0"]);
  });
});
