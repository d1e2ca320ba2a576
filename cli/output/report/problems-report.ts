import { z } from "zod";

const count = z.int().nonnegative();

const problem = z.strictObject({ file: z.string(), line: count, column: count, where: z.string(), message: z.string() });

/** A unit with guardrails, which bind accounts below it that nobody declared. */
export const widelyBound = z.strictObject({
  unit: z.string(),
  /** Those that the inventory names. */
  undeclaredAccounts: z.array(z.string()),
});

/** What commands print with `--json` where the declaration has problems, and `validate` always. */
export const problemsReport = z.strictObject({
  format: z.literal(1),
  problems: z.array(problem),
  warnings: z.array(problem),
  /** Of `validate`, where the declaration is valid. */
  widelyBoundUnits: z.array(widelyBound).optional(),
  /** Of `validate`, where the declaration is valid: units that do not carry guardrails which exempt deploy roles, since too many of the declared accounts below, or all, have their own. */
  crowdedUnits: z.array(z.string()).optional(),
  /** Of `validate`, where the declaration is valid: accounts whose tables are closed to their own roles. */
  closedAccounts: z.array(z.string()).optional(),
});
export type ProblemsReport = z.infer<typeof problemsReport>;
