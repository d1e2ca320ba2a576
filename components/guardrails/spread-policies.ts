import type * as pulumi from "@pulumi/pulumi";
import type { NonEmpty } from "../../iam/non-empty.ts";
import { AttachedPolicy, type AttachedPolicyArgs } from "./attached-policy.ts";

/** One of the policies that a set of statements is spread over. */
export interface SpreadPolicy {
  readonly name: string;
  readonly args: Omit<AttachedPolicyArgs, "isReplaced" | "after">;
}

/**
 * Makes the policies of one set of statements, which may move between them when the set changes. So that each statement stands somewhere at every
 * step of an update, all policies but the first are replaced, never changed; the first is changed after the new ones are attached, and before the old
 * ones are detached, which the engine does last. An update attaches as many policies more, for a while, as it replaces.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/replaceonchanges/
 * @returns the policies in the order that they are given in
 */
export function attachSpread([first, ...others]: NonEmpty<SpreadPolicy>, opts: pulumi.ComponentResourceOptions): NonEmpty<AttachedPolicy> {
  const replaced = others.map(({ name, args }) => new AttachedPolicy(name, { ...args, isReplaced: true }, opts));
  return [new AttachedPolicy(first.name, { ...first.args, after: replaced }, opts), ...replaced];
}
