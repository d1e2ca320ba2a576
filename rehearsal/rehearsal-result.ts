import type { Properties } from "../control-plane/properties.ts";
/** `skipped`: a stack that it depends on has failed. */
export type StackStatus = "done" | "failed" | "skipped";

/** The outcome of one stack. */
export interface StackOutcome {
  readonly name: string;
  readonly status: StackStatus;
  /** For a skipped stack, the failed stacks that it depends on, directly or not. */
  readonly because: readonly string[];
  /** The stack's outputs, secrets masked. */
  readonly outputs: Properties;
  /** The names of outputs that are or contain secrets. */
  readonly secretOutputs: readonly string[];
  /** For a failed stack, the cause: a refusal if there was one, else the program's error. */
  readonly error?: string;
  /** The program's warnings. */
  readonly warnings: readonly string[];
  readonly milliseconds: number;
}

/** A resource, component or provider that a program registered or read. */
export interface RehearsedResource {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Empty for components, and in a preview for new resources. */
  readonly id: string;
  /** The parent's URN; empty at the top. */
  readonly parent: string;
  /** The provider's URN and id, as in Pulumi's state; empty for components. */
  readonly provider: string;
  /** URNs, sorted. */
  readonly dependsOn: readonly string[];
  /** Set where the engine refuses to delete it. */
  readonly protect?: true;
  /** After the check, with generated names; secrets masked. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A request that AWS or Pulumi would refuse. */
export interface RecordedRefusal {
  readonly stack: string;
  /** The resource's URN, or the token of a data source. */
  readonly urn: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A resource whose type the control plane passes through unchecked. */
export interface UnmodelledResource {
  readonly stack: string;
  readonly urn: string;
  readonly type: string;
}

/** The resources of all accounts, and the outcome of each stack. Every list is sorted. */
export interface Rehearsal {
  readonly resources: readonly RehearsedResource[];
  readonly stacks: readonly StackOutcome[];
  readonly refusals: readonly RecordedRefusal[];
  readonly unmodelled: readonly UnmodelledResource[];
}
