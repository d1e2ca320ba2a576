import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import { Refusal } from "../../control-plane/refusal.ts";
import { FailureLog } from "../../rehearsal/failure-log.ts";

function refusal(urn: string, message: string): Refusal {
  return new Refusal({ urn, account: "200000000002", region: "eu-west-1" }, { code: "Code", message, remedy: "do better" });
}

describe("a stack's ledger", () => {
  it("names a refusal before an error, what was thrown before what was left rejected, and of equals always the same", () => {
    const records: readonly ((ledger: FailureLog) => void)[] = [
      (ledger) => ledger.record(refusal("urn:b", "second")),
      (ledger) => ledger.record(refusal("urn:a", "first")),
      (ledger) => ledger.record(new Error("failed")),
      (ledger) => ledger.recordThrown(new Error("thrown")),
      (ledger) => ledger.recordRejection(new Error("left b")),
      (ledger) => ledger.recordRejection(new Error("left a")),
    ];
    const errorOf = (chosen: typeof records): string | undefined => {
      const ledger = new FailureLog("one");
      for (const record of chosen) record(ledger);
      return ledger.error;
    };
    for (const [from, expected] of [
      [0, "urn:a: Code: first; do better"],
      [2, "failed"],
      [3, "thrown"],
      [4, "left a"],
      [6, undefined],
    ] as const) {
      assert.equal(errorOf(records.slice(from)), expected);
      assert.equal(errorOf(records.slice(from).toReversed()), expected);
    }
  });

  it("says what a program made of a question without an answer, unless something was refused besides", () => {
    const ledger = new FailureLog("one");
    ledger.recordUnanswered(refusal("urn:q", "not found"));
    ledger.recordThrown(new RunError(`correct the entry\n${refusal("urn:q", "not found").message}`));
    assert.match(ledger.error ?? "", /^correct the entry\n/);
    assert.equal(ledger.refusals.length, 1);
    ledger.record(refusal("urn:a", "first"));
    assert.equal(ledger.error, "urn:a: Code: first; do better");
  });

  it("counts several refusals at once, and the same one once", () => {
    const ledger = new FailureLog("one");
    ledger.record(new AggregateError([refusal("urn:a", "x"), refusal("urn:a", "y"), refusal("urn:a", "x")]));
    assert.deepEqual(
      ledger.refusals.map(({ stack, urn, message }) => [stack, urn, message]),
      [
        ["one", "urn:a", "x"],
        ["one", "urn:a", "y"],
      ],
    );
  });

  it("counts a question without an answer only when the stack failed with it", () => {
    const ledger = new FailureLog("one");
    const unanswered = refusal("aws:eks/getCluster:getCluster", "no cluster");
    ledger.recordUnanswered(unanswered);
    assert.deepEqual([ledger.hasFailed, ledger.refusals], [false, []]);
    ledger.recordThrown(new Error(`look-up: ${unanswered.message}`));
    assert.deepEqual([ledger.hasFailed, ledger.refusals.length], [true, 1]);
  });
});
