import type { DecidedClass } from "../classes/decided-class.ts";
import type { Readings } from "../engine/readings.ts";
import type { Doing } from "../intent/doings.ts";
import type { Asked, Expectation } from "../intent/subject.ts";
import type { Chain } from "../sessions/chains.ts";

/** Classes of requests that are decided otherwise than intended, of one principal's kind and one resource. */
export interface Finding {
  /**
   * `breach`: allowed, though it ought to be denied. `broken`: denied, though it is declared. `unknown`: it ought to be denied, and whether
   * it is rests on a policy of an existing resource that nobody described.
   */
  readonly kind: "breach" | "broken" | "unknown";
  /** The principal's kind, the resource, and what is done, in the declaration's terms; findings of one class have one text. */
  readonly about: string;
  readonly doing: Doing | undefined;
  readonly expectation: Expectation;
  /** How AWS's pages have to be read for it, where otherwise than by default; undefined where it stands as they are read. */
  readonly readings: Partial<Readings> | undefined;
  /** One request of the class. */
  readonly example: DecidedClass;
  readonly asked: Asked;
  /** How many classes there are of it. */
  readonly classes: number;
  /** How the principal comes to act as the role that makes the request, where it is another's; each step's role takes the next. */
  readonly chain?: Chain | undefined;
  /** Where the finding is that a role is taken: one request for data that the role may make. */
  readonly gives?: DecidedClass | undefined;
}
