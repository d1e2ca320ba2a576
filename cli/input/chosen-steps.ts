import { chooseFrom } from "../../model/reading/suggest.ts";
import type { Verb } from "../../operation/operate.ts";
import { reversed, type Step } from "../../operation/walk.ts";
import { WrongUse } from "../output/streams.ts";

/** The stacks of a sandbox, in their order. */
export interface Steps {
  readonly planned: readonly Step[];
  /** Stacks of accounts that have left the declaration. */
  readonly leftOver: readonly Step[];
}

/** Which stacks to operate. */
export interface Choice {
  /** Only these; left out: all. */
  readonly stack?: readonly string[] | undefined;
  /** On destroy: only the stacks of accounts that have left the declaration. */
  readonly leftOver?: boolean | undefined;
}

/**
 * The stacks of an operation, in its order.
 * @throws `WrongUse` for a stack that does not exist, with the one that may be meant
 */
export function chosenSteps(verb: Verb, { planned, leftOver: left }: Steps, options: Choice): Step[] {
  const all = verb === "destroy" ? [...planned, ...left] : [...planned];
  const eligible = options.leftOver === true ? [...left] : all;
  const unknown = (options.stack ?? []).find((name) => !all.some((step) => step.name === name));
  if (unknown !== undefined) {
    throw new WrongUse(
      `--stack: is not a stack of this declaration, got ${JSON.stringify(unknown)}; ${chooseFrom(
        unknown,
        all.map(({ name }) => name),
        "declare an account",
      )}`,
    );
  }
  const steps = options.stack === undefined ? eligible : eligible.filter(({ name }) => options.stack?.includes(name) === true);
  return verb === "destroy" ? reversed(steps) : steps;
}
