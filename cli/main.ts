import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import { init } from "./init.ts";
import { plan } from "./plan.ts";
import type { DeclarationOptions } from "./read-declaration.ts";
import type { SandboxOptions } from "./sandbox.ts";
import { type ExitCode, type Streams, WrongUse } from "./streams.ts";
import { validate } from "./validate.ts";

/** Runs one command line; never throws for a user's mistake. */
export async function run(args: readonly string[], streams: Streams): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = commands(streams, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof WrongUse)) throw error;
    streams.err(`palisade: ${error.message}\n`);
    return 2;
  }
}

type Json = DeclarationOptions & { readonly json?: boolean };

function commands(streams: Streams, end: (code: ExitCode) => void): Command {
  const program = new Command("palisade")
    .description("Declare an AWS organization's accounts, data and who may use it, and see what follows.")
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: streams.err })
    .showHelpAfterError("(npm run palisade -- help shows every command)");
  const withDeclaration = (name: string, description: string, examples: readonly string[]) =>
    program
      .command(name)
      .description(description)
      .option("-d, --declaration <folder>", "the declaration's folder (default: organization/ where it exists, else examples/acme)")
      .option("--as-of <day>", "compare ends of grants with this day, YYYY-MM-DD (default: today; the sample is pinned)")
      .addHelpText("after", exampleText(examples));
  withDeclaration("start", "Read the declaration and print the plan.", ["npm start", "npm start -- --declaration organization"]).action(
    (options: DeclarationOptions) => end(plan(options, streams)),
  );
  withDeclaration("validate", "Say everything that is wrong with the declaration.", ["npm run validate", "npm run -s validate -- --json"])
    .option("--json", "print { problems, warnings } as JSON")
    .action((options: Json) => end(validate(options, streams)));
  withDeclaration("plan", "Print accounts, stacks in their order, grants with both halves, warnings.", [
    "npm run plan",
    "npm run -s plan -- --json > plan.json",
    "npm run plan -- --as-of 2027-04-01",
  ])
    .option("--json", "print the whole plan as JSON")
    .action((options: Json) => end(plan(options, streams)));
  program
    .command("init")
    .description("Start your own declaration in organization/, which then is the default.")
    .option("--empty", "start without accounts (default: a copy of the sample)")
    .option("--directory <folder>", "create it here instead of organization/")
    .addHelpText("after", exampleText(["npm run init", "npm run init -- --empty"]))
    .action((options: { readonly empty?: boolean; readonly directory?: string }) => end(init(options, streams)));
  addSandbox(program, streams, end);
  return program;
}

const SANDBOX = {
  up: "Deploy all stacks in their order.",
  preview: "Show what up would change.",
  refresh: "Compare every stack with what exists, show what was changed behind its back, and record it.",
  destroy: "Delete what the stacks made, in reverse order, but for what is protected.",
  status: "Say what each stack holds.",
  env: "Print the environment in which Pulumi's own commands work in the sandbox.",
} as const;

function addSandbox(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  const group = program
    .command("sandbox")
    .description("Deploy under Pulumi's own engine, against a stand-in for AWS, all in .palisade/sandbox.")
    .addHelpText("after", exampleText(["npm run sandbox -- up", 'eval "$(npm run -s sandbox -- env)" && pulumi preview -s organization']));
  for (const verb of ["up", "preview", "refresh", "destroy", "status", "env"] as const) {
    const command = group
      .command(verb)
      .description(SANDBOX[verb])
      .option("-d, --declaration <folder>", "the declaration's folder (default: organization/ where it exists, else a sample that deploys)")
      .option("--as-of <day>", "compare ends of grants with this day, YYYY-MM-DD (default: today)")
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
    if (verb === "destroy") command.option("--left-over", "only stacks of accounts that have left the declaration");
    if (verb === "refresh") command.option("--clear-pending-creates", "take what was being created when a run was killed as not created");
  }
}

const exampleText = (examples: readonly string[]): string => `\nExamples:\n${examples.map((example) => `  ${example}\n`).join("")}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  // A reader that has seen enough, like `head`, closes the pipe.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}
