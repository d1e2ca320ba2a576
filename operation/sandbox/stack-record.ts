import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Step } from "../walk.ts";
import { writeWhole } from "./write-whole.ts";

const record = z.strictObject({ stacks: z.array(z.strictObject({ name: z.string(), dependsOn: z.array(z.string()) })) });

/**
 * The deployed stacks with their dependencies, in the order of deployment. The stacks of an account that has left the declaration are not
 * in the plan any more, so this record alone gives the order in which they can be destroyed.
 */
export function readRecord(file: string): Step[] {
  return existsSync(file) ? record.parse(JSON.parse(readFileSync(file, "utf8"))).stacks : [];
}

/** Writes the record. */
export function writeRecord(file: string, stacks: readonly Step[]): void {
  const text = JSON.stringify({ stacks: stacks.map(({ name, dependsOn }) => ({ name, dependsOn })) }, undefined, 2);
  writeWhole(file, `${text}\n`);
}

/** The recorded stacks that are not in the plan any more, in the order in which they were deployed. */
export function leftOver(recorded: readonly Step[], planned: readonly Step[]): Step[] {
  const names = new Set(planned.map(({ name }) => name));
  return recorded.filter(({ name }) => !names.has(name));
}
