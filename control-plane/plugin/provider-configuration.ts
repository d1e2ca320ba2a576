import type { Caller } from "../caller.ts";
import { isRecord, type Properties, UNKNOWN } from "../properties.ts";

/** What is wrong with a provider's configuration. */
export interface ArgumentFailure {
  readonly property: string;
  readonly reason: string;
}

/**
 * The caller that the arguments of `new aws.Provider` describe, or what is wrong with them. The account is that of the assumed role, else
 * the only allowed account. Nested arguments arrive as JSON text. A value that is unknown in a preview counts as not given.
 * Source: https://www.pulumi.com/registry/packages/aws/api-docs/provider/
 */
export function callerOf(args: Properties): Caller | readonly ArgumentFailure[] {
  const region = args["region"];
  if (typeof region !== "string" || region === UNKNOWN) return [missing("region", region, "give the provider a region")];
  const allowed = list(args["allowedAccountIds"]).filter((account) => typeof account === "string");
  const [assumed] = list(args["assumeRoles"]).filter(isRecord);
  const roleArn = typeof assumed?.["roleArn"] === "string" ? assumed["roleArn"] : undefined;
  const account = roleArn?.split(":")[4] ?? (allowed.length === 1 ? allowed[0] : undefined);
  if (account === undefined || !/^\d{12}$/.test(account)) {
    return [missing("assumeRoles", roleArn ?? args["allowedAccountIds"], "give assumeRoles, or allowedAccountIds with one account")];
  }
  if (allowed.length > 0 && !allowed.includes(account)) {
    return [
      {
        property: "allowedAccountIds",
        reason: `AWS account ID not allowed: ${account}, got ${JSON.stringify(allowed)}; allow the role's account`,
      },
    ];
  }
  const tags = record(record(args["defaultTags"])["tags"]) as Readonly<Record<string, string>>;
  return {
    account,
    region,
    ...(roleArn === undefined ? {} : { principal: roleArn }),
    ...(Object.keys(tags).length === 0 ? {} : { defaultTags: tags }),
  };
}

/** Whether the arguments have something wrong. */
export function isFailed(read: Caller | readonly ArgumentFailure[]): read is readonly ArgumentFailure[] {
  return Array.isArray(read);
}

function missing(property: string, got: unknown, remedy: string): ArgumentFailure {
  return {
    property,
    reason: `the sandbox needs the provider's ${property === "region" ? "region" : "account"}, got ${JSON.stringify(got ?? null)}; ${remedy}`,
  };
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly unknown[] {
  const read = parsed(value);
  return Array.isArray(read) ? (read as unknown[]) : [];
}

function record(value: unknown): Properties {
  const read = parsed(value);
  return isRecord(read) ? read : {};
}
