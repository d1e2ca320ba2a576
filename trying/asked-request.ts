import type { ContextValues } from "../proof/engine/request-context.ts";

/** What a call asks of AWS's authorization: one of the requests that must all be allowed. */
export interface AskedRequest {
  /** With its service: `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN or `*`. */
  readonly resource: string;
  /** The keys that the call itself carries; the caller and the network add their own. */
  readonly context: ContextValues;
  /** Keys that the call carries and that cannot be read out of it here, each with what is unknown. */
  readonly unknown?: Readonly<Record<string, string>>;
}
