/** The type of the resource that stands for a stack itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** The stack that a resource belongs to, and its project. */
export interface StackIdentity {
  readonly stack: string;
  readonly project: string;
}

/** A resource's place and name, from which its URN is made. */
export interface Named {
  /** The parent's URN; empty at the top. */
  readonly parent: string;
  readonly type: string;
  readonly name: string;
}

/**
 * The URN that Pulumi's engine gives a resource: the types of all its parents but the stack's own stand before its type.
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export function urnOf({ stack, project }: StackIdentity, { parent, type, name }: Named): string {
  const parents = parent === "" ? "" : typesOf(parent);
  const chain = parents === "" || parents === STACK_TYPE ? type : `${parents}$${type}`;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

/** The types in a URN, outermost first, joined by `$`. */
function typesOf(urn: string): string {
  return urn.split("::", 3)[2] ?? "";
}
