import { someOf } from "../../model/some-of.ts";
import type { Wave } from "../../operation/waves.ts";
import { count } from "./count.ts";

/** Waves in words. */
export function wavesText(waves: readonly Wave[]): string {
  const lines = waves.map(({ jobs, atOnce }, index) => {
    const limit = atOnce === null ? "" : `, at most ${atOnce.toString()} at the same time`;
    return `${(index + 1).toString().padStart(3)}  ${count(jobs.length, "job")}${limit}: ${someOf(jobs.flatMap(({ stacks }) => stacks))}\n`;
  });
  const stacks = waves.flatMap(({ jobs }) => jobs.flatMap((job) => job.stacks));
  return `${lines.join("")}${count(stacks.length, "stack")} in ${count(waves.length, "wave")}\n`;
}
