import type { Place } from "./place.ts";

/** Why a request is refused: AWS's error code and message, as far as they are documented, and what to do. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The request that was refused: its resource's URN, account and region. */
export interface RefusedRequest extends Place {
  readonly urn: string;
}

/** Thrown when AWS would refuse a request. The request has changed nothing. */
export class Refusal extends Error {
  readonly code: string;
  readonly account: string;
  readonly region: string;
  readonly urn: string;
  readonly reason: string;
  readonly remedy: string;

  constructor(request: RefusedRequest, { code, message, remedy }: Reason) {
    super(`${request.urn}: ${code} in account ${request.account}, ${request.region}: ${message}; ${remedy}`);
    this.name = "Refusal";
    this.code = code;
    this.account = request.account;
    this.region = request.region;
    this.urn = request.urn;
    this.reason = message;
    this.remedy = remedy;
  }
}
