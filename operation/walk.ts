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
  const names = new Set(steps.map(({ name }) => name));
  const waiting = new Set(steps);
  const underWay = new Map<string, Promise<void>>();
  const running = new Map<string, number>();
  const hasRoom = (group: string) => (running.get(group) ?? 0) < (limits[group] ?? atOnce);
  const thrown: unknown[] = [];
  const isOver = () => signal?.aborted === true || thrown.length > 0;
  const count = (group: string, change: 1 | -1) => running.set(group, (running.get(group) ?? 0) + change);
  for (;;) {
    settleBlocked(waiting, fates);
    for (const step of waiting) {
      if (isOver() || underWay.size >= atOnce) break;
      const group = groupOf(step.name);
      if (!hasRoom(group) || !step.dependsOn.every((name) => !names.has(name) || fates.get(name) === "done")) continue;
      waiting.delete(step);
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
            underWay.delete(step.name);
            count(group, -1);
          }),
      );
    }
    if (underWay.size === 0) break;
    await Promise.race(underWay.values());
  }
  if (thrown.length > 0) throw thrown[0];
  if (!isOver() && waiting.size > 0) {
    throw new Error(`steps wait for each other: ${[...waiting].map(({ name }) => name).join(", ")}`);
  }
  for (const { name } of waiting) fates.set(name, "stopped");
  return fates;
}

/** Steps in the opposite order: each waits for those that depend on it. */
export function reversed<S extends Step>(steps: readonly S[]): S[] {
  const dependents = new Map<string, string[]>(steps.map(({ name }) => [name, []]));
  for (const { name, dependsOn } of steps) for (const other of dependsOn) dependents.get(other)?.push(name);
  return [...steps].reverse().map((step) => ({ ...step, dependsOn: dependents.get(step.name) ?? [] }));
}

function settleBlocked(waiting: Set<Step>, fates: Map<string, Fate>): void {
  for (let found = true; found; ) {
    found = false;
    for (const step of waiting) {
      const after = step.dependsOn.find((name) => fates.has(name) && fates.get(name) !== "done");
      if (after === undefined) continue;
      waiting.delete(step);
      fates.set(step.name, { after });
      found = true;
    }
  }
}
