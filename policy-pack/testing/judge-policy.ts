import assert from "node:assert/strict";
import type { ResourceValidationArgs, ResourceValidationPolicy, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import proxy from "@pulumi/policy/proxy.js";

// Exported by the SDK, and left out of its typings.
const { unknownCheckingProxy } = proxy as unknown as {
  unknownCheckingProxy: (props: Record<string, unknown>) => Record<string, unknown>;
};

/** How Pulumi writes a text that is unknown in a preview. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource as a policy sees it. */
export interface PolicyTarget {
  /** Pulumi's type, e.g. `aws:dynamodb/table:Table`. */
  readonly type: string;
  /** The logical name. @default one */
  readonly name?: string;
  readonly props: Record<string, unknown>;
  /** The arguments of its provider. @default none */
  readonly provider?: Record<string, unknown>;
  /** Names of other targets. @default none */
  readonly dependsOn?: readonly string[];
}

/** A policy's report about a target. */
export interface Report {
  readonly level: "mandatory" | "advisory";
  readonly urn: string | undefined;
  readonly message: string;
}

/** The URN that a target gets. */
export const urnOf = ({ type, name = "one" }: Pick<PolicyTarget, "type" | "name">): string => `urn:pulumi:test::palisade::${type}::${name}`;

/**
 * Runs a policy over a stack of targets as the policy SDK does: unknown values throw when they are read, and the policy gets its settings
 * from `getConfig`, and the tags of the stack.
 */
export async function judgePolicy(
  policy: ResourceValidationPolicy | StackValidationPolicy,
  targets: readonly PolicyTarget[],
  settings: Record<string, unknown> = {},
  stackTags: Readonly<Record<string, string>> = {},
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  const report = (message: string | { message: string; urn: string; enforcementLevel: string }, urn?: string) => {
    if (typeof message === "string") reports.push({ level: "mandatory", urn, message });
    else {
      const { enforcementLevel: level } = message;
      assert.ok(level === "advisory" || level === "mandatory");
      reports.push({ level, urn: message.urn, message: message.message });
    }
  };
  const shared = { getConfig: () => settings, stackTags: new Map(Object.entries(stackTags)) };
  const asSeen = targets.map(({ type, name = "one", props, provider, dependsOn = [] }) => ({
    urn: urnOf({ type, name }),
    type,
    name,
    props: unknownCheckingProxy(props),
    ...(provider === undefined ? {} : { provider: { props: unknownCheckingProxy(provider) } }),
    dependencies: targets.filter((target) => dependsOn.includes(target.name ?? "one")).map((target) => ({ urn: urnOf(target) })),
    ...shared,
  }));
  if ("validateStack" in policy) {
    const args = { resources: asSeen, ...shared } as unknown as StackValidationArgs;
    await advisingOfUnknowns(undefined, reports, () => policy.validateStack(args, report));
    return reports;
  }
  const { validateResource = [] } = policy;
  for (const args of asSeen)
    for (const validate of [validateResource].flat())
      await advisingOfUnknowns(args.urn, reports, () => validate(args as unknown as ResourceValidationArgs, report));
  return reports;
}

/** The SDK turns an unknown value that a policy reads into an advisory, and goes on. */
async function advisingOfUnknowns(urn: string | undefined, reports: Report[], run: () => Promise<void> | void): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Error && "unknownTypeSentinel" in error)) throw error;
    reports.push({ level: "advisory", urn, message: `the policy cannot run during a preview: ${error.message}` });
  }
}

/** A policy document as JSON. */
export function policyOf(...statements: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A copy of a statement with some elements changed; undefined removes one. */
export function changed(statement: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...statement, ...change }).filter(([, value]) => value !== undefined));
}
