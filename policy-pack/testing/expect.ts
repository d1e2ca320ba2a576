import assert from "node:assert/strict";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { judgePolicy, type PolicyTarget, type Report } from "./judge-policy.ts";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

/** How a policy is expected to judge. */
export interface Expectation {
  /** The policy's settings. @default none */
  readonly settings?: Record<string, unknown>;
  /** What each message must match. @default anything */
  readonly says?: RegExp;
  /** How many reports there must be. @default 1 */
  readonly count?: number;
}

/** Fails if a policy reports anything about the targets. */
export async function expectCompliant(
  policy: Policy,
  targets: readonly PolicyTarget[],
  { settings }: Pick<Expectation, "settings"> = {},
): Promise<void> {
  assert.deepEqual(await judgePolicy(policy, targets, settings), []);
}

/** Fails unless a policy refuses the targets. */
export function expectViolation(policy: Policy, targets: readonly PolicyTarget[], expected: Expectation = {}): Promise<void> {
  return expectReports(policy, targets, "mandatory", expected);
}

/** Fails unless a policy neither passes nor refuses the targets. */
export function expectUndecided(policy: Policy, targets: readonly PolicyTarget[], expected: Expectation = {}): Promise<void> {
  return expectReports(policy, targets, "advisory", expected);
}

async function expectReports(
  policy: Policy,
  targets: readonly PolicyTarget[],
  level: Report["level"],
  { settings, says = /./, count = 1 }: Expectation,
): Promise<void> {
  const reports = await judgePolicy(policy, targets, settings);
  const levels = reports.map((report) => report.level);
  assert.deepEqual(levels, Array<string>(count).fill(level), JSON.stringify(reports));
  for (const { message } of reports) assert.match(message, says);
}
