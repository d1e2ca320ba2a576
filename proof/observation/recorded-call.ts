import type { ContextValues } from "../engine/request-context.ts";

/**
 * A call that CloudTrail recorded, as far as it decides about access: calls that are alike in all of this are decided alike. A record leaves
 * open what it does not say; then there are several requests that it may have been.
 */
export interface RecordedCall {
  /** An ARN, or a service's name. */
  readonly principal: string;
  /** Only the account of the caller is recorded. */
  readonly isPrincipalUnknown: boolean;
  /** The actions that decide it; where there are several, the record does not say which of them. */
  readonly actions: readonly string[];
  /** All of these have to be allowed. */
  readonly resources: readonly string[];
  /** The record does not say which resource was meant: `resources` has a pattern of all that it may be. */
  readonly isResourceUnknown: boolean;
  readonly origin: RecordedOrigin;
  /** Keys that the request carried. */
  readonly context: ContextValues;
  /** Whether AWS denied it. */
  readonly wasDenied: boolean;
  /** Whether it was recorded as a data event. */
  readonly isData: boolean;
  /** The account of the caller, where this is the copy that the resource's account got of a call across accounts. */
  readonly copyFor: string | undefined;
  /** The account whose trail has it. */
  readonly recipient: string;
}

/** Where a call came from. */
export type RecordedOrigin =
  /** A declared network, by name. */
  | { readonly kind: "network"; readonly name: string }
  /** A VPC that the declaration does not know. */
  | { readonly kind: "undeclared-network"; readonly account: string }
  /** Over the internet, from an address that no policy names. */
  | { readonly kind: "internet" }
  /** Over the internet, from this or a like address. */
  | { readonly kind: "address"; readonly address: string }
  /** An AWS service made it for the caller, or with a role of the caller's: the record does not tell these apart. */
  | { readonly kind: "service"; readonly service: string; readonly isForwarded: boolean }
  /** The record does not say. */
  | { readonly kind: "unknown"; readonly why: string };

/** What a record is: a call, one that is about something else, or no record. */
export type ReadRecord =
  | { readonly kind: "call"; readonly call: RecordedCall; readonly at: string }
  | { readonly kind: "foreign"; readonly what: string }
  | { readonly kind: "damaged"; readonly what: string };
