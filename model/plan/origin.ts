import type { Position } from "../problem.ts";

/** Where an item of the plan comes from. */
export interface Origin extends Position {
  /** The item in the declaration, as `<account>/<kind>/<name>`, unique among items. */
  readonly id: string;
}
