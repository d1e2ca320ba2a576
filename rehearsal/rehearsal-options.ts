import type { ControlPlane } from "../control-plane/control-plane.ts";
import type { Properties } from "../control-plane/properties.ts";
import type { StackStatus } from "./rehearsal-result.ts";

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
