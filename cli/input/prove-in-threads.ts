import { Worker } from "node:worker_threads";
import { type DroppedStatements, droppedIn, droppingStatements } from "../../proof/claims/needed-statements.ts";
import { LAYERS } from "../../proof/classes/layers/layer-questions.ts";
import { once } from "../../proof/classes/once.ts";
import { askedThings, type QuestionSubject } from "../../proof/classes/questions.ts";
import type { PolicyLayer } from "../../proof/intent/layers/layer-subject.ts";
import { followSessions } from "../../proof/verdict/follow-sessions.ts";
import { proofOf } from "../../proof/verdict/join-parts.ts";
import type { Proof, ProofPart, ProofTask } from "../../proof/verdict/proof.ts";
import { accountsOf, provePart } from "../../proof/verdict/prove.ts";
import { type LayerFinding, type LayerProof, proveLayers } from "../../proof/verdict/prove-layers.ts";
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
  readonly hasLayers: boolean;
  /** How many layers and how many accounts the threads have taken so far, as two integers. */
  readonly taken: SharedArrayBuffer;
}

/** What one thread has done. */
export interface ThreadShare {
  readonly part: ProofPart;
  readonly layers: readonly ProvenLayer[];
}

/** One layer that a thread has proven alone. */
interface ProvenLayer {
  readonly layer: PolicyLayer;
  readonly classes: number;
  readonly dropped: DroppedStatements;
  /** Undefined where another thread found something, which it cannot hand on: it is looked for again. */
  readonly findings: readonly LayerFinding[] | undefined;
}

/** A proof, and each layer alone with the statements that nothing would miss. */
export interface ThreadedProof {
  readonly proof: Proof;
  readonly layers: (LayerProof & { readonly dropped: readonly DroppedStatements[] }) | undefined;
}

/** From this many accounts on, a second thread saves more time than its start takes. */
const MANY = 100;

/** The same where each layer is proven alone, too. */
const MANY_WITH_LAYERS = 10;

/**
 * Proves a subject, with a second thread where there are many accounts: the threads take the layers and the accounts one by one. The proof is
 * the same.
 * @param hasLayers whether each layer is proven alone, too @default false
 * @param many from how many accounts on
 */
export async function proveInThreads(
  subject: QuestionSubject,
  source: ProofSource,
  hasLayers = false,
  many = hasLayers ? MANY_WITH_LAYERS : MANY,
): Promise<ThreadedProof> {
  const task = taskOf(subject);
  const taken = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const isAlone = accountsOf(task.things).length < many;
  const others = isAlone ? [] : [inThread({ ...source, hasLayers, taken })];
  const shares = [shareOf(task, { hasLayers, taken }), ...(await Promise.all(others))];
  const parts = shares.map(({ part }) => part);
  const layers = shares.flatMap((share) => share.layers);
  return { proof: proofOf(task, parts), layers: hasLayers ? joined(subject, layers) : undefined };
}

function inThread(workerData: ThreadData): Promise<ThreadShare> {
  const worker = new Worker(new URL("./proof-thread.ts", import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

/** What is proven. Sessions are followed by the threads that ask for them. */
export function taskOf(subject: QuestionSubject): ProofTask {
  const sessions = once(() => followSessions(subject));
  return {
    subject,
    things: askedThings(subject),
    get sessions() {
      return sessions();
    },
  };
}

/** Proves what no other thread takes: layers first, which take longest. */
export function shareOf(task: ProofTask, { hasLayers, taken }: Pick<ThreadData, "hasLayers" | "taken">): ThreadShare {
  const layers: ProvenLayer[] = [];
  for (const layer of untaken(hasLayers ? LAYERS : [], taken, 0)) {
    layers.push({ layer, ...proveAlone(task.subject, layer) });
  }
  return { part: provePart(task, untaken(accountsOf(task.things), taken, 1)), layers };
}

/** Proves one layer alone, without each statement of guardrails, too. */
function proveAlone(subject: QuestionSubject, layer: ProvenLayer["layer"]): LayerProof & { readonly dropped: DroppedStatements } {
  const dropping = droppingStatements(subject);
  return { ...proveLayers(subject, (question) => dropping.at(question), layer), dropped: droppedIn(dropping) };
}

/** What the layers that threads have proven say, always in the same order. */
function joined(subject: QuestionSubject, proven: readonly ProvenLayer[]): ThreadedProof["layers"] {
  const all = LAYERS.flatMap((layer) => proven.filter((each) => each.layer === layer));
  return {
    classes: all.reduce((sum, { classes }) => sum + classes, 0),
    findings: all.flatMap(({ layer, findings = proveLayers(subject, undefined, layer).findings }) => findings),
    dropped: all.map(({ dropped }) => dropped),
  };
}

/** What a thread hands on to another one. */
export const handedOn = ({ part, layers }: ThreadShare): ThreadShare => ({
  part,
  layers: layers.map((each) => ({ ...each, findings: each.findings?.length === 0 ? [] : undefined })),
});

/** The items that no other thread takes, by what counts those that are taken. */
export function* untaken<T>(items: readonly T[], taken: SharedArrayBuffer, counter: number): Generator<T> {
  const counters = new Int32Array(taken);
  for (;;) {
    const item = items[Atomics.add(counters, counter, 1)];
    if (item === undefined) return;
    yield item;
  }
}
