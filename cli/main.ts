import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import type { DeclarationOptions } from "../model/folder/read-declaration.ts";
import { exampleText } from "./commands/example-text.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import { init } from "./commands/init.ts";
import { plan } from "./commands/plan.ts";
import type { RehearseOptions } from "./commands/rehearse.ts";
import { addSandbox } from "./commands/sandbox-commands.ts";
import type { StartOptions } from "./commands/start.ts";
import { validate } from "./commands/validate.ts";
import { hintAtHelp, npmCall, takenByNpm } from "./input/npm-call.ts";
import type { ExportOptions } from "./input/read-exports.ts";
import type { RehearsedOrganizationOptions } from "./input/rehearsed-organization.ts";
import { fitTables } from "./output/columns.ts";
import { type ExitCode, type Streams, WrongUse } from "./output/streams.ts";

/**
 * Runs one command line; never throws for a user's mistake.
 * @param environment where npm leaves the options that it took for its own @default nothing
 */
export async function run(args: readonly string[], streams: Streams, environment: NodeJS.ProcessEnv = {}): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = commands(streams, (result) => {
    code = result;
  });
  try {
    const { command, options } = takenByNpm(program, args, environment);
    if (options.length > 0)
      throw new WrongUse(
        `${options.join(", ")}: stood in front of --, where npm takes it; write ${npmCall(command)} ${options.join(" … ")} …`,
      );
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof WrongUse)) throw error;
    streams.err(`palisade: ${error.message}\n`);
    return 2;
  }
}

const DECLARATION = "the declaration's folder (default: organization/ where it exists, else examples/acme)";
const AS_OF = "compare ends of grants with this day, YYYY-MM-DD (default: today; the sample is pinned)";
const FRESH = "rehearse although a rehearsal of the same is kept";
const EXPORT = "ask about stacks of any program instead, by the files that `pulumi stack export` wrote";
const INVENTORY = "policies that exist beside the stacks (default: inventory.yaml in the declaration's folder, where it exists)";
const VERBOSE = "list the statements that nearly deny, too";
const KEPT_TEXT = `
The rehearsal that answers come from is kept under .palisade/rehearsals/ and made anew when a file of the declaration, a source of
Palisade or the day changes. A program of yours in extensions/ that reads anything else needs --fresh.`;

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
      .option("-d, --declaration <folder>", DECLARATION)
      .option("--as-of <day>", AS_OF)
      .addHelpText("after", exampleText(examples));
  withDeclaration("start", "Print the plan, rehearse what each account would hold, and decide what becomes of everything declared.", [
    "npm start",
    "npm start -- --declaration organization",
  ])
    .option("--details", "print every list in full: the plan, what each account would hold, each decision")
    .option("--json", "print the report as JSON; docs/json.md describes it")
    .option("--inventory <file>", INVENTORY)
    .action(async (options: StartOptions) => {
      const { start } = await import("./commands/start.ts");
      end(await start(options, streams));
    });
  withDeclaration("rehearse", "Run every stack in this process, without AWS, and say what each account would hold.", [
    "npm run rehearse",
    "npm run rehearse -- --output rehearsal-output",
  ])
    .option("--output <folder>", "write resources.json and provenance.json there")
    .option("--documents", "list every document with its size against its quota")
    .option("--json", "print the rehearsal as JSON; docs/json.md describes it")
    .action(async (options: RehearseOptions) => {
      const { rehearse } = await import("./commands/rehearse.ts");
      end(await rehearse(options, streams));
    });
  program
    .command("simulate")
    .description("Decide the requests of scenario files and compare with what they expect.")
    .argument("[files...]", "scenario files, in front of --export; their grammar is in test/scenarios/README.md")
    .option("--json", "print the decisions with their explanations as JSON")
    .option("--verbose", VERBOSE)
    .option("-d, --declaration <folder>", DECLARATION)
    .option("--as-of <day>", AS_OF)
    .option("--fresh", FRESH)
    .option("--inventory <file>", INVENTORY)
    .option("--export <files...>", EXPORT)
    .addHelpText(
      "after",
      exampleText([
        "npm run simulate -- test/scenarios/layers/*.json",
        "npm run simulate -- test/scenarios/**/*.json",
        "npm run simulate -- scenarios.json --export shop.json organization.json",
      ]),
    )
    .action(async (files: readonly string[], options: Json & RehearsedOrganizationOptions & ExportOptions) => {
      const [{ simulateCommand }, { exportedOrganization }, { rehearsedOrganization }] = await Promise.all([
        import("./commands/simulate.ts"),
        import("./input/read-exports.ts"),
        import("./input/rehearsed-organization.ts"),
      ]);
      const world = async () => exportedOrganization(options) ?? (await rehearsedOrganization(options, streams)).world;
      end(await simulateCommand(files, { ...options, now: new Date(), world }, streams));
    });
  withDeclaration("explain", "Answer whether a principal may do something, and what stands in the way.", [
    "npm run explain -- --principal analytics-prod/nightly-etl --action dynamodb:GetItem --resource orders-prod/tables/orders --from internet",
    "npm run explain -- --export shop.json --principal prod/api --action dynamodb:GetItem --resource prod/orders",
  ])
    .requiredOption(
      "--principal <name>",
      "analytics-prod/nightly-etl, break-glass@orders-prod, an ARN, … (all names: test/scenarios/README.md)",
    )
    .requiredOption("--action <action>", "with its service, as dynamodb:GetItem")
    .requiredOption("--resource <name>", "orders-prod/tables/orders, an ARN, …")
    .option("--from <network>", "analytics-prod/main, internet, external/nightjar or an IP address")
    .option("--context <key=value...>", "further keys of the request")
    .option("--json", "print the answer as JSON; docs/json.md describes it")
    .option("--verbose", VERBOSE)
    .option("--fresh", FRESH)
    .option("--inventory <file>", INVENTORY)
    .option("--export <files...>", EXPORT)
    .addHelpText("after", KEPT_TEXT)
    .action(async (options: ExplainOptions) => {
      const { explainCommand } = await import("./commands/explain.ts");
      end(await explainCommand(options, streams));
    });
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
  hintAtHelp(program);
  return program;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  // A reader that has seen enough, like `head`, closes the pipe.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
  fitTables(process.stdout.isTTY ? process.stdout.columns : Number(process.env["COLUMNS"]) || undefined);
  const streams: Streams = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
  process.exitCode = await run(process.argv.slice(2), streams, process.env);
}
