import { parseArn } from "../../iam/arn.ts";
import type { PolicyDocument } from "../engine/policy-document.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import { validateHeldPolicy } from "../engine/validate-policy.ts";

/** A resource that an account holds, in the shape of Pulumi's state. What is not known is absent, or no text where a text belongs. */
export interface WorldResource {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A document as it is deployed, or as it exists. */
export interface DeployedDocument {
  /** The resource that carries it, or the file and line that say it. */
  readonly urn: string;
  /** What explanations call it: stack and resource, or the policy's own name. */
  readonly title: string;
  /** Undefined where it is unknown. */
  readonly document: PolicyDocument | undefined;
  /** What to write where, so that it is no longer unknown. @default export it anew, so that it can be read */
  readonly remedy?: string;
}

/** Whether a value is an object, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text that a resource has under a name, as given or as AWS completed it. */
export function textOf({ inputs, outputs }: WorldResource, field: string): string | undefined {
  const value = inputs[field] ?? outputs[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The tags of a resource with the provider's own. */
export function tagsOf({ inputs, outputs }: WorldResource): Readonly<Record<string, string>> {
  const tags = isRecord(outputs.tagsAll) ? outputs.tagsAll : inputs.tags;
  if (!isRecord(tags)) return {};
  return Object.fromEntries(Object.entries(tags).flatMap(([key, value]) => (typeof value === "string" ? [[key, value] as const] : [])));
}

/** The ARN that AWS gives a resource. */
export const arnOf = (resource: WorldResource): string | undefined => {
  const arn = resource.outputs.arn;
  return typeof arn === "string" && parseArn(arn) !== undefined ? arn : undefined;
};

/** Reads the policy that a resource carries; one that is no valid policy of its kind counts as not known. */
export function documentOf(resource: WorldResource, policy: unknown, kind: PolicyKind, title = titleOf(resource)): DeployedDocument {
  return { urn: resource.urn, title, document: validateHeldPolicy(jsonOf(policy), kind).value };
}

const titleOf = ({ stack, name }: WorldResource): string => `${stack}/${name}`;

/** A value that may be written as JSON text; undefined for a text that is none. */
export function jsonOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
