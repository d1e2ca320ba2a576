import assert from "node:assert/strict";
import path from "node:path";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { proveInThreads, untaken } from "../../../cli/input/prove-in-threads.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { readFolder } from "../../../model/folder/read-declaration.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { askedThings } from "../../../proof/classes/questions.ts";
import { followSessions } from "../../../proof/verdict/follow-sessions.ts";
import { proofOf } from "../../../proof/verdict/join-parts.ts";
import type { Proof } from "../../../proof/verdict/proof.ts";
import { accountsOf, prove, provePart } from "../../../proof/verdict/prove.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { NOW } from "../../support/sample.ts";

const FOLDER = path.join(import.meta.dirname, "../../../examples/line");

/** What a proof says, without the examples of its findings. */
const saidBy = ({ findings, ...proof }: Proof) => ({
  ...proof,
  findings: findings.map(({ kind, about, doing, expectation, readings, classes, asked, example: { outcome, alternatives } }) => ({
    ...{ kind, about, doing, expectation, readings, classes, asked },
    ...{ outcome, alternatives },
  })),
});

describe("proving in threads", function () {
  this.timeout(60_000);

  const lineSubject = async () => {
    const { declaration } = readFolder(FOLDER, NOW, process.cwd());
    assert.ok(declaration !== undefined);
    const { resources } = await rehearsePlan(plan(declaration));
    return { resources, subject: await proofSubject(declaration, organizationOf(plan(declaration), { resources })) };
  };

  it("says in two threads what it says in one", async () => {
    const { resources, subject } = await lineSubject();
    const source = { folder: FOLDER, now: NOW, resources, inventory: undefined };
    const { proof, meanwhile } = await proveInThreads(subject, source, () => "done", 1);
    assert.equal(meanwhile, "done");
    assert.deepEqual(saidBy(proof), saidBy(prove(subject)));
  });

  it("says the same however the accounts are divided", async () => {
    const { subject } = await lineSubject();
    const task = { subject, things: askedThings(subject), sessions: followSessions(subject) };
    const parts = accountsOf(task.things)
      .toReversed()
      .map((account) => structuredClone(provePart(task, [account])));
    assert.ok(parts.length > 1);
    assert.deepEqual(saidBy(proofOf(task, parts)), saidBy(prove(subject)));
  });

  it("gives each account to one thread", () => {
    const taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const [one, other] = [untaken(["a", "b", "c"], taken), untaken(["a", "b", "c"], taken)];
    assert.deepEqual(
      [one.next().value, other.next().value, one.next().value, other.next().done, one.next().done],
      ["a", "b", "c", true, true],
    );
  });
});
