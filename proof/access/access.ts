import type { DecidedClass } from "../classes/decided-class.ts";
import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";

/** A key that a request has to carry, or must not. */
export interface CarriedKey {
  readonly key: string;
  /** Values with which it holds, among those that some policy names. */
  readonly values: readonly string[];
  /** The others that some policy names. */
  readonly refused: readonly string[];
  /** Whether it holds with a value that no policy names. */
  readonly isOther: boolean;
  /** Whether it holds without the key. */
  readonly isAbsent: boolean;
}

/** The condition under which an access holds, wherever the request comes from. */
export interface Terms {
  /** What it rests on that is unknown; empty where it is certain. */
  readonly unknowns: readonly string[];
  /** The instant from which it holds, in milliseconds; undefined where it holds now. */
  readonly since: number | undefined;
  /** The instant at which it ends, in milliseconds; undefined where it has no end. */
  readonly until: number | undefined;
  readonly carrying: readonly CarriedKey[];
  /** Whether it is the principal's own permissions that decide, which nobody declared and which may be anything. */
  readonly byOwnPermissions: boolean;
}

/** Whether origins are all that were asked about, or all but declared networks; services that forward calls are apart. */
export type Extent = "anywhere" | "outside-networks" | "listed";

/** Who may do what to what, from where, under which terms. */
export interface Access {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly actions: readonly string[];
  readonly origins: readonly OriginClass[];
  readonly extent: Extent;
  readonly terms: Terms;
  /** One class of requests that it allows; its decision names the statement. */
  readonly example: DecidedClass;
}
