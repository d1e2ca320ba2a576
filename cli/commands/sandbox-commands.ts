import type { Command } from "commander";
import type { ExitCode, Streams } from "../output/streams.ts";
import { exampleText } from "./example-text.ts";
import { AS_OF, DECLARATION } from "./option-texts.ts";
import type { SandboxOptions } from "./sandbox.ts";

const SANDBOX = {
  up: "Deploy all stacks in their order.",
  preview: "Show what up would change.",
  refresh: "Compare every stack with what exists, print what others changed, and record it.",
  destroy: "Delete the resources of all stacks, in reverse order, except protected ones.",
  status: "Print how many resources each stack has.",
  env: "Print shell commands that set up the sandbox's environment and change to its project folder, for Pulumi's own commands.",
} as const;

/** Adds `sandbox` with its commands to a program. */
export function addSandbox(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  const group = program
    .command("sandbox")
    .description("Deploy with Pulumi's own engine against a stand-in for AWS, all in .palisade/sandbox. Needs Pulumi's CLI.")
    .addHelpText(
      "after",
      exampleText([
        "npm run sandbox -- up",
        'environment="$(npm run -s sandbox -- env)" && eval "$environment" && pulumi preview -s organization',
      ]),
    );
  for (const verb of ["up", "preview", "refresh", "destroy", "status", "env"] as const) {
    const command = group
      .command(verb)
      .description(SANDBOX[verb])
      .option("-d, --declaration <folder>", DECLARATION)
      .option("--as-of <day>", AS_OF)
      .option("--folder <folder>", "the sandbox's own folder (default: .palisade/sandbox)")
      .action(async (options: SandboxOptions) => {
        // Pulumi's SDK takes its time to load; no other command needs it.
        const { sandbox } = await import("./sandbox.ts");
        end(await sandbox(verb, options, streams));
      });
    if (verb === "status" || verb === "env") continue;
    command
      .option("--at-once <number>", "how many stacks to deploy at once (default: 2)")
      .option("--stack <name...>", "only these stacks (default: all)");
    if (verb === "up" || verb === "preview") command.option("--no-policy-pack", "without the policy pack's rules (default: with them)");
    if (verb === "destroy") command.option("--left-over", "only stacks of accounts that have left the declaration");
    if (verb === "refresh")
      command.option("--clear-pending-creates", "after a killed run: treat resources whose creation did not end as not created");
  }
}
