import { z } from "zod";

/** An instant as ISO 8601. */
const instant = z.string();

/** The condition under which an access holds, wherever the request comes from, as reports have it. */
export const reportedTerms = z.strictObject({
  /** What it rests on that is unknown; empty where it is certain. */
  unknowns: z.array(z.string()),
  /** From when on it holds; null where it holds now. */
  since: instant.nullable(),
  /** When it ends; null where it has no end. */
  until: instant.nullable(),
  /** Keys that requests have to carry, or must not. */
  carrying: z.array(
    z.strictObject({
      key: z.string(),
      /** Values with which it holds, and those with which it does not, among those that policies name. */
      values: z.array(z.string()),
      refused: z.array(z.string()),
      /** Whether it holds with a value that no policy names, and without the key. */
      isOther: z.boolean(),
      isAbsent: z.boolean(),
    }),
  ),
  /** Whether the principal's own permissions decide, which nobody declared. */
  byOwnPermissions: z.boolean(),
});
/** The condition under which an access holds, wherever the request comes from. */
export type ReportedTerms = z.infer<typeof reportedTerms>;
