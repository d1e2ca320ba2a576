import type { Verb } from "../../operation/operate.ts";

/** How a reader calls what messages name. */
export interface Calls {
  /** A command of the operator, with its options. */
  readonly run: (verb: Verb | "env", options?: string) => string;
  /** Where Pulumi's own commands work; empty where that is any shell. */
  readonly byHand: string;
}

/** Calls about real accounts. */
export const ACCOUNT_CALLS: Calls = {
  run: (verb, options) => `npm run ${verb}${options === undefined ? "" : ` -- ${options}`}`,
  byHand: "",
};

/** Calls about the sandbox. */
export const SANDBOX_CALLS: Calls = {
  run: (verb, options) => `npm run sandbox -- ${verb}${options === undefined ? "" : ` ${options}`}`,
  byHand: "in the environment of npm run -s sandbox -- env: ",
};
