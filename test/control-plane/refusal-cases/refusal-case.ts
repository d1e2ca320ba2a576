import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, OWNER, type Wanted } from "../test-plane.ts";

/** A request that AWS refuses, and a similar one that it accepts. */
export interface RefusalCase {
  readonly fact: string;
  readonly code: string;
  /** What the message must say. */
  readonly says: RegExp;
  /** Makes what the request needs, and returns the ids that its inputs refer to. */
  readonly given?: (plane: ControlPlane) => Readonly<Record<string, string>>;
  readonly refused: (ids: Readonly<Record<string, string>>) => Wanted;
  readonly accepted: (ids: Readonly<Record<string, string>>) => Wanted;
}

export const ROOT = `arn:aws:iam::${OWNER.account}:root`;
export const FOREIGN_ROLE = `arn:aws:iam::${CONSUMER.account}:role/etl`;
export const TABLE_ARN = `arn:aws:dynamodb:eu-west-1:${OWNER.account}:table/orders`;

/** Makes a resource and returns its ARN. */
export function arnOf(plane: ControlPlane, wanted: Wanted): string {
  return String(make(plane, wanted).outputs["arn"]);
}

/** The same type twice, with inputs that are refused and accepted. */
export function twins(type: string, refused: Properties, accepted: Properties, caller = OWNER): Pick<RefusalCase, "refused" | "accepted"> {
  return { refused: () => ({ type, inputs: refused, caller }), accepted: () => ({ type, inputs: accepted, caller }) };
}
