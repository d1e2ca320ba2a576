import assert from "node:assert/strict";
import fc from "fast-check";
import { judgeInGroups } from "../../../cli/input/judge-in-groups.ts";

/** What each of some members changes: a positive number is grave, zero is nothing. */
const changesBy = (members: readonly Member[]) => members.flatMap(({ change }) => (change === 0 ? [] : [change]));
const isGrave = (change: number) => change > 0;

interface Member {
  readonly id: number;
  readonly change: number;
}

const many = fc
  .array(fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1), { minLength: 1, maxLength: 120 })
  .map((changes) => changes.map((change, id): Member => ({ id, change: change * (id + 1) })));

describe("judging many in groups", () => {
  it("has each in exactly one group, whose changes are those of all in it, by no more comparisons than are allowed", () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 60 }), (all, most) => {
        let comparisons = 0;
        const counted = (members: readonly Member[]) => {
          comparisons++;
          return changesBy(members);
        };
        const { groups, whole } = judgeInGroups(all, counted, isGrave, most);
        assert.ok(comparisons <= most);
        assert.deepEqual(
          groups.flatMap(({ members }) => members),
          all,
        );
        for (const { members, changes } of groups) assert.deepEqual(changes, changesBy(members));
        assert.deepEqual(whole, changesBy(all));
      }),
    );
  });

  it("finds a grave one among a hundred by fifteen comparisons, beside others that are not", () => {
    for (let place = 0; place < 100; place++) {
      const all = Array.from({ length: 100 }, (_, id): Member => ({ id, change: id === place ? 1 : id % 40 === 7 ? -1 : 0 }));
      const { groups } = judgeInGroups(all, changesBy, isGrave, 15);
      const [grave, ...others] = groups.filter(({ changes }) => changes.some(isGrave));
      assert.deepEqual([grave?.members.map(({ id }) => id), others], [[place], []]);
    }
  });

  it("stops where everything that changes anything stands alone", () => {
    let comparisons = 0;
    const all = [0, 0, 1, 0].map((change, id): Member => ({ id, change }));
    const { groups } = judgeInGroups(all, (members) => (comparisons++, changesBy(members)), isGrave, 100);
    assert.equal(comparisons, 5);
    assert.deepEqual(
      groups.map(({ members }) => members.map(({ id }) => id)),
      [[0, 1], [2], [3]],
    );
  });
});
