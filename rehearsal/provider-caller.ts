import type { Caller } from "../control-plane/caller.ts";
import { arnFields, type Place } from "../control-plane/place.ts";
import { isRecord, type Properties, textOf, UNKNOWN } from "../control-plane/properties.ts";
import { refused } from "./refusal-reasons.ts";

/**
 * The caller of a provider of @pulumi/aws. Its account is that of the last assumed role, else the only allowed account, else the stack's:
 * the provider's own credentials are outside the program. A value that is unknown counts as not given. Throws the provider's `Refusal`
 * for an account that it does not allow.
 * https://www.pulumi.com/registry/packages/aws/api-docs/provider/
 */
export function providerCaller(urn: string, args: Properties, stack: Place): Caller {
  const region = resolved(textOf(args, "region")) ?? stack.region;
  const principal = assumedRole(args);
  const allowed = accounts(args, "allowedAccountIds");
  const assumed = principal === undefined ? undefined : arnFields(principal)?.account;
  const account = assumed ?? (allowed.length === 1 ? allowed[0] : undefined) ?? stack.account;
  const isAllowed = allowed.length === 0 || allowed.includes(account);
  if (!isAllowed || accounts(args, "forbiddenAccountIds").includes(account)) {
    throw refused(
      urn,
      { account, region },
      {
        code: "AccountNotAllowed",
        message: `AWS account ID not allowed: ${account}`,
        remedy: "assume a role of the account that the provider allows, or correct allowedAccountIds",
      },
    );
  }
  const defaultTags = tags(args);
  return { account, region, ...(principal === undefined ? {} : { principal }), ...(defaultTags === undefined ? {} : { defaultTags }) };
}

function assumedRole(args: Properties): string | undefined {
  const roles = parsed(args, "assumeRoles");
  const last: unknown = Array.isArray(roles) ? roles.at(-1) : undefined;
  return isRecord(last) ? resolved(textOf(last, "roleArn")) : undefined;
}

function accounts(args: Properties, name: string): readonly string[] {
  const list = parsed(args, name);
  return Array.isArray(list) ? (list as unknown[]).filter((item) => typeof item === "string").filter((item) => item !== UNKNOWN) : [];
}

function tags(args: Properties): Readonly<Record<string, string>> | undefined {
  const block = parsed(args, "defaultTags");
  const all = isRecord(block) ? block["tags"] : undefined;
  return isRecord(all) ? (all as Readonly<Record<string, string>>) : undefined;
}

/** Arguments of a provider that are no texts arrive as JSON texts. */
function parsed(args: Properties, name: string): unknown {
  const text = resolved(textOf(args, name));
  return text === undefined ? undefined : JSON.parse(text);
}

function resolved(text: string | undefined): string | undefined {
  return text === UNKNOWN ? undefined : text;
}
