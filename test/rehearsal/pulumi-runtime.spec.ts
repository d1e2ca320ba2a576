import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { outcomeOf, refusedRole, rehearseToys, toy } from "./toy.ts";

describe("a rejection that belongs to no stack", () => {
  it("goes where it went before", async () => {
    const seen = await unhandledDuring(async () => {
      const slow = toy("slow", async () => {
        for (let turn = 0; turn < 5; turn++) await nextTurn();
        return undefined;
      });
      const rehearsal = rehearseToys([slow]);
      void Promise.reject(new Error("somebody else's"));
      assert.equal(outcomeOf(await rehearsal, "slow").status, "done");
    });
    assert.deepEqual(seen, ["somebody else's"]);
  });

  it("is also one of a stack that has ended well", async () => {
    const turns = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn++) await nextTurn();
    };
    const seen = await unhandledDuring(async () => {
      const late = toy("late", () => {
        void turns(20).then(() => Promise.reject(new Error("too late")));
        return undefined;
      });
      const slow = toy("slow", async () => {
        await turns(50);
        return undefined;
      });
      const { stacks } = await rehearseToys([late, slow]);
      assert.deepEqual(
        stacks.map(({ status }) => status),
        ["done", "done"],
      );
    });
    assert.deepEqual(seen, ["too late"]);
  });

  it("finds the listeners of before when the rehearsal is over", async () => {
    const listener = (): void => undefined;
    process.on("unhandledRejection", listener);
    try {
      const before = process.listeners("unhandledRejection");
      await rehearseToys([toy("broken", () => ({ arn: refusedRole("api").arn }))]);
      assert.deepEqual(process.listeners("unhandledRejection"), before);
    } finally {
      process.off("unhandledRejection", listener);
    }
  });
});

describe("stack traces", () => {
  const isTraced = (): boolean => /^ +at /m.test(new Error("traced").stack ?? "");

  it("are off while programs run, whatever limit these set, and as before when the rehearsal is over", async () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 7;
    try {
      const seen: boolean[] = [];
      const program = (): undefined => {
        Error.stackTraceLimit = Number.POSITIVE_INFINITY;
        seen.push(isTraced());
      };
      const broken = toy("broken", () => {
        throw new Error("no");
      });
      const rehearsal = await rehearseToys([toy("traced", program), broken]);
      assert.equal(outcomeOf(rehearsal, "broken").error, "no");
      assert.deepEqual(seen, [false]);
      assert.equal(Error.stackTraceLimit, 7);
      assert.equal(isTraced(), true);
    } finally {
      Error.stackTraceLimit = limit;
    }
  });
});

/** The messages of rejections that are not handled while some work is done. */
async function unhandledDuring(work: () => Promise<void>): Promise<readonly string[]> {
  const usual = process.listeners("unhandledRejection");
  const seen: string[] = [];
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason) => seen.push((reason as Error).message));
  try {
    await work();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of usual) process.on("unhandledRejection", listener);
  }
  return seen;
}
