import { parseArn } from "../iam/arn.ts";
import { argumentOf } from "./provider-argument.ts";
import type { SeenResource } from "./rule.ts";
import { isRecord, UNKNOWN } from "./unknown-values.ts";

const isAccount = (value: unknown): value is string => typeof value === "string" && /^\d{12}$/.test(value);

/** Properties with the ARN of what a policy is attached to. */
const ATTACHED_TO = ["resourceArn", "secretArn", "keyId", "arn"];

/**
 * The account that a resource lies in, by the ARN of what it is attached to, or by its provider: the only account that it allows, or that of
 * the role that it takes. Undefined where neither says so.
 */
export function ownAccountOf({ properties, provider }: Pick<SeenResource, "properties" | "provider">): string | undefined {
  for (const property of ATTACHED_TO) {
    const value = properties[property];
    const account = typeof value === "string" ? parseArn(value)?.accountId : undefined;
    if (isAccount(account)) return account;
  }
  return providerAccountOf(provider);
}

/** How a stack shows in which account it makes something. */
export const NAME_ACCOUNT = "name one in allowedAccountIds of the provider";

/** The account of a provider, by its arguments. */
export function providerAccountOf(provider: SeenResource["provider"]): string | undefined {
  const allowed = argumentOf(provider["allowedAccountIds"]);
  if (Array.isArray(allowed) && allowed.length === 1 && isAccount(allowed[0])) return allowed[0];
  const { assumeRoles, assumeRole } = provider;
  const chain = argumentOf(assumeRoles ?? assumeRole);
  const last: unknown = Array.isArray(chain) ? chain.at(-1) : chain;
  const taken = isRecord(last) && last["roleArn"] !== UNKNOWN ? last["roleArn"] : undefined;
  const account = typeof taken === "string" ? parseArn(taken)?.accountId : undefined;
  return isAccount(account) ? account : undefined;
}
