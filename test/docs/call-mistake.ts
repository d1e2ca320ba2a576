import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { commands } from "../../cli/main.ts";
import { plain } from "../support/command.ts";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly scripts: Readonly<Record<string, string>> };

/** What npm does by itself, which no script of package.json is. */
const OF_NPM: ReadonlySet<string> = new Set(["ci", "install", "pack"]);

/** A call of npm: the script, the arguments of Palisade's program that it runs, or undefined where it runs another. */
interface NpmCall {
  readonly script: string;
  readonly args: readonly string[] | undefined;
}

/**
 * The script that a call of npm runs. `words` are those behind `npm`.
 * @throws where there is no such script, or arguments stand where npm keeps them for itself
 */
export function npmCallOf(words: readonly string[]): NpmCall {
  const separator = words.includes("--") ? words.indexOf("--") : words.length;
  const [verb = "", ...more] = words.slice(0, separator).filter((word) => word !== "-s");
  if (OF_NPM.has(verb)) return { script: verb, args: undefined };
  const [script = "", ...kept] = verb === "run" ? more : [verb, ...more];
  const text = Object.hasOwn(scripts, script) ? scripts[script] : undefined;
  if (text === undefined) throw new Error(`package.json has no script ${JSON.stringify(script)}`);
  if (kept.length > 0) throw new Error(`npm keeps ${kept.join(" ")} for itself; write it behind --`);
  const [, own] = /cli\/main\.ts ?(.*)$/.exec(text) ?? [];
  const given = words.slice(separator + 1);
  return { script, args: own === undefined ? undefined : [...own.split(" ").filter((word) => word !== ""), ...given] };
}

/** Mistakes of a call in a sentence, which may leave out what a reader puts in. */
const FRAGMENT: ReadonlySet<string> = new Set([
  // A group of commands, without one of them.
  "commander.help",
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
  "commander.optionMissingArgument",
]);

/**
 * What Palisade's own definitions of commands find wrong with arguments; undefined where they take them. Nothing is run.
 * @param isFragment whether values may be missing
 */
export async function argumentsMistake(args: readonly string[], isFragment = false): Promise<string | undefined> {
  let said = "";
  const streams = { out: () => undefined, err: (text: string) => void (said += text) };
  const program = commands(streams, () => undefined);
  doNothing(program);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    const { exitCode, code = "" } = error as { readonly exitCode?: number; readonly code?: string };
    return exitCode === 0 || (isFragment && FRAGMENT.has(code)) ? undefined : plain(said) || String(error);
  }
  return undefined;
}

function doNothing(command: Command): void {
  // A group without a verb prints its help.
  if (command.commands.length === 0) command.action(() => undefined);
  for (const each of command.commands) doNothing(each);
}
