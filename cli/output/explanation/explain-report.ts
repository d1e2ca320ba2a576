import { z } from "zod";
import { sessionStep } from "../access/session-steps.ts";
import { tablesWithSameItems } from "../same-items.ts";
import { explainedStatement } from "./explained-statement.ts";

/** What the question comes to: with the principal's own credentials, with those of roles that it takes first, or not at all. */
const answer = z.enum(["yes", "yes-after-taking-a-role", "no", "not-known"]);

const decision = z.enum(["allowed", "explicitly-denied", "implicitly-denied", "unknown"]);

/** A question that AWS's pages leave open, how it is read, and how it may be read. */
export const openQuestion = z.strictObject({ id: z.string(), question: z.string(), taken: z.string(), other: z.string() });

/** Everything that `npm run explain` says, as `--json` prints it. */
export const explainReport = z.strictObject({
  format: z.literal(1),
  question: z.strictObject({
    principal: z.string(),
    action: z.string(),
    resource: z.string(),
    from: z.string().nullable(),
    context: z.record(z.string(), z.string()),
  }),
  answer,
  /** The decision about the call with the principal's own credentials. */
  decision,
  /**
   * Where it is denied, the ways to make it with a role that the principal takes first, every step decided: those that grants declare, and of others
   * those that are not denied.
   */
  ways: z.array(
    z.strictObject({
      role: z.string(),
      roleArn: z.string(),
      /** The grant whose card says so; null where nobody declared it. */
      grant: z.string().nullable(),
      decision,
      /** Taking each role, and then the call. */
      steps: z.array(
        z.strictObject({
          principal: z.string(),
          action: z.string(),
          resource: z.string(),
          decision,
          /** What allows it, denies it, or is unknown, in sentences; details and remedies are indented by two spaces. */
          reasons: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** The call itself, and then what its service asks KMS in the caller's name. */
  steps: z.array(
    z.strictObject({
      action: z.string(),
      resource: z.string(),
      /** The service that asks, as in actions; null for the call itself. */
      service: z.string().nullable(),
      decision,
    }),
  ),
  /** What an unknown decision, or an unknown way of others, rests on, and what to write where so that it is no longer unknown. */
  unknowns: z.array(z.strictObject({ what: z.string(), remedy: z.string() })),
  /** For a denial every obstacle, each with what would remove it. */
  reasons: z.array(z.strictObject({ what: z.string(), details: z.array(z.string()), remedy: z.string().nullable() })),
  statements: z.array(explainedStatement),
  /** Who else may do so, because they may come to act as the principal's role, and by which steps; empty for a denial. */
  through: z.array(z.strictObject({ principal: z.string(), steps: z.array(sessionStep) })),
  /** Readings of AWS's pages that turn the decision; empty where it is the same under every reading. */
  readings: z.array(
    openQuestion.extend({
      /** Other questions that have to be read otherwise, too. */
      besides: z.array(z.string()),
      decision,
      /** The same in words, with the statement or layer that decides then. */
      text: z.string(),
    }),
  ),
  /** Other tables with the items of the one that is asked about: what it replicates, and replicas. */
  sameItems: tablesWithSameItems,
  assumptions: z.array(z.string()),
  /** The decision in the terms of AWS, a line each. */
  inTermsOfAws: z.array(z.string()),
});
export type ExplainReport = z.infer<typeof explainReport>;

/** One reason of an answer. */
export type Reason = ExplainReport["reasons"][number];
