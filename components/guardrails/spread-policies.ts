import type * as pulumi from "@pulumi/pulumi";
import { AttachedPolicy, type AttachedPolicyArgs } from "./attached-policy.ts";

/** One of the policies that a set of statements is spread over. */
export interface SpreadPolicy extends Omit<AttachedPolicyArgs, "isReplaced" | "after"> {
  /** Its name among the stack's policies. */
  readonly key: string;
}

/**
 * Makes the policies of one set of statements, which may move between them when the set changes. So that each statement stands somewhere at every
 * step of an update, all policies but the first are replaced, never changed; the first is changed after the new ones are attached, and before the old
 * ones are detached, which the engine does last. An update attaches as many policies more, for a while, as it replaces.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/replaceonchanges/
 * @returns the ids of the policies, as the outputs `policy:<key>`
 */
export function attachSpread(
  [first, ...others]: readonly SpreadPolicy[],
  opts: pulumi.ComponentResourceOptions,
): Record<`policy:${string}`, pulumi.Output<string>> {
  if (first === undefined) return {};
  const replaced = others.map(({ key, ...args }) => [key, new AttachedPolicy(key, { ...args, isReplaced: true }, opts)] as const);
  const { key, ...args } = first;
  const kept = new AttachedPolicy(key, { ...args, after: replaced.map(([, policy]) => policy) }, opts);
  return Object.fromEntries([[key, kept] as const, ...replaced].map(([name, { policyId }]) => [`policy:${name}`, policyId]));
}
