import type { Decision, Outcome } from "../engine/decide.ts";
import type { Readings } from "../engine/readings.ts";

/** An outcome with what other readings of AWS's pages turn it into, as plain data. */
export interface ReadOutcome {
  /** As the pages are read by default. */
  readonly outcome: Outcome;
  readonly alternatives: readonly OtherOutcome[];
}

/** What other readings turn an outcome into. */
export interface OtherOutcome {
  readonly readings: Partial<Readings>;
  readonly outcome: Outcome;
}

const NO_ALTERNATIVES: readonly OtherOutcome[] = [];

/** The outcome of a decision that was made under every reading. */
export const outcomeOf = ({ outcome, alternatives }: Decision): ReadOutcome => ({
  outcome,
  alternatives: alternatives?.map(({ readings, decision }) => ({ readings, outcome: decision.outcome })) ?? NO_ALTERNATIVES,
});

/** Whether any reading makes an outcome one of some. */
export const mayBe = ({ outcome, alternatives }: ReadOutcome, ...some: readonly Outcome[]): boolean =>
  some.includes(outcome) || alternatives.some((each) => some.includes(each.outcome));
