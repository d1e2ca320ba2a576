import type { ControlPlane } from "../control-plane/control-plane.ts";
import type { Properties } from "../control-plane/properties.ts";

/** A program with the stack that it is deployed as. */
export interface StackProgram {
  readonly name: string;
  /** The stacks that are deployed before; only they, and those before them, may be referenced. */
  readonly dependsOn: readonly string[];
  /** The account that it acts in, by its 12 digits, where a provider does not say otherwise. */
  readonly account: string;
  /** The region that it acts in, where neither a provider nor a resource says otherwise. */
  readonly region: string;
  /** Registers the stack's resources and returns its outputs, as under `pulumi up`. */
  readonly program: () => Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** What a stack handed on when it was deployed the last time. */
export interface PreviousOutputs {
  readonly outputs: Properties;
  /** Names of the outputs that are secrets. @default none */
  readonly secretOutputs?: readonly string[];
}

/** What is rehearsed, and how. */
export interface RehearsalOptions {
  readonly project: string;
  /** @default `organization`, the only one that backends without an account know */
  readonly organization?: string;
  /** In any order. */
  readonly stacks: readonly StackProgram[];
  /** Where the resources are made: a new one for each rehearsal, seeded with what is there before. */
  readonly controlPlane: ControlPlane;
  /** Configuration for every stack by full key, e.g. `aws:region`. */
  readonly config?: Readonly<Record<string, string>>;
  /** How many stacks run at once at most. @default 8 */
  readonly concurrency?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Shows what would be made, with what AWS gives only then unknown, and makes nothing. @default false */
  readonly preview?: boolean;
  /** For a preview: what references to stacks find, by stack. A stack that is not named exists and has no outputs yet. */
  readonly previous?: Readonly<Record<string, PreviousOutputs>>;
  /** Awaited before each answer to a program, so that tests can shuffle the order of answers. */
  readonly delay?: () => Promise<void>;
}

/** How far a rehearsal is. */
export interface Progress {
  readonly stack: string;
  readonly status: "running" | StackStatus;
  readonly finished: number;
  readonly total: number;
}

export type StackStatus = "done" | "failed" | "skipped";

/** What became of one stack. */
export interface StackOutcome {
  readonly name: string;
  readonly status: StackStatus;
  /** For a skipped stack, the failed ones that it needs, directly or not. */
  readonly because: readonly string[];
  /** The stack's outputs, secrets masked. */
  readonly outputs: Properties;
  /** The names of the outputs that are secrets or hold some. */
  readonly secretOutputs: readonly string[];
  /** For a failed stack, the first reason: the refusal if there was one, else what the program threw. */
  readonly error?: string;
  /** What the program warned of. */
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
  /** Empty for components, and in a preview for what is not made yet. */
  readonly id: string;
  /** The parent's URN; empty at the top. */
  readonly parent: string;
  /** The provider's URN and id, as in Pulumi's state; empty for components. */
  readonly provider: string;
  /** URNs, sorted. */
  readonly dependsOn: readonly string[];
  /** As checked, with made-up names; secrets masked. */
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

/** What all accounts would hold, and what became of each stack. Every list is sorted. */
export interface Rehearsal {
  readonly resources: readonly RehearsedResource[];
  readonly stacks: readonly StackOutcome[];
  readonly refusals: readonly RecordedRefusal[];
  readonly unmodelled: readonly UnmodelledResource[];
}
