import type { Command } from "commander";
import type { ExitCode, Streams } from "../output/streams.ts";
import { exampleText } from "./example-text.ts";
import type { SandboxOptions } from "./sandbox.ts";

const SANDBOX = {
  up: "Deploy all stacks in their order.",
  preview: "Show what up would change.",
  refresh: "Compare every stack with what exists, show what was changed behind its back, and record it.",
  destroy: "Delete what the stacks made, in reverse order, but for what is protected.",
  status: "Say what each stack holds.",
  env: "Print what a shell runs so that Pulumi's own commands work in the sandbox; it also changes to its project folder.",
} as const;

/** Adds `sandbox` with its commands to a program. */
export function addSandbox(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  const group = program
    .command("sandbox")
    .description("Deploy under Pulumi's own engine, against a stand-in for AWS, all in .palisade/sandbox.")
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
      .option("-d, --declaration <folder>", "the declaration's folder (default: organization/ where it exists, else examples/acme)")
      .option("--as-of <day>", "compare ends of grants with this day, YYYY-MM-DD (default: today; the sample is pinned)")
      .option("--folder <folder>", "the sandbox's own folder (default: .palisade/sandbox)")
      .action(async (options: SandboxOptions) => {
        // Pulumi's SDK takes its time to load; no other command needs it.
        const { sandbox } = await import("./sandbox.ts");
        end(await sandbox(verb, options, streams));
      });
    if (verb === "status" || verb === "env") continue;
    command
      .option("--at-once <number>", "how many stacks are under way at once (default: 2)")
      .option("--stack <name...>", "only these stacks (default: all)");
    if (verb === "up" || verb === "preview") command.option("--no-policy-pack", "without the policy pack's rules (default: with them)");
    if (verb === "destroy") command.option("--left-over", "only stacks of accounts that have left the declaration");
    if (verb === "refresh") command.option("--clear-pending-creates", "take what was being created when a run was killed as not created");
  }
}
