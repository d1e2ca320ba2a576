import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Step } from "../walk.ts";
import { writeWhole } from "./write-whole.ts";

const record = z.strictObject({ stacks: z.array(z.strictObject({ name: z.string(), dependsOn: z.array(z.string()) })) });

/**
 * The stacks that were deployed and in which order, also of accounts that have left the declaration since: the plan no longer knows these,
 * and they can only be destroyed in the right order by what was written down.
 */
export function readRecord(file: string): Step[] {
  return existsSync(file) ? record.parse(JSON.parse(readFileSync(file, "utf8"))).stacks : [];
}

/** Writes the record. */
export function writeRecord(file: string, stacks: readonly Step[]): void {
  const text = JSON.stringify({ stacks: stacks.map(({ name, dependsOn }) => ({ name, dependsOn })) }, undefined, 2);
  writeWhole(file, `${text}\n`);
}

/** Stacks of the record that the plan no longer has, in the order in which they were deployed. */
export function leftOver(recorded: readonly Step[], planned: readonly Step[]): Step[] {
  const names = new Set(planned.map(({ name }) => name));
  return recorded.filter(({ name }) => !names.has(name));
}
