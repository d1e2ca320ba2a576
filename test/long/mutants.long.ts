import assert from "node:assert/strict";
import { noticeMutants } from "../../proof/verdict/notice-mutants.ts";
import { differencesIn } from "../support/mutant-differences.ts";
import { acmeSubject } from "../support/proof-subject.ts";

describe("mutants of the sample's documents", () => {
  it("are all noticed, but those that decide every random request as their documents do", async () => {
    const subject = await acmeSubject();
    const judged = noticeMutants(subject);
    const left = judged.filter(({ noticedBy }) => noticedBy === undefined);
    process.stdout.write(`${judged.length.toString()} mutants, ${left.length.toString()} of them equivalent\n`);
    assert.deepEqual(
      left.filter(({ equivalence }) => equivalence === undefined).map(({ document, mutant }) => `${document}: ${mutant.what}`),
      [],
    );
    const differences = differencesIn(subject.world);
    assert.deepEqual(
      left.flatMap((each, index) => differences(each, index).slice(0, 1)),
      [],
    );
  });
});
