import { chooseFrom } from "../../model/reading/suggest.ts";
import { layerOf } from "../../operation/layer-limits.ts";
import type { Verb } from "../../operation/operate.ts";
import { reversed, type Step } from "../../operation/walk.ts";
import { WrongUse } from "../output/streams.ts";

/** The stacks that can be operated, in their order. */
export interface Steps {
  readonly planned: readonly Step[];
  /** Stacks of accounts that have left the declaration. */
  readonly leftOver: readonly Step[];
}

/** Which stacks to operate. Each option that is given narrows the choice. */
export interface Choice {
  /** Only these; left out: all. */
  readonly stack?: readonly string[] | undefined;
  /** Only stacks of these accounts. */
  readonly account?: readonly string[] | undefined;
  /** Only stacks of these layers. */
  readonly layer?: readonly string[] | undefined;
  /** Only these, which a change concerns. */
  readonly concerned?: ReadonlySet<string> | undefined;
  /** On destroy: only the stacks of accounts that have left the declaration. */
  readonly leftOver?: boolean | undefined;
}

/**
 * The stacks of an operation, in its order.
 * @throws `WrongUse` for a stack, an account or a layer that does not exist, with the one that may be meant
 */
export function chosenSteps(verb: Verb | "status", { planned, leftOver: left }: Steps, options: Choice): Step[] {
  const all = verb === "destroy" || verb === "status" ? [...planned, ...left] : [...planned];
  const isChosen = [
    narrowing(all, "stack", options.stack, (name) => name),
    narrowing(all, "account", options.account, accountOf),
    narrowing(all, "layer", options.layer, layerOf),
  ];
  const eligible = options.leftOver === true ? [...left] : all;
  const steps = eligible.filter(({ name }) => isChosen.every((is) => is(name)) && options.concerned?.has(name) !== false);
  return verb === "destroy" ? reversed(steps) : steps;
}

/** The account of a stack, by its name; undefined for stacks of the whole organization. */
function accountOf(stack: string): string | undefined {
  const layer = layerOf(stack);
  return layer === stack ? undefined : stack.slice(layer.length + 1);
}

/** Whether an option leaves a stack in the choice. */
function narrowing(
  all: readonly Step[],
  option: "stack" | "account" | "layer",
  chosen: readonly string[] | undefined,
  of: (name: string) => string | undefined,
): (name: string) => boolean {
  if (chosen === undefined) return () => true;
  const known = new Set(all.flatMap(({ name }) => of(name) ?? []));
  const unknown = chosen.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const what = option === "stack" ? "a stack" : `${option === "account" ? "an" : "a"} ${option} with stacks`;
    throw new WrongUse(
      `--${option}: is not ${what} of this declaration, got ${JSON.stringify(unknown)}; ${chooseFrom(unknown, known, "declare an account")}`,
    );
  }
  return (name) => chosen.includes(of(name) ?? "");
}
