import { z } from "zod";
import { explainedStatement } from "../explanation/explained-statement.ts";
import { tablesWithSameItems } from "../same-items.ts";
import { reportedTerms } from "./reported-terms.ts";
import { sessionStep } from "./session-steps.ts";

const origin = z.strictObject({
  kind: z.enum(["network", "undeclared-network", "internet", "forwarded", "aws"]),
  name: z.string(),
});

const statement = explainedStatement;

const access = z.strictObject({
  principal: z.string(),
  /** Every principal of that name that was asked about, by ARN. */
  principals: z.array(z.string()),
  resource: z.string(),
  arn: z.string(),
  /** Whether the resource is an example of what nobody declared, so that its own policy may allow anybody. */
  isExample: z.boolean(),
  actions: z.array(z.string()),
  /** Whether the origins are all that were asked about, or all but declared networks. */
  extent: z.enum(["anywhere", "outside-networks", "listed"]),
  origins: z.array(origin),
  terms: reportedTerms,
  /** Origins and terms in words. */
  condition: z.string(),
  /** The statements that allow it; none where the principal's own permissions do, which nobody declared. */
  allowedBy: z.array(statement),
  /** How the principal comes to act as the role that has the access, step by step; empty where the access is its own. */
  through: z.array(sessionStep),
});
/** What a principal may do to a resource, and under which condition. */
export type ReportedAccess = z.infer<typeof access>;

/** What `npm run who-can` and `npm run principal-can` say, as `--json` prints it. */
export const accessReport = z.strictObject({
  format: z.literal(1),
  /** What was asked; null for what was left open. */
  question: z.strictObject({ principal: z.string().nullable(), action: z.string().nullable(), resource: z.string().nullable() }),
  accesses: z.array(access),
  /** What accesses rest on that is unknown, and what to write where so that it is no longer unknown. */
  unknowns: z.array(z.strictObject({ what: z.string(), remedy: z.string() })),
  /** Other tables with the items of the one that is asked about: what it replicates, and replicas. */
  sameItems: tablesWithSameItems,
  assumptions: z.array(z.string()),
});
export type AccessReport = z.infer<typeof accessReport>;
