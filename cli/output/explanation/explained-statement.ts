import { z } from "zod";

const count = z.int().nonnegative();

/** A statement as reports have it, with its document, its stack and its line in the declaration. */
export const explainedStatement = z.strictObject({
  /** The action of the request that it decides about. */
  action: z.string(),
  effect: z.enum(["allows", "denies", "nearly allows", "nearly denies"]),
  layer: z.enum(["identity", "boundary", "session", "resource", "endpoint", "serviceControl", "resourceControl"]),
  /** The level of an SCP or RCP, 1 at the root. */
  level: z.int().positive().nullable(),
  document: z.string(),
  /** Its place in the document, from 1. */
  statement: z.int().positive(),
  sid: z.string().nullable(),
  /** Whether it stands for a policy that is not read. */
  isAssumed: z.boolean(),
  stack: z.string().nullable(),
  /** The URN of the resource that carries the document, or the place in the inventory. */
  resource: z.string().nullable(),
  declaredAt: z.array(z.strictObject({ item: z.string(), file: z.string(), line: count })),
});
