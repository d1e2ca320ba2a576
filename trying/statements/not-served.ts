import { type Refusal, refused } from "../refusal.ts";

/** A part of a statement that is decided and not carried out here. It is caught where a statement is carried out. */
export class NotServed extends Error {}

/** What is answered to a statement that is allowed and that nothing here carries out. */
export const notServed = (what: string): Refusal =>
  refused("ValidationException", `${what}: the statement is allowed, and this stand-in for DynamoDB does not carry it out`);
