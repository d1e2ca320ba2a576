import type { Layers } from "../engine/layers.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { Problem } from "../json-problem.ts";

/** A request in the terms of AWS with the layers that lie over it, and what had to be assumed to find them. */
export interface Situation {
  readonly request: Request;
  readonly layers: Layers;
  readonly assumptions: readonly string[];
  /** Why the request does not leave its network, so that no policy is asked about it; undefined where it does. */
  readonly unreachable?: string | undefined;
}

/**
 * What knows an organization: which policies lie over a request. It names principals, resources and networks as the organization does, and
 * says as problems what it cannot resolve; the engine itself only ever sees situations.
 */
export interface World {
  situate(request: Request): Situation | { readonly problems: readonly Problem[] };
}

/** What has to be told of a situation besides the decision: why nothing arrives, and what was assumed. */
export const notesOf = ({ assumptions, unreachable }: Situation): string[] => [
  ...(unreachable === undefined ? [] : [unreachable]),
  ...assumptions,
];
