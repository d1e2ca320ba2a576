import { Worker } from "node:worker_threads";
import { askedThings, type QuestionSubject } from "../../proof/classes/questions.ts";
import { followSessions } from "../../proof/verdict/follow-sessions.ts";
import { proofOf } from "../../proof/verdict/join-parts.ts";
import type { Proof, ProofPart } from "../../proof/verdict/proof.ts";
import { accountsOf, provePart } from "../../proof/verdict/prove.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";

/** What another thread makes the same subject from. */
export interface ProofSource {
  /** Folder of the declaration. */
  readonly folder: string;
  readonly now: Date;
  readonly resources: readonly WorldResource[];
  /** File of policies that exist beside the stacks, as it was named. */
  readonly inventory: string | undefined;
}

/** What a thread is started with. */
export interface ThreadData extends ProofSource {
  /** How many accounts the threads have taken so far, as one integer. */
  readonly taken: SharedArrayBuffer;
}

/** From this many accounts on, a second thread saves more time than its start takes. */
const MANY = 100;

/** The same where this thread has something else to do first, and the other one need not wait. */
const MANY_MEANWHILE = 10;

/**
 * Proves a subject, with a second thread where there are many accounts; the threads take the accounts one by one. The proof is the same.
 * @param meanwhile what this thread does before it takes accounts, if anything
 * @param many from how many accounts on
 */
export async function proveInThreads<T = undefined>(
  subject: QuestionSubject,
  source: ProofSource,
  meanwhile?: () => T,
  many = meanwhile === undefined ? MANY : MANY_MEANWHILE,
): Promise<{ readonly proof: Proof; readonly meanwhile: T | undefined }> {
  const things = askedThings(subject);
  const accounts = accountsOf(things);
  const taskOf = () => ({ subject, things, sessions: followSessions(subject) });
  if (accounts.length < many) {
    const made = meanwhile?.();
    const task = taskOf();
    return { proof: proofOf(task, [provePart(task, accounts)]), meanwhile: made };
  }
  const taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const workerData: ThreadData = { ...source, taken };
  const worker = new Worker(new URL("./proof-thread.ts", import.meta.url), { workerData });
  const other = new Promise<ProofPart>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const made = meanwhile?.();
  const task = taskOf();
  const own = provePart(task, untaken(accounts, taken));
  return { proof: proofOf(task, [own, await other]), meanwhile: made };
}

/** The accounts that no other thread takes. */
export function* untaken(accounts: readonly string[], taken: SharedArrayBuffer): Generator<string> {
  const counter = new Int32Array(taken);
  for (;;) {
    const account = accounts[Atomics.add(counter, 0, 1)];
    if (account === undefined) return;
    yield account;
  }
}
