import assert from "node:assert/strict";
import * as policySdk from "@pulumi/policy";
import { policiesOf } from "../../policy-pack/pulumi-policies.ts";
import type { Rule } from "../../policy-pack/rule.ts";

// Exported by the SDK, and left out of its typings.
const { unknownCheckingProxy } = policySdk as unknown as {
  unknownCheckingProxy: (props: Record<string, unknown>) => Record<string, unknown>;
};

/** How Pulumi writes a text that is unknown in a preview. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource as a policy sees it. */
export interface PolicyTarget {
  readonly type: string;
  readonly name?: string;
  readonly props: Record<string, unknown>;
  readonly provider?: Record<string, unknown>;
  /** Names of other targets. */
  readonly dependsOn?: readonly string[];
}

/** What a policy reported. */
export interface Report {
  readonly level: "mandatory" | "advisory";
  readonly urn: string | undefined;
  readonly message: string;
}

/** One change of a valid resource. `says` must match the one message. */
export interface RuleCase {
  readonly fact: string;
  readonly change: () => readonly PolicyTarget[];
  readonly says?: RegExp;
  readonly settings?: Record<string, unknown>;
}

/** The cases of a rule. */
export interface RuleCases {
  readonly right: () => readonly PolicyTarget[];
  readonly refuses: readonly RuleCase[];
  readonly accepts?: readonly RuleCase[];
  /** Changes with an unknown value. */
  readonly leavesOpen: readonly RuleCase[];
}

const urnOf = ({ type, name = "one" }: Pick<PolicyTarget, "type" | "name">) => `urn:pulumi:test::palisade::${type}::${name}`;

/** Runs a rule as the policy SDK does: unknown values throw when they are read. */
export async function judge(rule: Rule, targets: readonly PolicyTarget[], settings: Record<string, unknown> = {}): Promise<Report[]> {
  const [policy] = policiesOf([rule]);
  const reports: Report[] = [];
  const report = (message: string | { message: string; urn: string; enforcementLevel: string }, urn?: string) => {
    if (typeof message === "string") reports.push({ level: "mandatory", urn, message });
    else {
      assert.equal(message.enforcementLevel, "advisory");
      reports.push({ level: "advisory", urn: message.urn, message: message.message });
    }
  };
  const shared = { getConfig: () => settings };
  const asSeen = targets.map(({ type, name = "one", props, provider, dependsOn = [] }) => ({
    urn: urnOf({ type, name }),
    type,
    name,
    props: unknownCheckingProxy(props),
    ...(provider === undefined ? {} : { provider: { props: unknownCheckingProxy(provider) } }),
    dependencies: targets.filter((target) => dependsOn.includes(target.name ?? "one")).map((target) => ({ urn: urnOf(target) })),
    ...shared,
  }));
  assert.ok(policy !== undefined);
  if ("validateStack" in policy) {
    await policy.validateStack({ resources: asSeen, ...shared } as unknown as policySdk.StackValidationArgs, report);
    return reports;
  }
  assert.ok(typeof policy.validateResource === "function");
  for (const args of asSeen) await policy.validateResource(args as unknown as policySdk.ResourceValidationArgs, report);
  return reports;
}

/** The tests of one rule, each from a fresh resource that is right with one change. */
export function describeRule(rule: Rule, { right, refuses, accepts = [], leavesOpen }: RuleCases): void {
  describe(rule.name, () => {
    it("passes what is right", async () => assert.deepEqual(await judge(rule, right()), []));
    for (const { fact, change, says = /./, settings } of refuses) {
      it(`refuses ${fact}`, async () => {
        const reports = await judge(rule, change(), settings);
        assert.deepEqual(
          reports.map(({ level }) => level),
          ["mandatory"],
          JSON.stringify(reports),
        );
        assert.match(reports[0]?.message ?? "", says);
        assert.match(reports[0]?.message ?? "", /, got .+; .+/);
      });
    }
    for (const { fact, change, settings } of accepts) {
      it(`accepts ${fact}`, async () => assert.deepEqual(await judge(rule, change(), settings), []));
    }
    for (const { fact, change, says = /./, settings } of leavesOpen) {
      it(`neither passes nor refuses ${fact}`, async () => {
        const reports = await judge(rule, change(), settings);
        assert.deepEqual(
          reports.map(({ level }) => level),
          ["advisory"],
          JSON.stringify(reports),
        );
        assert.match(reports[0]?.message ?? "", says);
        assert.match(reports[0]?.message ?? "", /is unknown in this preview/);
      });
    }
  });
}

/** A policy document as JSON. */
export function policyOf(...statements: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A copy of a statement with some elements changed; undefined removes one. */
export function changed(statement: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...statement, ...change }).filter(([, value]) => value !== undefined));
}
