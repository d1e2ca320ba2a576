import type { Command } from "commander";

/** How a command is called through npm, with the `--` behind which npm hands options on. */
export function npmCall(command: Command): string {
  const [name = "", ...verbs] = pathOf(command);
  return [name === "start" ? "npm start" : `npm run ${name}`, "--", ...verbs].join(" ");
}

/** Adds to every command a hint at its own help, printed after a wrong call. */
export function hintAtHelp(program: Command): void {
  for (const command of program.commands) {
    command.showHelpAfterError(`(${npmCall(command)} --help lists the options; write them behind --)`);
    hintAtHelp(command);
  }
}

/**
 * The command that is called, and those of its options that npm took for its own because they stood before `--`. npm hands them on in the
 * environment alone, so that the command would run without them.
 * https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables
 */
export function takenByNpm(
  program: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { readonly command: Command; readonly options: readonly string[] } {
  const command = called(program, args);
  const options = command.options.flatMap(({ long }) => (long === undefined || environment[npmName(long)] === undefined ? [] : [long]));
  return { command, options };
}

const npmName = (long: string): string => `npm_config_${long.replace(/^--(no-)?/, "").replaceAll("-", "_")}`;

function called(command: Command, [name, ...args]: readonly string[]): Command {
  const found = command.commands.find((each) => each.name() === name);
  return found === undefined ? command : called(found, args);
}

function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}
