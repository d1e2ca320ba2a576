import type { Command } from "commander";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { exampleText } from "./example-text.ts";
import type { OperateOptions } from "./operate.ts";
import { AFFECTED, AS_OF, DECLARATION, INVENTORY } from "./option-texts.ts";

const VERBS = {
  up: "Deploy all stacks in their order, once the declaration is proven.",
  preview: "Prove the declaration, and show what up would change.",
  refresh: "Compare every stack with what exists, print what others changed, and record it.",
  drift: "Compare every stack with what exists, record nothing, and say whether what differs opens or closes access.",
  destroy: "Delete the resources of all stacks, in reverse order, except protected ones.",
  status: "Print how many resources each stack has.",
} as const;

type OperatorVerb = keyof typeof VERBS;

const ENV = "Print shell commands that set up the sandbox's environment and change to its project folder, for Pulumi's own commands.";
const EXIT_CODES = "Exit codes: 0 done, 1 something failed or could not be done, 2 wrong use, or no CLI";

/** Adds `up`, `preview`, `refresh`, `drift`, `destroy` and `status` to a program, and `sandbox` with the same commands. */
export function addOperator(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  const run = async (verb: OperatorVerb | "env", options: OperateOptions) => {
    // Pulumi's SDK takes its time to load; no other command needs it.
    const { operate } = await import("./operate.ts");
    end(await operate(verb, options, streams));
  };
  for (const verb of Object.keys(VERBS) as OperatorVerb[]) {
    const all = verb === "destroy" ? "npm run destroy -- --all" : `npm run ${verb}`;
    const examples = [all, `npm run ${verb} -- --account orders-prod`, `npm run ${verb} -- --sandbox`];
    withOptions(program, verb)
      .option("--sandbox", "in the sandbox, without AWS (default: in your accounts)")
      .addHelpText("after", `${exampleText(examples)}\n${exitCodes(verb)}`)
      .action((options: OperateOptions) => {
        if (options.folder !== undefined && options.sandbox !== true)
          throw new WrongUse("--folder: is the folder of a sandbox; add --sandbox, or leave it out");
        if (verb === "destroy" && options.sandbox !== true && isOfEverything(options))
          throw new WrongUse(
            "destroy: would delete in every account; choose with --stack, --account, --layer or --left-over, or add --all",
          );
        return run(verb, options);
      });
  }
  const group = program
    .command("sandbox")
    .description("The same commands as with --sandbox: Pulumi's own engine against a stand-in for AWS, all in .palisade/sandbox.")
    .addHelpText(
      "after",
      exampleText([
        "npm run sandbox -- up",
        'environment="$(npm run -s sandbox -- env)" && eval "$environment" && pulumi preview -s organization',
      ]),
    );
  for (const verb of Object.keys(VERBS) as OperatorVerb[])
    withOptions(group, verb)
      .addHelpText("after", `\n${exitCodes(verb)}`)
      .action((options: OperateOptions) => run(verb, { ...options, sandbox: true }));
  bare(group, "env", ENV).action((options: OperateOptions) => run("env", { ...options, sandbox: true }));
}

/** Whether a destroy is about every stack and does not say so. */
const isOfEverything = ({ stack, account, layer, leftOver, all }: OperateOptions): boolean =>
  stack === undefined && account === undefined && layer === undefined && leftOver !== true && all !== true;

function exitCodes(verb: OperatorVerb): string {
  if (verb === "drift") return "Exit codes: 0 nothing differs, 1 something differs or could not be looked at, 2 wrong use, or no CLI";
  return isProving(verb) ? `${EXIT_CODES}, 3 the proof is undecided` : EXIT_CODES;
}

const isProving = (verb: OperatorVerb): boolean => verb === "up" || verb === "preview";

/** A command about a declaration and, where it is about the sandbox, its folder. */
const bare = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .option("-d, --declaration <folder>", DECLARATION)
    .option("--as-of <day>", AS_OF)
    .option("--folder <folder>", "the sandbox's own folder (default: .palisade/sandbox)");

function withOptions(parent: Command, verb: OperatorVerb): Command {
  const command = bare(parent, verb, VERBS[verb])
    .option("--stack <name...>", "only these stacks (default: all)")
    .option("--account <name...>", "only the stacks of these accounts")
    .option("--layer <name...>", "only the stacks of these layers, such as foundation")
    .option("--at-once <number>", "how many stacks at once (default: palisade:atOnce in Pulumi.yaml, else 4)")
    .option("--json", "print each event as a line of JSON; docs/json.md describes them");
  if (verb === "up" || verb === "preview" || verb === "refresh" || verb === "drift") command.option("--affected <ref>", AFFECTED);
  if (isProving(verb)) {
    command
      .option("--unproven <reason>", "go on although the declaration is not proven; every stack records the reason")
      .option("--no-policy-pack", "without the policy pack's rules (default: with them)");
  }
  if (isProving(verb) || verb === "drift") command.option("--inventory <file>", INVENTORY);
  if (verb === "up") command.option("--again", "also stacks that were deployed and have not changed since");
  if (verb === "destroy") {
    command
      .option("--left-over", "only stacks of accounts that have left the declaration")
      .option("--all", "every stack, in every account; in the sandbox without saying so");
  }
  if (verb === "refresh")
    command.option("--clear-pending-creates", "after a killed run: treat resources whose creation did not end as not created");
  return command;
}
