import type { Action } from "../../../iam/catalogue-entries.ts";
import type { Variation } from "../varying.ts";
import type { OriginsOf } from "./told-origins.ts";

/** Alike actions, with every time and every way to carry keys at which they are asked. */
export interface ActionGroup {
  readonly action: Action;
  readonly actions: readonly Action[];
  readonly ways: readonly GroupWay[];
  /** The origins of a question, each by what the statements that reach the actions tell of it. */
  readonly from: OriginsOf;
}

/** One time and one way to carry keys. */
export interface GroupWay {
  /** A number for what statements tell of it and of the actions: ways of one number are one class, where the same is expected. */
  readonly number: number;
  readonly variation: Variation;
}
