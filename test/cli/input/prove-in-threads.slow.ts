import assert from "node:assert/strict";
import path from "node:path";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { proveInThreads, type ThreadedProof, untaken } from "../../../cli/input/prove-in-threads.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { readFolder } from "../../../model/folder/read-declaration.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { askedThings } from "../../../proof/classes/questions.ts";
import { followSessions } from "../../../proof/verdict/follow-sessions.ts";
import { proofOf } from "../../../proof/verdict/join-parts.ts";
import type { Proof } from "../../../proof/verdict/proof.ts";
import { accountsOf, prove, provePart } from "../../../proof/verdict/prove.ts";
import { proveLayers } from "../../../proof/verdict/prove-layers.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { NOW } from "../../support/sample.ts";

/** A guardrail that denies nothing. */
const NO_GUARDRAIL = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
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
  this.timeout(300_000);

  const lineSubject = async () => {
    const { declaration } = readFolder(FOLDER, NOW, process.cwd());
    assert.ok(declaration !== undefined);
    const { resources } = await rehearsePlan(plan(declaration));
    return { resources, subject: await proofSubject(declaration, organizationOf(plan(declaration), { resources })) };
  };

  it("says in two threads what it says in one", async () => {
    const { resources, subject } = await lineSubject();
    const source = { folder: FOLDER, now: NOW, resources, inventory: undefined };
    const [one, two] = [await proveInThreads(subject, source, true, 100), await proveInThreads(subject, source, true, 1)];
    assert.deepEqual(saidBy(two.proof), saidBy(prove(subject)));
    assert.deepEqual(two.layers, one.layers);
    const { classes, findings } = proveLayers(subject);
    assert.deepEqual({ classes: two.layers?.classes, findings: two.layers?.findings }, { classes, findings });
    assert.equal((await proveInThreads(subject, source)).layers, undefined);
  });

  it("gives the findings of layers that another thread has proven", async () => {
    const { resources } = await lineSubject();
    const opened = resources.map((each) =>
      each.type === "aws:organizations/policy:Policy" ? { ...each, inputs: { ...each.inputs, content: NO_GUARDRAIL } } : each,
    );
    const { declaration } = readFolder(FOLDER, NOW, process.cwd());
    assert.ok(declaration !== undefined);
    const changed = await proofSubject(declaration, organizationOf(plan(declaration), { resources: opened }));
    const source = { folder: FOLDER, now: NOW, resources: opened, inventory: undefined };
    const about = ({ layers }: ThreadedProof) => layers?.findings.map((each) => each.about);
    const found = about(await proveInThreads(changed, source, true, 1));
    assert.ok((found ?? []).length > 10);
    assert.deepEqual(found, about(await proveInThreads(changed, source, true, 100)));
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
    const taken = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    const [one, other] = [untaken(["a", "b", "c"], taken, 1), untaken(["a", "b", "c"], taken, 1)];
    assert.deepEqual(
      [one.next().value, other.next().value, one.next().value, other.next().done, one.next().done],
      ["a", "b", "c", true, true],
    );
  });
});
