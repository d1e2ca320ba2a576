import type { Layer } from "../engine/layers.ts";

/** What an error or a record says of a call that AWS denied. */
export interface DeniedCall {
  /** An ARN; undefined where it names nobody. */
  readonly principal: string | undefined;
  /** With its service: `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN, a name, or `*`; undefined where it names none. */
  readonly resource: string | undefined;
  /** The policies that AWS says denied it; undefined where it does not say. */
  readonly by: { readonly layer: Layer; readonly isExplicit: boolean } | undefined;
  /** Where it came from; empty where that is not said. */
  readonly origin: { readonly endpoint?: string | undefined; readonly address?: string | undefined };
}

/** Why nothing can be said of an error, with what to do. */
export interface Unreadable {
  readonly unreadable: string;
}
