import { LAYER_LIMITS, layerOf } from "./layer-limits.ts";
import type { Step } from "./walk.ts";

/** The stacks that one job of a pipeline deploys. */
export interface WaveJob {
  readonly stacks: readonly string[];
}

/** Jobs that can run at the same time, once all jobs of the waves before have ended. */
export interface Wave {
  /** How many of the jobs may run at the same time at most; null where all may. */
  readonly atOnce: number | null;
  readonly jobs: readonly WaveJob[];
}

/** GitHub's limit of jobs in a matrix. https://docs.github.com/en/actions/reference/limits */
export const MOST_JOBS = 256;

/**
 * Stacks in waves: each after all that it depends on, also through stacks that are not chosen. Stacks of a layer that takes few at a time
 * are in waves of their own. Where a wave has more stacks than a matrix has jobs, jobs have several.
 */
export function wavesOf(planned: readonly Step[], chosen: ReadonlySet<string>): Wave[] {
  const levels = new Map<string, number>();
  // The plan is in an order in which stacks can be deployed.
  for (const { name, dependsOn } of planned) levels.set(name, Math.max(-1, ...dependsOn.map((other) => levels.get(other) ?? -1)) + 1);
  const groups = Map.groupBy(
    planned.filter(({ name }) => chosen.has(name)),
    ({ name }) => JSON.stringify([levels.get(name) ?? 0, limitOf(name)]),
  );
  return [...groups.values()]
    .sort(([a], [b]) => (levels.get(a?.name ?? "") ?? 0) - (levels.get(b?.name ?? "") ?? 0))
    .map((steps) => waveOf(steps.map(({ name }) => name)));
}

const limitOf = (stack: string): number | null => LAYER_LIMITS[layerOf(stack) as keyof typeof LAYER_LIMITS] ?? null;

function waveOf(stacks: readonly string[]): Wave {
  const size = Math.ceil(stacks.length / MOST_JOBS);
  const jobs = Array.from({ length: Math.ceil(stacks.length / size) }, (_, index) => ({
    stacks: stacks.slice(index * size, (index + 1) * size),
  }));
  return { atOnce: limitOf(stacks[0] ?? ""), jobs };
}
