import assert from "node:assert/strict";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { ExemptionLedger } from "../../policy-pack/exemption.ts";
import { policiesOf } from "../../policy-pack/pulumi-policies.ts";
import { NO_PACK_CONTEXT, type PackContext, type Rule } from "../../policy-pack/rule.ts";
import { expectCompliant, expectUndecided, expectViolation } from "../../policy-pack/testing/expect.ts";
import { judgePolicy, type PolicyTarget, type Report } from "../../policy-pack/testing/judge-policy.ts";

export { changed, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../../policy-pack/testing/judge-policy.ts";

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
  readonly refuses: readonly [RuleCase, ...RuleCase[]];
  readonly accepts?: readonly RuleCase[];
  /** Changes with an unknown value. */
  readonly leavesOpen: readonly RuleCase[];
  /** Targets with two violations. @default the first refused case, twice under different names */
  readonly several?: () => readonly PolicyTarget[];
  /** What the pack knows of a declaration. @default nothing */
  readonly pack?: PackContext;
  /** Whether the copies of a case are of other accounts too, since the rule compares ARNs. @default false */
  readonly copiesAccounts?: boolean;
}

type Policy = ResourceValidationPolicy | StackValidationPolicy;

function policyOfRule(rule: Rule, pack: PackContext = NO_PACK_CONTEXT, ledger = new ExemptionLedger([], "")): Policy {
  const [policy] = policiesOf([rule], () => ledger, pack);
  assert.ok(policy !== undefined);
  return policy;
}

/** Runs a rule as the policy SDK does: unknown values throw when they are read. */
export async function judge(rule: Rule, targets: readonly PolicyTarget[], settings: Record<string, unknown> = {}): Promise<Report[]> {
  return [...(await judgePolicy(policyOfRule(rule), targets, settings))];
}

/** The same targets under other names, and in other accounts where that is asked for. */
function again(given: readonly PolicyTarget[], copiesAccounts: boolean): readonly PolicyTarget[] {
  const targets = copiesAccounts ? (JSON.parse(JSON.stringify(given).replaceAll("30000000000", "40000000000")) as PolicyTarget[]) : given;
  const renamed = (name: string) => `another-${name}`;
  return targets.map((target) => ({
    ...target,
    name: renamed(target.name ?? "one"),
    dependsOn: (target.dependsOn ?? []).map(renamed),
  }));
}

/**
 * The tests of one rule, each from a fresh resource that is right with one change. Of every rule they show too that it names each of several
 * violations, lets through what is exempt, and passes resources without properties unharmed.
 */
export function describeRule(
  rule: Rule,
  { right, refuses, accepts = [], leavesOpen, several, pack, copiesAccounts = false }: RuleCases,
): void {
  describe(rule.name, () => {
    const policy = policyOfRule(rule, pack);
    const [first] = refuses;
    it("passes what is right", () => expectCompliant(policy, right()));
    for (const { fact, change, says = /./, settings = {} } of refuses) {
      it(`refuses ${fact}`, async () => {
        await expectViolation(policy, change(), { settings, says });
        await expectViolation(policy, change(), { settings, says: /, got .+; .+/s });
      });
    }
    for (const { fact, change, settings = {} } of accepts) it(`accepts ${fact}`, () => expectCompliant(policy, change(), { settings }));
    for (const { fact, change, says = /./, settings = {} } of leavesOpen) {
      it(`neither passes nor refuses ${fact}`, async () => {
        await expectUndecided(policy, change(), { settings, says });
        await expectUndecided(policy, change(), { settings, says: /is unknown in this preview|; (?:name|make) / });
      });
    }
    it("names each of several violations", () => {
      const targets = several?.() ?? [...first.change(), ...again(first.change(), copiesAccounts)];
      return expectViolation(policy, targets, { settings: first.settings ?? {}, count: 2 });
    });
    it("lets through what is exempt, and nothing else", async () => {
      const exemption = {
        rule: rule.name,
        urn: "urn:pulumi:test::palisade::*::another-*",
        reason: "until it is mended",
        until: "2027-03-31",
      };
      const exempting = policyOfRule(rule, pack, new ExemptionLedger([exemption], "2027-03-31"));
      await expectCompliant(exempting, again(first.change(), copiesAccounts), { settings: first.settings ?? {} });
      await expectViolation(exempting, [...first.change(), ...again(first.change(), copiesAccounts)], { settings: first.settings ?? {} });
    });
    it("does not break at a resource without properties", async () => {
      await judgePolicy(
        policy,
        [...right(), ...first.change()].map((target) => ({ ...target, props: {} })),
      );
    });
  });
}
