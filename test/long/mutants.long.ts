import assert from "node:assert/strict";
import { hasScenario } from "../../proof/verdict/layer-scenario.ts";
import { noticeMutants } from "../../proof/verdict/notice-mutants.ts";
import { differencesIn } from "../support/mutant-differences.ts";
import { mutantScenarios, replay } from "../support/mutant-scenarios.ts";
import { acmeSubject } from "../support/proof-subject.ts";
import { unnoticedIn } from "../support/unnoticed.ts";

describe("mutants of the sample's documents", () => {
  it("are all noticed, each by a scenario that simulate replays, but those that decide every random request as their documents do", async () => {
    const subject = await acmeSubject();
    const judged = noticeMutants(subject);
    const left = judged.filter(({ noticedBy }) => noticedBy === undefined);
    process.stdout.write(`${judged.length.toString()} mutants, ${left.length.toString()} of them equivalent\n`);
    assert.deepEqual(unnoticedIn(judged), []);
    const scenarios = mutantScenarios(judged, subject.world);
    assert.deepEqual(await replay(scenarios), { passed: scenarios.length, failed: [] });
    // AWS lets every caller ask who it is, whatever policies say, so that no decision shows these.
    const unshown = judged.flatMap(({ noticedBy }) => (noticedBy === undefined || hasScenario(noticedBy) ? [] : [noticedBy]));
    assert.deepEqual(new Set(unshown.map(({ request }) => request.action)), new Set(["sts:getcalleridentity"]));
    assert.equal(scenarios.length + unshown.length + left.length, judged.length);
    const differences = differencesIn(subject.world);
    assert.deepEqual(
      left.flatMap((each, index) => differences(each, index).slice(0, 1)),
      [],
    );
  });
});
