import { z } from "zod";

// What a stack's state says, as `pulumi stack export` writes it. Parts that nobody here asks about are left out.
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  external: z.boolean().default(false),
  protect: z.boolean().default(false),
  parent: z.string().default(""),
});
const deployment = z.object({
  resources: z
    .array(resource)
    .nullish()
    .transform((list) => list ?? []),
  pending_operations: z
    .array(z.object({ resource: z.object({ urn: z.string() }), type: z.string() }))
    .nullish()
    .transform((list) => list ?? []),
});

/** An operation that was begun and never ended: the engine was killed, and nobody knows whether AWS did it. */
export interface PendingOperation {
  readonly urn: string;
  /** `creating`, `updating`, `deleting` and the like. */
  readonly kind: string;
}

/** What of a stack's state matters to who operates it. */
export interface StackState {
  /** Resources that the stack made, without those it only reads and without providers. */
  readonly made: readonly string[];
  /** Of these the ones that may not be deleted. */
  readonly protected: readonly string[];
  /** What belongs to the same component as something that may not be deleted, and must not be taken from it. */
  readonly neighbours: readonly string[];
  readonly pending: readonly PendingOperation[];
}

/** Reads an exported deployment. */
export function readStackState(exported: unknown): StackState {
  const { resources, pending_operations: pending } = deployment.parse(exported ?? {});
  const made = resources.filter(({ custom, external, type }) => custom && !external && !type.startsWith("pulumi:"));
  return {
    made: made.map(({ urn }) => urn),
    protected: made.filter((each) => each.protect).map(({ urn }) => urn),
    neighbours: neighboursOf(resources).map(({ urn }) => urn),
    pending: pending.map(({ resource: { urn }, type }) => ({ urn, kind: type })),
  };
}

type Resource = z.infer<typeof resource>;

/** What of a component that holds something protected is not protected itself: a table's policy, which must be able to go with its last grant. */
function neighboursOf(resources: readonly Resource[]): Resource[] {
  const isComponent = new Set(resources.filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack").map(({ urn }) => urn));
  const holders = new Set(resources.filter(({ protect, parent }) => protect && isComponent.has(parent)).map(({ parent }) => parent));
  // A parent always stands before its children.
  for (const { urn, parent } of resources) if (isComponent.has(urn) && holders.has(parent)) holders.add(urn);
  return resources.filter(({ parent, protect }) => !protect && holders.has(parent));
}
