import path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

/** What the SDK's declarations leave out. */
interface Runnable {
  run(args: string[], folder: string, environment: Readonly<Record<string, string>>, ...rest: unknown[]): Promise<unknown>;
}

/** Starts a program that a closed terminal does not end. */
const SCRIPT = `trap '' HUP; exec "$0" "$@"`;

/**
 * A CLI whose engines a closed terminal does not end in the middle of their work: the hang-up reaches every process in the terminal, and
 * Pulumi's CLI would end by it at once. The runner hears it too, and asks the engines to stop.
 */
export function keptFromHangUp(cli: PulumiCommand, platform: NodeJS.Platform = process.platform): PulumiCommand {
  if (platform === "win32") return cli;
  const { command } = cli;
  const shell = Object.assign(Object.create(cli) as PulumiCommand & Runnable, { command: "sh" });
  const run = shell.run.bind(shell);
  const kept: Runnable["run"] = (args, folder, environment, ...rest) =>
    run(["-c", SCRIPT, command, ...args], folder, { ...environment, ...besideCli(command, environment) }, ...rest);
  return Object.assign(Object.create(cli) as PulumiCommand, { run: kept });
}

/** The SDK finds the plugins that lie beside the CLI by the path. */
function besideCli(command: string, environment: Readonly<Record<string, string>>): Record<string, string> {
  if (!path.isAbsolute(command)) return {};
  return { PATH: [path.dirname(command), environment["PATH"] ?? process.env["PATH"] ?? ""].join(path.delimiter) };
}
