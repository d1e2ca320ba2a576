import { z } from "zod";

/** What `pack check --json` prints. */
export const packCheckReport = z.strictObject({
  format: z.literal(1),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      urn: z.string(),
      message: z.string(),
      level: z.enum(["mandatory", "advisory"]),
      isUndecided: z.boolean(),
    }),
  ),
});

/** What `pack check --json` prints, as data. */
export type PackCheckReport = z.output<typeof packCheckReport>;
