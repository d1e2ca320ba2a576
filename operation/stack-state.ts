import { z } from "zod";
import { shortHash } from "../model/short-hash.ts";

// A stack's state as `pulumi stack export` writes it, without the parts that are not used here.
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  external: z.boolean().default(false),
  protect: z.boolean().default(false),
  parent: z.string().default(""),
  outputs: z.record(z.string(), z.unknown()).default({}),
});
const deployment = z.object({
  manifest: z.object({ time: z.string().default("") }).default({ time: "" }),
  resources: z
    .array(resource)
    .nullish()
    .transform((list) => list ?? []),
  pending_operations: z
    .array(z.object({ resource: z.object({ urn: z.string() }), type: z.string() }))
    .nullish()
    .transform((list) => list ?? []),
});

/** An operation that the engine began and did not record as ended, because it was killed. AWS may have done it or not. */
export interface PendingOperation {
  readonly urn: string;
  /** `creating`, `updating`, `deleting` and the like. */
  readonly kind: string;
}

/** The parts of a stack's state that matter for operating it. */
export interface StackState {
  /** URNs of the resources that the stack made. Resources that it only reads, and providers, are left out. */
  readonly made: readonly string[];
  /** URNs of those among them that may not be deleted. */
  readonly protected: readonly string[];
  /** URNs of resources in the same component as a protected one. They have to stay with it. */
  readonly neighbours: readonly string[];
  readonly pending: readonly PendingOperation[];
  /** When the engine last wrote the state, as it wrote it; empty while it never did. */
  readonly writtenAt: string;
  /** A hash of the outputs that other stacks read. */
  readonly handedOn: string;
}

const HASH_LENGTH = 16;

/** Reads an exported deployment. */
export function readStackState(exported: unknown): StackState {
  const { resources, pending_operations: begun, manifest } = deployment.parse(exported ?? {});
  const made = resources.filter(({ custom, external, type }) => custom && !external && !type.startsWith("pulumi:"));
  return {
    made: made.map(({ urn }) => urn),
    protected: made.filter((each) => each.protect).map(({ urn }) => urn),
    neighbours: neighboursOf(resources).map(({ urn }) => urn),
    // Reading changes nothing: what a killed engine was only reading can be read again.
    pending: begun.filter(({ type }) => type !== "reading").map(({ resource: { urn }, type }) => ({ urn, kind: type })),
    writtenAt: manifest.time,
    handedOn: hashOfOutputs(resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {}),
  };
}

/** The hash of the declaration is left out: what it stands for is in the other outputs. */
function hashOfOutputs({ declaration: _, ...outputs }: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(outputs).sort();
  return shortHash(JSON.stringify(names.map((name) => [name, outputs[name]])), HASH_LENGTH);
}

type Resource = z.infer<typeof resource>;

/** Unprotected resources in a component with a protected one. An example is a table's policy, which the last grant's end must be able to delete. */
function neighboursOf(resources: readonly Resource[]): Resource[] {
  const isComponent = new Set(resources.filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack").map(({ urn }) => urn));
  const parents = new Set(resources.filter(({ protect, parent }) => protect && isComponent.has(parent)).map(({ parent }) => parent));
  // A parent always stands before its children.
  for (const { urn, parent } of resources) if (isComponent.has(urn) && parents.has(parent)) parents.add(urn);
  return resources.filter(({ parent, protect }) => !protect && parents.has(parent));
}
