import type { Request } from "../engine/prepare-request.ts";
import type { Call } from "../explanation/explain-call.ts";
import type { Problem } from "../json-problem.ts";

/** A call in the terms of AWS, with what had to be assumed to find the policies over it. */
export interface Situation extends Call {
  readonly assumptions: readonly string[];
  /** Why the call does not leave its network, so that no policy is asked about it; undefined where it does. */
  readonly unreachable?: string | undefined;
}

/**
 * What knows an organization: which policies lie over a request. It names principals, resources and networks as the organization does, and
 * says as problems what it cannot resolve; the engine itself only ever sees situations.
 */
export interface World {
  situate(request: Request): Situation | { readonly problems: readonly Problem[] };
}

/** What has to be said of a situation besides the decision: why nothing arrives, and what was assumed. */
export const notesOf = ({ assumptions, unreachable }: Situation): string[] => [
  ...(unreachable === undefined ? [] : [unreachable]),
  ...assumptions,
];
