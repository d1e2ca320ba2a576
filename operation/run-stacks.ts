import { setTimeout as pauseFor } from "node:timers/promises";
import { shortHash } from "../model/short-hash.ts";
import { DEPLOYED, deployedTag, isDeployed, UNPROVEN } from "./deployed-tag.ts";
import type { Change } from "./engine-events.ts";
import { inParallel } from "./in-parallel.ts";
import { LAYER_LIMITS, layerOf } from "./layer-limits.ts";
import { emptyReport, failureReport, type Operator, type StackReport, type Stop, type Verb } from "./operate.ts";
import type { StackState } from "./stack-state.ts";
import { pauseBeforeRetry } from "./throttling.ts";
import { type Fate, type Step, walk } from "./walk.ts";

/** What is done with stacks. */
export interface Work {
  readonly verb: Verb;
  /** On up: what each stack is made from. A stack that was deployed from the same, and that nothing touched since, is skipped. */
  readonly fingerprints?: ReadonlyMap<string, string> | undefined;
  /** On up: whether to skip nothing. @default false */
  readonly again?: boolean | undefined;
  /** On up: why the declaration is deployed without a proof. */
  readonly unproven?: string | undefined;
  readonly clearPendingCreates?: boolean | undefined;
  /** On up and preview: whether what programs read is still what was proven. @default it is */
  readonly isUnchanged?: (() => boolean) | undefined;
}

/** Why nothing more is deployed once a program could read something else than what was proven. */
export const CHANGED = "the declaration, or Palisade itself, has changed since it was read for the proof; run the same command again";

const HASH_LENGTH = 16;

/** Told while stacks are operated. */
export interface Listener {
  readonly onBegin: (stack: string) => void;
  readonly onChange: (stack: string, change: Change) => void;
  /** AWS said that it was asked too often. */
  readonly onPause: (stack: string, seconds: number) => void;
  readonly onEnd: (report: StackReport) => void;
}

/** How stacks are operated. */
export interface RunOptions {
  /** Stacks that the backend has already. */
  readonly existing: ReadonlySet<string>;
  readonly atOnce: number;
  readonly stop: Stop;
  readonly listener: Listener;
  /** Waits for a number of seconds, or rejects once the signal is aborted. @default by the clock */
  readonly pause?: (seconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** The outcome of all stacks. */
export interface Run {
  readonly reports: ReadonlyMap<string, StackReport>;
  readonly fates: ReadonlyMap<string, Fate>;
}

/**
 * Operates stacks in their order: creates those that are missing as they are needed, skips what is done, waits where AWS was asked too often,
 * and records what was done.
 */
export async function runStacks(operator: Stacks, steps: readonly Step[], work: Work, options: RunOptions): Promise<Run> {
  const { atOnce, stop, listener } = options;
  const reports = new Map<string, StackReport>();
  const settled = { ...options, create: creating(operator, options.existing), handedOn: new HandedOn(operator) };
  const fates = await walk(steps, { atOnce, groupOf: layerOf, limits: LAYER_LIMITS, signal: stop.signal }, async (step) => {
    listener.onBegin(step.name);
    const began = performance.now();
    const report = await operate(operator, step, work, settled).catch((error: unknown) => failureReport(step.name, error, began, stop));
    reports.set(step.name, report);
    listener.onEnd(report);
    return report.trouble === undefined && (report.rest?.made.length ?? 0) === 0;
  });
  return { reports, fates };
}

/** What is asked of Pulumi. */
export type Stacks = Pick<Operator, "create" | "state" | "tags" | "tag" | "run">;

/** Creates each stack once; answers whether it was missing. */
function creating(operator: Stacks, existing: ReadonlySet<string>): (name: string) => Promise<boolean> {
  const created = new Map<string, Promise<boolean>>();
  return (name) => {
    if (existing.has(name)) return Promise.resolve(false);
    const earlier = created.get(name) ?? operator.create(name).then(() => true);
    created.set(name, earlier);
    return earlier;
  };
}

/** What stacks hand on, by hash, as their states have it. */
class HandedOn {
  readonly #operator: Stacks;
  readonly #hashes = new Map<string, Promise<string>>();

  constructor(operator: Stacks) {
    this.#operator = operator;
  }

  /** Of a stack that nothing is done with any more in this run. */
  of(name: string): Promise<string> {
    const hash = this.#hashes.get(name) ?? this.#operator.state(name).then(({ handedOn }) => handedOn);
    this.#hashes.set(name, hash);
    return hash;
  }

  is(name: string, { handedOn }: StackState): void {
    this.#hashes.set(name, Promise.resolve(handedOn));
  }
}

interface Settled extends RunOptions {
  readonly create: (name: string) => Promise<boolean>;
  readonly handedOn: HandedOn;
}

async function operate(operator: Stacks, { name, dependsOn }: Step, work: Work, options: Settled): Promise<StackReport> {
  const { verb, fingerprints, unproven, again = false } = work;
  const began = performance.now();
  const hasChanged = () => (verb === "up" || verb === "preview") && work.isUnchanged?.() === false;
  if (hasChanged()) return changedReport(emptyReport(name, { kind: "failed" }, began));
  const isNew = verb === "up" || verb === "preview" ? await createWith(name, dependsOn, options) : false;
  if (verb !== "up") return retried(operator, name, work, options, undefined);
  const { handedOn } = options;
  const own = fingerprints?.get(name);
  // A stack is made from what other stacks hand on, too: a replaced resource has another ARN although no declaration changed.
  const fingerprint =
    own === undefined
      ? undefined
      : shortHash([own, ...(await inParallel(dependsOn, options.atOnce, (other) => handedOn.of(other)))].join(" "), HASH_LENGTH);
  const state = isNew ? undefined : await operator.state(name);
  const tags = isNew ? {} : await operator.tags(name);
  if (!again && state !== undefined && fingerprint !== undefined && isDeployed(tags, fingerprint, state)) {
    handedOn.is(name, state);
    return emptyReport(name, undefined, began);
  }
  if (unproven !== undefined && tags[UNPROVEN] !== unproven) await operator.tag(name, UNPROVEN, unproven);
  const report = await retried(operator, name, work, options, state);
  // The program may have read what came after the proof.
  if (report.trouble === undefined && hasChanged()) return changedReport(report);
  // Where the update with a proof fails, what is there is still that of the one without.
  if (unproven === undefined && tags[UNPROVEN] !== undefined && report.trouble === undefined) await operator.tag(name, UNPROVEN, undefined);
  // A warning may say that a grant waits: the next run has to look again.
  if (report.trouble === undefined && report.warnings.length === 0 && fingerprint !== undefined) {
    const left = await operator.state(name);
    handedOn.is(name, left);
    await operator.tag(name, DEPLOYED, deployedTag(fingerprint, left));
  }
  return report;
}

const changedReport = (report: StackReport): StackReport => ({
  ...report,
  trouble: { kind: "failed" },
  isSkipped: false,
  errors: [...report.errors, CHANGED],
});

/** Creates a stack and those that it refers to; answers whether the stack itself was missing. */
async function createWith(name: string, dependsOn: readonly string[], { atOnce, create }: Settled): Promise<boolean> {
  const created = await inParallel([name, ...dependsOn], atOnce, create);
  return created[0] === true;
}

/** Runs an operation again, after a pause, while AWS says that it was asked too often. Changes of all tries count. */
async function retried(
  operator: Stacks,
  name: string,
  { verb, clearPendingCreates }: Work,
  { stop, listener, pause = defaultPause }: Settled,
  known: StackState | undefined,
): Promise<StackReport> {
  const began = performance.now();
  const onChange = (change: Change) => {
    listener.onChange(name, change);
  };
  const earlier: Change[] = [];
  for (let tries = 1; ; tries++) {
    const report = await operator.run(verb, name, { stop, clearPendingCreates, onChange, state: tries === 1 ? known : undefined });
    const seconds = report.trouble?.kind === "failed" ? pauseBeforeRetry(report.errors, tries) : undefined;
    const whole = { ...report, changes: [...earlier, ...report.changes], seconds: (performance.now() - began) / 1000 };
    if (seconds === undefined) return whole;
    earlier.push(...report.changes);
    listener.onPause(name, seconds);
    const isOver = await pause(seconds, stop.signal).then(
      () => true,
      () => false,
    );
    if (!isOver) return whole;
  }
}

const defaultPause = (seconds: number, signal: AbortSignal): Promise<unknown> => pauseFor(seconds * 1000, undefined, { signal });
