import { z } from "zod";

// A stack's state as `pulumi stack export` writes it, without the parts that are not used here.
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

/** Unprotected resources in a component with a protected one. An example is a table's policy, which the last grant's end must be able to delete. */
function neighboursOf(resources: readonly Resource[]): Resource[] {
  const isComponent = new Set(resources.filter(({ custom, type }) => !custom && type !== "pulumi:pulumi:Stack").map(({ urn }) => urn));
  const parents = new Set(resources.filter(({ protect, parent }) => protect && isComponent.has(parent)).map(({ parent }) => parent));
  // A parent always stands before its children.
  for (const { urn, parent } of resources) if (isComponent.has(urn) && parents.has(parent)) parents.add(urn);
  return resources.filter(({ parent, protect }) => !protect && parents.has(parent));
}
