import { z } from "zod";
import { explainedStatement } from "../explanation/explained-statement.ts";

const count = z.int().nonnegative();
const counted = z.strictObject({ what: z.string(), records: count });

const finding = z.strictObject({
  principal: z.string(),
  /** Where the calls came from, in words. */
  from: z.string(),
  actions: z.array(z.string()),
  resources: z.array(z.string()),
  calls: count,
});

/** What `npm run observe` says, as `--json` prints it. */
export const observationReport = z.strictObject({
  format: z.literal(1),
  verdict: z.enum(["nothing would be denied", "some would be denied", "not known"]),
  declaration: z.string(),
  asOf: z.string(),
  /** Accounts whose perimeter is observed, and taken as enforced. */
  observed: z.array(z.string()),
  files: count,
  records: count,
  /** Times of the first and the last call, as recorded; null where there is none. */
  first: z.string().nullable(),
  last: z.string().nullable(),
  /** Calls that were decided; those that are recorded twice count once. */
  calls: count,
  /** How many would be denied. The bounds differ where the records leave something open. */
  denied: z.strictObject({ atLeast: count, atMost: count }),
  /** Calls that AWS has denied already. */
  deniedAlready: count,
  /** Copies that accounts of resources got of calls which the callers' own trails have. */
  copies: count,
  damaged: z.array(counted),
  foreign: z.array(counted),
  /** Accounts with declared tables whose trails have no data events, so that nothing is known of the use of their items. */
  withoutDataEvents: z.array(z.string()),
  wouldBeDenied: z.array(
    finding.extend({
      /** The statements that deny; empty where nothing allows. */
      statements: z.array(explainedStatement),
      /** Why, each with what would let the calls in. */
      reasons: z.array(z.strictObject({ what: z.string(), details: z.array(z.string()), remedy: z.string().nullable() })),
    }),
  ),
  notKnown: z.array(finding.extend({ unknowns: z.array(z.string()) })),
});
export type ObservationReport = z.infer<typeof observationReport>;
