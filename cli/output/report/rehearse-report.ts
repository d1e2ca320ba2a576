import { z } from "zod";

const count = z.int().nonnegative();

/** Everything that `npm run rehearse` says, as `--json` prints it. */
export const rehearseReport = z.strictObject({
  format: z.literal(1),
  declaration: z.string(),
  asOf: z.string(),
  stacks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(["done", "failed", "skipped"]),
      /** The failed stacks that a skipped one needs. */
      because: z.array(z.string()),
      error: z.string().nullable(),
      warnings: z.array(z.string()),
    }),
  ),
  accounts: z.array(
    z.strictObject({
      name: z.string(),
      /** Null for an account that is created. */
      id: z.string().nullable(),
      resources: z.array(z.strictObject({ type: z.string(), names: z.array(z.string()) })),
    }),
  ),
  documents: z.array(
    z.strictObject({ document: z.string(), stack: z.string(), size: count, quota: count, unit: z.string(), quotaOf: z.string() }),
  ),
  grants: z.array(
    z.strictObject({
      grant: z.string(),
      statements: z.array(z.strictObject({ stack: z.string(), resource: z.string(), urn: z.string(), sid: z.string() })),
      /** Why no statement carries it. */
      without: z.string().nullable(),
    }),
  ),
  refusals: z.array(z.strictObject({ stack: z.string(), about: z.string(), code: z.string(), message: z.string(), remedy: z.string() })),
  /** Resources of types that the rehearsal does not check. */
  unchecked: z.array(z.strictObject({ stack: z.string(), about: z.string(), type: z.string() })),
  violations: z.array(z.strictObject({ rule: z.string(), about: z.string(), message: z.string() })),
  advisories: z.array(z.strictObject({ rule: z.string(), about: z.string(), message: z.string() })),
});
export type RehearseReport = z.infer<typeof rehearseReport>;
