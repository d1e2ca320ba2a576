import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import type { DeclarationOptions } from "../model/folder/read-declaration.ts";
import { addAdopt, addBeginning } from "./commands/beginning-commands.ts";
import { addConsumerCommands } from "./commands/consumer-commands.ts";
import type { DiffOptions } from "./commands/diff.ts";
import { exampleText } from "./commands/example-text.ts";
import type { ExplainOptions } from "./commands/explain.ts";
import type { ExplainDenialOptions } from "./commands/explain-denial.ts";
import { addObserve } from "./commands/observe-command.ts";
import { addOperator } from "./commands/operator-commands.ts";
import { AFFECTED, AS_OF, DECLARATION, EXPORT, FRESH, INVENTORY, VERBOSE } from "./commands/option-texts.ts";
import { addPack } from "./commands/pack-commands.ts";
import { type PlanOptions, plan } from "./commands/plan.ts";
import type { ProveOptions } from "./commands/prove.ts";
import type { RehearseOptions } from "./commands/rehearse.ts";
import type { StartOptions } from "./commands/start.ts";
import { validate } from "./commands/validate.ts";
import type { AccessOptions } from "./commands/who-can.ts";
import { hintAtHelp, npmCall, takenByNpm } from "./input/npm-call.ts";
import type { ExportOptions } from "./input/read-exports.ts";
import type { RehearsedOrganizationOptions } from "./input/rehearsed-organization.ts";
import { fitTables } from "./output/line-width.ts";
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
        `${options.join(", ")}: npm keeps what stands in front of -- for itself; write ${npmCall(command)} ${options.join(" … ")} …`,
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

const CACHE_TEXT = `The command rehearses the declaration once and keeps the result under .palisade/rehearsals/. It rehearses again
when a file of the declaration, a source of Palisade or the day changes. If a program of yours in extensions/
reads anything else, such as the network, use --fresh.`;

/** What a question lacks. */
const missingOption = ({ principal, action }: Partial<ExplainOptions>): string => {
  const [option, value] =
    principal === undefined ? ["principal", "name"] : action === undefined ? ["action", "action"] : ["resource", "name"];
  return `required option '--${option} <${value}>' not specified; ask a question, or give --error or --event`;
};

type Json = DeclarationOptions & { readonly json?: boolean };

/** Every command with its options. */
export function commands(streams: Streams, end: (code: ExitCode) => void): Command {
  const program = new Command("palisade")
    .description("Declare the accounts, data and grants of an AWS organization, and check them before anything is deployed.")
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
  withDeclaration(
    "start",
    "Check the whole declaration: read it, rehearse every stack without AWS, decide its requests, and print a report of one page.",
    ["npm start", "npm start -- --declaration examples/line", "npm start -- --details", "npm run -s start -- --json > report.json"],
  )
    .option("--details", "also print every list in full: the plan, the resources of each account, each decision")
    .option("--json", "print the report as JSON; docs/json.md describes it")
    .option("--inventory <file>", INVENTORY)
    .addHelpText("after", "Exit codes: 0 as declared, 1 not as declared, 2 wrong use, 3 undecided")
    .action(async (options: StartOptions) => {
      const { start } = await import("./commands/start.ts");
      end(await start(options, streams));
    });
  withDeclaration(
    "rehearse",
    "Run every stack in this process, without AWS, and list the resources, documents and statements that it would deploy.",
    ["npm run rehearse", "npm run rehearse -- --output rehearsal-output"],
  )
    .option(
      "--output <folder>",
      "write resources.json (every resource) and provenance.json (where each statement comes from) to this folder",
    )
    .option("--documents", "list all policy documents with their sizes and quotas, not only the largest")
    .option("--json", "print the rehearsal as JSON; docs/json.md describes it")
    .action(async (options: RehearseOptions) => {
      const { rehearse } = await import("./commands/rehearse.ts");
      end(await rehearse(options, streams));
    });
  program
    .command("simulate")
    .description("Decide the requests of scenario files, and compare each decision with the expected one.")
    .argument("[files...]", "scenario files, before --export; test/scenarios/README.md describes them")
    .option("--json", "print the decisions with their explanations as JSON; docs/json.md describes it")
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
  withDeclaration("prove", "Prove that what is declared works and nothing else does, over every class of requests.", [
    "npm run prove",
    "npm run prove -- --scenarios breaches",
    "npm run prove -- --resources rehearsal-output/resources.json",
    "npm run prove -- --mutate",
  ])
    .option("--json", "print the proof as JSON; docs/json.md describes it")
    .option("--resources <file>", "prove over this resources.json, which `npm run rehearse -- --output` wrote, instead of a rehearsal")
    .option("--mutate", "change every deployed document in every way, and list the changes that the proof does not notice")
    .option("--scenarios <folder>", "write a scenario file of each finding there, which `npm run simulate` replays")
    .option("--fresh", FRESH)
    .option("--inventory <file>", INVENTORY)
    .action(async (options: ProveOptions) => {
      const { proveCommand } = await import("./commands/prove.ts");
      end(await proveCommand(options, streams));
    });
  withDeclaration("explain", "Answer whether a principal may use an action on a resource, and why.", [
    "npm run explain -- --principal analytics-prod/nightly-etl --action dynamodb:GetItem --resource orders-prod/tables/orders --from internet",
    "npm run explain -- --export shop.json --principal prod/api --action dynamodb:GetItem --resource prod/orders",
    "npm run explain -- --error '<text of an AccessDenied error>'",
    "npm run explain -- --event record.json",
  ])
    .option(
      "--principal <name>",
      "such as analytics-prod/nightly-etl, break-glass@orders-prod or an ARN; test/scenarios/README.md lists all names",
    )
    .option("--action <action>", "an action with its service, such as dynamodb:GetItem")
    .option("--resource <name>", "such as orders-prod/tables/orders, or an ARN")
    .option("--error <text>", "in place of a question: the text of an AccessDenied error, or - for standard input")
    .option("--event <file>", "in place of a question: CloudTrail records of denied calls, or - for standard input")
    .option("--from <network>", "where the request comes from: analytics-prod/main, internet, external/nightjar or an IP address")
    .option("--context <key=value...>", "further keys of the request")
    .option("--json", "print the answer as JSON; docs/json.md describes it")
    .option("--verbose", VERBOSE)
    .option("--fresh", FRESH)
    .option("--inventory <file>", INVENTORY)
    .option("--export <files...>", EXPORT)
    .addHelpText("after", `${CACHE_TEXT}\nExit codes: 0 allowed, if need be after taking a role; 1 denied; 2 wrong use; 3 not known`)
    .action(async (options: Partial<ExplainOptions> & ExplainDenialOptions) => {
      if (options.error !== undefined || options.event !== undefined) {
        const { explainDenialCommand } = await import("./commands/explain-denial.ts");
        end(await explainDenialCommand(options, streams));
        return;
      }
      const { principal, action, resource } = options;
      if (principal === undefined || action === undefined || resource === undefined) throw new WrongUse(missingOption(options));
      const { explainCommand } = await import("./commands/explain.ts");
      end(await explainCommand({ ...options, principal, action, resource }, streams));
    });
  const withWorld = (name: string, description: string, examples: readonly string[]) =>
    withDeclaration(name, description, examples)
      .option("--json", "print the answer as JSON; docs/json.md describes it")
      .option("--fresh", FRESH)
      .option("--inventory <file>", INVENTORY)
      .option("--export <files...>", EXPORT)
      .addHelpText("after", `${CACHE_TEXT}\nExit codes: 0 answered, 2 wrong use, 3 something of the answer is unknown`);
  withWorld("who-can", "List who may use an action on a resource, from where, and by which statements.", [
    "npm run who-can -- dynamodb:GetItem orders-prod/tables/orders",
    "npm run who-can -- dynamodb:GetItem prod/orders --export shop.json",
  ])
    .argument("<action>", "an action with its service, such as dynamodb:GetItem")
    .argument("<resource>", "such as orders-prod/tables/orders, or an ARN")
    .action(async (action: string, resource: string, options: AccessOptions) => {
      const { whoCanCommand } = await import("./commands/who-can.ts");
      end(await whoCanCommand(action, resource, options, streams));
    });
  withWorld("principal-can", "List what a principal may use, from where, and by which statements.", [
    "npm run principal-can -- analytics-prod/nightly-etl",
    "npm run principal-can -- prod/api --export shop.json",
  ])
    .argument("<principal>", "such as analytics-prod/nightly-etl, break-glass@orders-prod or an ARN")
    .action(async (principal: string, options: AccessOptions) => {
      const { principalCanCommand } = await import("./commands/principal-can.ts");
      end(await principalCanCommand(principal, options, streams));
    });
  withDeclaration("diff", "Say who gains and who loses access since a git ref, by which statements and which lines.", [
    "npm run diff -- main",
    "npm run -s diff -- main --markdown > comment.md",
    "npm run diff -- --base rehearsal-output/resources.json",
  ])
    .argument("[ref]", "branch, tag or commit to compare with; the declaration's folder is read from it")
    .option("--base <file>", "compare with this resources.json instead, which `npm run rehearse -- --output` wrote")
    .option("--json", "print the changes as JSON; docs/json.md describes it")
    .option("--markdown", "print the changes for a pull request, at most 65,536 characters")
    .option("--fresh", FRESH)
    .option("--inventory <file>", INVENTORY)
    .addHelpText("after", `${CACHE_TEXT}\nExit codes: 0 compared, 1 one of both declarations has problems, 2 wrong use`)
    .action(async (ref: string | undefined, options: DiffOptions) => {
      const { diffCommand } = await import("./commands/diff.ts");
      end(await diffCommand(ref, options, streams));
    });
  addAdopt(program, streams, end);
  withDeclaration("validate", "Read the declaration and print every problem and warning.", [
    "npm run validate",
    "npm run -s validate -- --json",
  ])
    .option("--json", "print { problems, warnings } as JSON")
    .action((options: Json) => end(validate(options, streams)));
  withDeclaration("plan", "Print the plan: accounts, stacks in their order, grants with both halves, endpoints, warnings.", [
    "npm run plan",
    "npm run -s plan -- --json > plan.json",
    "npm run plan -- --as-of 2027-04-01",
    "npm run plan -- --waves",
  ])
    .option("--json", "print the whole plan as JSON, or with --waves the waves; docs/json.md describes them")
    .option("--waves", "print which stacks can be deployed at the same time, as waves of jobs for a pipeline")
    .option("--affected <ref>", AFFECTED)
    .action(async (options: PlanOptions) => {
      end(await plan(options, streams));
    });
  addConsumerCommands(withDeclaration, streams, end);
  addBeginning(program, withDeclaration, streams, end);
  addOperator(program, streams, end);
  addObserve(program, streams, end);
  addPack(program, streams, end);
  hintAtHelp(program);
  return program;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A terminal that was closed takes nothing more, and its SIGHUP lets end what has begun.
    if (error.code === "EIO") return;
    // A reader that has seen enough, like `head`, closes the pipe.
    process.exit(error.code === "EPIPE" ? 0 : 2);
  });
  process.stderr.on("error", () => undefined);
  fitTables(process.stdout.isTTY ? process.stdout.columns : Number(process.env["COLUMNS"]) || undefined);
  const streams: Streams = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stdout.isTTY && process.stderr.isTTY,
  };
  process.exitCode = await run(process.argv.slice(2), streams, process.env);
}
