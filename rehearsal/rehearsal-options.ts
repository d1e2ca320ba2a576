import type { ControlPlane } from "../control-plane/control-plane.ts";
import type { Properties } from "../control-plane/properties.ts";
import type { StackStatus } from "./rehearsal-result.ts";

/** A stack and its program. */
export interface StackProgram {
  readonly name: string;
  /** The stacks that are deployed before this one. The program may only refer to these, and to those before them. */
  readonly dependsOn: readonly string[];
  /** The account of resources whose provider names none, by its 12 digits. */
  readonly account: string;
  /** The region of resources where neither the resource nor its provider names one. */
  readonly region: string;
  /** Registers the stack's resources and returns its outputs, as under `pulumi up`. */
  readonly program: () => Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** The outputs of a stack's last deployment. */
export interface PreviousOutputs {
  readonly outputs: Properties;
  /** Names of the outputs that are secrets. @default none */
  readonly secretOutputs?: readonly string[];
}

/** The stacks to rehearse, and how to rehearse them. */
export interface RehearsalOptions {
  readonly project: string;
  /** @default `organization`, the only one of backends without accounts */
  readonly organization?: string;
  /** In any order. */
  readonly stacks: readonly StackProgram[];
  /** Where the resources are made: a new control plane for each rehearsal, with the existing resources in it. */
  readonly controlPlane: ControlPlane;
  /** Configuration for every stack by full key, e.g. `aws:region`. */
  readonly config?: Readonly<Record<string, string>>;
  /** How many stacks run at once at most. @default 8 */
  readonly concurrency?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Shows what would be made, and makes nothing. Values that AWS makes up are unknown. @default false */
  readonly preview?: boolean;
  /** For a preview: the outputs that stack references find, by stack. A stack that is not listed exists, without outputs. */
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
