import { z } from "zod";

// What a stack's state says, as `pulumi stack export` writes it. Parts that nobody here asks about are left out.
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  external: z.boolean().default(false),
  protect: z.boolean().default(false),
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
  readonly pending: readonly PendingOperation[];
}

/** Reads an exported deployment. */
export function readDeployment(exported: unknown): StackState {
  const { resources, pending_operations: pending } = deployment.parse(exported ?? {});
  const made = resources.filter(({ custom, external, type }) => custom && !external && !type.startsWith("pulumi:"));
  return {
    made: made.map(({ urn }) => urn),
    protected: made.filter((each) => each.protect).map(({ urn }) => urn),
    pending: pending.map(({ resource: { urn }, type }) => ({ urn, kind: type })),
  };
}
