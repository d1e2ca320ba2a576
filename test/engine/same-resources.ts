import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import type { StateResource } from "./engine-sandbox.ts";

/** What the engine and the rehearsal must agree on, of each resource of a stack. */
export interface ComparedResource {
  readonly urn: string;
  readonly id: string;
  readonly parent: string;
  readonly provider: string;
  readonly dependsOn: readonly string[];
  readonly inputs: unknown;
  readonly outputs: unknown;
}

/** A stack's resources out of its exported state. */
export const ofEngine = (resources: readonly StateResource[]): ComparedResource[] =>
  compared(
    resources.map(({ urn, id = "", parent = "", provider = "", dependencies = [], inputs = {}, outputs = {} }) => ({
      urn,
      id,
      parent,
      provider,
      dependsOn: dependencies,
      inputs,
      outputs,
    })),
  );

/** A stack's resources as they were rehearsed. */
export const ofRehearsal = (resources: readonly RehearsedResource[]): ComparedResource[] => compared(resources);

/**
 * Both without what differs by nature:
 * - ids of providers, which the engine draws by lot;
 * - `__internal` among a provider's inputs, which is the engine's own note;
 * - secrets, ciphertext here and masked there;
 * - outputs of awsx's Vpc, which the engine hands to the program and does not keep: its children stand in the state by themselves.
 */
function compared(resources: readonly ComparedResource[]): ComparedResource[] {
  return resources
    .map(({ urn, id, parent, provider, dependsOn, inputs, outputs }) => ({
      urn,
      id: urn.includes("::pulumi:providers:") ? "" : id,
      parent,
      provider: provider.split("::").slice(0, -1).join("::"),
      dependsOn: [...dependsOn].sort(),
      inputs: withoutNotes(inputs),
      outputs: urn.includes("awsx:ec2:Vpc::") ? {} : withoutNotes(outputs),
    }))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function withoutNotes(properties: unknown): unknown {
  const { __internal: _, ...rest } = properties as Record<string, unknown>;
  return masked(rest);
}

function masked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(masked);
  if ("ciphertext" in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, masked(field)]));
}
