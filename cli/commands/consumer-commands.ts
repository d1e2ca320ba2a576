import type { Command } from "commander";
import type { ExitCode, Streams } from "../output/streams.ts";
import type { AwsConfigOptions } from "./aws-config.ts";
import type { CardOptions } from "./card.ts";
import { FRESH, INVENTORY, OUTPUTS } from "./option-texts.ts";
import type { TryOptions } from "./try.ts";

/** Adds a command that reads a declaration. */
export type AddCommand = (name: string, description: string, examples: readonly string[]) => Command;

/** Adds the commands for consumers of data. */
export function addConsumerCommands(add: AddCommand, streams: Streams, end: (code: ExitCode) => void): void {
  add("card", "Print what a consumer needs to use its grants: ARNs, roles, code, manifests, what is left to do by hand.", [
    "npm run card -- analytics-prod/nightly-etl",
    "npm run card -- external/nightjar --outputs outputs",
    "npm run card -- --all cards",
  ])
    .argument("[consumer]", "a workload as <account>/<workload>, or a party as external/<party>")
    .option("--all <folder>", "write a page for each consumer, and TODO.md of all that is done by hand, to this folder")
    .option("--outputs <path>", OUTPUTS)
    .option("--json", "print the card as JSON; docs/json.md describes it")
    .action(async (consumer: string | undefined, options: CardOptions) => {
      const { cardCommand } = await import("./card.ts");
      end(await cardCommand(consumer, options, streams));
    });
  add("aws-config", "Print profiles for ~/.aws/config, whose credentials renew themselves.", [
    "npm run -s aws-config -- pipeline-prod/pipeline",
    "npm run -s aws-config -- AdministratorAccess@orders-prod --sso-start-url https://acme.awsapps.com/start",
    "npm run -s aws-config -- break-glass@orders-prod",
  ])
    .argument("<name>", "<account>/<workload>, external/<party>, <permission set>@<account> or break-glass@<account>")
    .option("--outputs <path>", OUTPUTS)
    .option("--sso-start-url <url>", "URL of the access portal of IAM Identity Center")
    .option("--sso-region <region>", "region of IAM Identity Center (default: the home region)")
    .action(async (name: string, options: AwsConfigOptions) => {
      const { awsConfigCommand } = await import("./aws-config.ts");
      end(awsConfigCommand(name, options, streams));
    });
  add("try", "Answer calls of the AWS CLI and SDKs on this machine as the organization would, with the reason of each denial.", [
    "npm run try",
    "npm run try -- --declaration examples/line --from consumer/main",
  ])
    .option("--from <network>", "where calls come from whose URL names no network: analytics-prod/main, internet, an IP address")
    .option("--port <number>", "port on 127.0.0.1, or 0 for any that is free (default: 4576)")
    .option("--fresh", FRESH)
    .option("--inventory <file>", INVENTORY)
    .action(async (options: TryOptions) => {
      const { tryCommand } = await import("./try.ts");
      end(await tryCommand(options, streams));
    });
}
