import { z } from "zod";
import { explainReport } from "../explanation/explain-report.ts";
import { sessionStep } from "./session-steps.ts";

/** An instant as ISO 8601. */
const instant = z.string();

const terms = z.strictObject({
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
export type ReportedTerms = z.infer<typeof terms>;

const origin = z.strictObject({
  kind: z.enum(["network", "undeclared-network", "internet", "forwarded", "aws"]),
  name: z.string(),
});

const statement = explainReport.shape.statements.element;

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
  terms,
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
  assumptions: z.array(z.string()),
});
export type AccessReport = z.infer<typeof accessReport>;
