import { shortHash } from "../model/short-hash.ts";
import type { RehearsedResource } from "./rehearsal-result.ts";
import { sortedFields } from "./resources-json.ts";

const HASH_LENGTH = 16;

/**
 * A hash of each stack that a rehearsal made: of its resources with everything that the engine is told about them, and of its outputs. What
 * AWS makes up is left out: it says nothing about the declaration. So are the outputs of other stacks that the stack can read, since those
 * which it uses are in the inputs of its resources.
 */
export function stackFingerprints(resources: readonly RehearsedResource[]): ReadonlyMap<string, string> {
  const byStack = Map.groupBy(resources, ({ stack }) => stack);
  return new Map(
    [...byStack].map(([stack, made]) => {
      const texts = made.filter(({ type }) => type !== STACK_REFERENCE).map((resource) => JSON.stringify(declared(resource)));
      return [stack, shortHash(texts.sort().join("\n"), HASH_LENGTH)];
    }),
  );
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const STACK = "pulumi:pulumi:Stack";

/** A resource without what AWS makes up. The engine's own resource of a stack has the stack's outputs. */
function declared({ id: _, outputs, inputs, ...fields }: RehearsedResource): unknown {
  return { ...fields, inputs: sortedFields(inputs), outputs: fields.type === STACK ? sortedFields(outputs) : undefined };
}
