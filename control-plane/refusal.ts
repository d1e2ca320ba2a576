import type { Place } from "./place.ts";

/** What a refusal says: AWS's error code, its reason in AWS's words as far as they are known, and what to do. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** Whose request was refused, and where. */
export interface RefusedRequest extends Place {
  readonly urn: string;
}

/** Thrown when AWS would refuse a request. Nothing has been changed. */
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
