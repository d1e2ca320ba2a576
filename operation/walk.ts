/** A step, and the steps that come before it. */
export interface Step {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/**
 * The outcome of a step. It was done, or failed. `stopped` steps were not begun because the run was stopped, and those with `after` because
 * the named step did not succeed.
 */
export type Fate = "done" | "failed" | "stopped" | { readonly after: string };

/** How to run steps. */
export interface WalkOptions {
  /** The largest number of steps that run at the same time. */
  readonly atOnce: number;
  /** The group of a step. @default every step is in one */
  readonly groupOf?: (name: string) => string;
  /** The largest number of steps of a group that run at the same time. @default as many as run */
  readonly limits?: Readonly<Record<string, number>>;
  /** Once aborted, no further step begins. Running steps are awaited. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs each step after the steps that it depends on, and independent steps at the same time. A step fails by answering false, which only
 * stops the steps that depend on it. A dependency that is not among the steps counts as done.
 * @throws what a step throws, once every step that was begun has ended; no further step is begun
 */
export async function walk<S extends Step>(
  steps: readonly S[],
  { atOnce, groupOf = () => "", limits = {}, signal }: WalkOptions,
  run: (step: S) => Promise<boolean>,
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>();
  const queue = new Queue(steps, groupOf);
  const underWay = new Map<string, Promise<void>>();
  const running = new Map<string, number>();
  const hasRoom = (group: string) => (running.get(group) ?? 0) < (limits[group] ?? atOnce);
  const thrown: unknown[] = [];
  const isOver = () => signal?.aborted === true || thrown.length > 0;
  const count = (group: string, change: 1 | -1) => running.set(group, (running.get(group) ?? 0) + change);
  for (;;) {
    while (!isOver() && underWay.size < atOnce) {
      const step = queue.next(hasRoom);
      if (step === undefined) break;
      const group = groupOf(step.name);
      count(group, 1);
      underWay.set(
        step.name,
        run(step)
          .catch((error: unknown) => {
            thrown.push(error);
            return false;
          })
          .then((isDone) => {
            fates.set(step.name, isDone ? "done" : "failed");
            if (isDone) queue.done(step.name);
            else for (const [name, after] of queue.blocked(step.name)) fates.set(name, { after });
            underWay.delete(step.name);
            count(group, -1);
          }),
      );
    }
    if (underWay.size === 0) break;
    await Promise.race(underWay.values());
  }
  if (thrown.length > 0) throw thrown[0];
  const waiting = steps.filter(({ name }) => !fates.has(name));
  if (!isOver() && waiting.length > 0) throw new Error(`steps wait for each other: ${waiting.map(({ name }) => name).join(", ")}`);
  for (const { name } of waiting) fates.set(name, "stopped");
  return fates;
}

interface Queued<S> {
  readonly step: S;
  readonly place: number;
  /** How many of the steps that it depends on are not done. */
  awaited: number;
  isBlocked: boolean;
}

/** Steps that wait, with those of each group that may begin in their order. Thousands of steps are not looked through for each that ends. */
class Queue<S extends Step> {
  readonly #dependents: ReadonlyMap<string, readonly Queued<S>[]>;
  readonly #ready = new Map<string, Queued<S>[]>();
  readonly #groupOf: (name: string) => string;

  constructor(steps: readonly S[], groupOf: (name: string) => string) {
    this.#groupOf = groupOf;
    const dependents = new Map<string, Queued<S>[]>(steps.map(({ name }) => [name, []]));
    const queued = steps.map((step, place) => {
      const others = new Set(step.dependsOn.filter((name) => dependents.has(name)));
      const each = { step, place, awaited: others.size, isBlocked: false };
      for (const name of others) dependents.get(name)?.push(each);
      return each;
    });
    this.#dependents = dependents;
    for (const each of queued) if (each.awaited === 0) this.#add(each);
  }

  /** Takes the first step that may begin, of a group that has room. */
  next(hasRoom: (group: string) => boolean): S | undefined {
    const first = [...this.#ready]
      .flatMap(([group, [head]]) => (head !== undefined && hasRoom(group) ? [{ group, place: head.place }] : []))
      .sort((a, b) => a.place - b.place)[0];
    return first === undefined ? undefined : this.#ready.get(first.group)?.shift()?.step;
  }

  done(name: string): void {
    for (const each of this.#dependents.get(name) ?? []) {
      each.awaited -= 1;
      if (each.awaited === 0 && !each.isBlocked) this.#add(each);
    }
  }

  /** The steps that never begin since one did not succeed, each with that of its own dependencies that is in the way. */
  *blocked(name: string): Generator<readonly [step: string, after: string]> {
    for (const each of this.#dependents.get(name) ?? []) {
      if (each.isBlocked) continue;
      each.isBlocked = true;
      yield [each.step.name, name];
      yield* this.blocked(each.step.name);
    }
  }

  #add(each: Queued<S>): void {
    const group = this.#groupOf(each.step.name);
    const ready = this.#ready.get(group) ?? [];
    this.#ready.set(group, ready);
    const behind = ready.findLastIndex(({ place }) => place < each.place);
    ready.splice(behind + 1, 0, each);
  }
}

/** Steps in the opposite order: each waits for those that depend on it. */
export function reversed<S extends Step>(steps: readonly S[]): S[] {
  const dependents = new Map<string, string[]>(steps.map(({ name }) => [name, []]));
  for (const { name, dependsOn } of steps) for (const other of dependsOn) dependents.get(other)?.push(name);
  return [...steps].reverse().map((step) => ({ ...step, dependsOn: dependents.get(step.name) ?? [] }));
}
