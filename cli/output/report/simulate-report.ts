import { z } from "zod";
import type { CallExplanation } from "../../../proof/explanation/explain-call.ts";

const count = z.int().nonnegative();
const decision = z.enum(["allowed", "explicitly-denied", "implicitly-denied", "unknown"]);

const outcome = z.strictObject({
  file: z.string(),
  line: count,
  /** Null for what is no scenario. */
  name: z.string().nullable(),
  passed: z.boolean(),
  expected: z.strictObject({ decision: z.union([decision, z.literal("denied")]), by: z.string().optional() }).nullable(),
  decision: decision.nullable(),
  explanation: z.custom<CallExplanation>().nullable(),
  /** The questions of reading that the decision turns on and that the scenario says nothing about, by their ids. */
  turnsOn: z.array(z.string()),
  problems: z.array(z.string()),
});
/** What one scenario came to. */
export type ScenarioOutcome = z.infer<typeof outcome>;

/** What `npm run simulate` says, as `--json` prints it. */
export const simulateReport = z.strictObject({ format: z.literal(1), scenarios: z.array(outcome) });
export type SimulateReport = z.infer<typeof simulateReport>;
