import type { Verb } from "../../operation/operate.ts";
import { quoted } from "./card/command-line-snippet.ts";

/** How a reader calls what messages name. */
export interface Calls {
  /** A command of the operator, with its options. */
  readonly run: (verb: Verb | "env", options?: string) => string;
  /** Where Pulumi's own commands work; empty where that is any shell. */
  readonly byHand: string;
}

/** Options that a command was called with, and that one which follows it needs again. */
export interface GivenOptions {
  readonly declaration?: string | undefined;
  readonly asOf?: string | undefined;
  /** Folder of the sandbox. */
  readonly folder?: string | undefined;
}

/** Calls about real accounts. */
export const accountCalls = (given: GivenOptions): Calls => ({
  run: (verb, options) => called(`npm run ${verb}`, options === undefined && again(given) === "" ? [] : ["--", options, again(given)]),
  byHand: "",
});

/** Calls about the sandbox. */
export const sandboxCalls = (given: GivenOptions): Calls => ({
  run: (verb, options) => called(`npm run sandbox -- ${verb}`, [options, again(given)]),
  byHand: `in the environment of ${called("npm run -s sandbox -- env", [again(given)])}: `,
});

/** The options that are given again: without them a call would be about another declaration. */
function again({ declaration, asOf, folder }: GivenOptions): string {
  const options = { "--declaration": declaration, "--as-of": asOf, "--folder": folder };
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${quoted(value)}`]))
    .join(" ");
}

const called = (name: string, parts: readonly (string | undefined)[]): string =>
  [name, ...parts].filter((part) => part !== undefined && part !== "").join(" ");
