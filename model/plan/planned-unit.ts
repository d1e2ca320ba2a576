import type { AttachedPolicies } from "../schema/account.ts";
import type { Perimeter } from "../schema/vocabulary.ts";
import type { Origin } from "./origin.ts";

export interface PlannedUnit {
  readonly origin: Origin;
  /** From the root, with `/` between levels; levels that only lead to a declared unit are units too. */
  readonly path: string;
  readonly perimeter: Perimeter;
  readonly because: string | undefined;
  /** The id of a unit that exists; undefined where it is created. */
  readonly existing: string | undefined;
  readonly attachedPolicies: AttachedPolicies;
}
