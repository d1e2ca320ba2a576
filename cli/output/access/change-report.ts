import { z } from "zod";
import { accessReport } from "./access-report.ts";

const count = z.int().nonnegative();

const access = accessReport.shape.accesses.element.shape;

const change = z.strictObject({
  kind: z.enum(["gains", "loses", "changes"]),
  /** The principals whose access changes alike, by name and by ARN. */
  principals: z.array(z.string()),
  principalArns: z.array(z.string()),
  /** The resources that it is about, by name and by ARN. */
  resources: z.array(z.string()),
  resourceArns: z.array(z.string()),
  isExample: z.boolean(),
  actions: z.array(z.string()),
  extent: access.extent,
  origins: access.origins,
  /** Under which terms it was allowed and is now; empty where it was not, or is not. */
  before: z.array(access.terms),
  after: z.array(access.terms),
  /** Origins and terms in words; of access that ends, those that it had. */
  condition: z.string(),
  /** For access that was allowed before, its terms in words where they differ; null where it was not. */
  conditionBefore: z.string().nullable(),
  /** The statements that allowed it before, and those that do now. */
  allowedBefore: access.allowedBy,
  allowedAfter: access.allowedBy,
  /** The statements that denied it before, and those that do now. */
  deniedBefore: access.allowedBy,
  deniedAfter: access.allowedBy,
});
/** Access that differs between two declarations. */
export type ReportedChange = z.infer<typeof change>;

/** What `npm run diff` says, as `--json` prints it. */
export const changeReport = z.strictObject({
  format: z.literal(1),
  verdict: z.enum(["no access changes", "access changes"]),
  /** What is compared: a git ref with its commit, or a file of resources; and the declaration's folder. */
  before: z.strictObject({ name: z.string(), commit: z.string().nullable() }),
  after: z.strictObject({ name: z.string() }),
  asOf: z.string(),
  counts: z.strictObject({ gains: count, loses: count, changes: count }),
  /** Accounts whose id stayed and whose name did not. */
  renamed: z.array(z.strictObject({ id: z.string(), from: z.string(), to: z.string() })),
  changes: z.array(change),
});
export type ChangeReport = z.infer<typeof changeReport>;
