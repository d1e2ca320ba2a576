import type { Command } from "commander";
import type { ExitCode, Streams } from "../output/streams.ts";
import type { AdoptOptions } from "./adopt.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import type { AddCommand } from "./consumer-commands.ts";
import { exampleText } from "./example-text.ts";
import type { InitOptions } from "./init.ts";
import type { InitCiOptions } from "./init-ci.ts";
import { DECLARATION } from "./option-texts.ts";

/** Adds the command that takes over what exists. */
export function addAdopt(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  program
    .command("adopt")
    .description("Write what an organization has as entries of a declaration that references it, with its inventory, and rehearse it.")
    .option("--role <role>", "role to take in each account, with its path if it has one (default: OrganizationAccountAccessRole)")
    .option("--region <regions...>", "regions to read (default: the home region)")
    .option("--from <folder>", "folder of JSON that the AWS CLI wrote, in place of asking AWS")
    .option("--commands", "print the script that writes such a folder")
    .option("-d, --declaration <folder>", "folder to write to; what it has stays as it is (default: organization)")
    .option("--home-region <region>", "region of tables, keys and secrets that name none, where the folder has no organization.yaml yet")
    .addHelpText(
      "after",
      exampleText([
        "npm run adopt -- --home-region eu-west-1 --region eu-west-1 us-east-1 --role audit/Reader",
        "npm run -s adopt -- --commands > read-aws.sh",
        "npm run adopt -- --from aws --home-region eu-west-1",
      ]),
    )
    .addHelpText("after", "Exit codes: 0 adopted, 1 something was left out, or the declaration has problems, 2 wrong use")
    .action(async (options: AdoptOptions) => {
      const { adopt } = await import("./adopt.ts");
      end(await adopt(options, streams));
    });
}

/** Adds the commands that write what stands before the first deployment. */
export function addBeginning(program: Command, withDeclaration: AddCommand, streams: Streams, end: (code: ExitCode) => void): void {
  program
    .command("init")
    .description("Create your own declaration in organization/, which then is the default; or workflows that check and deploy it.")
    .option("--empty", "start without accounts (default: a copy of the sample)")
    .option("--ci <service>", "write workflows for a declaration that is there, to .github/workflows: github")
    .option("--directory <folder>", "create it here instead of organization/; with --ci: the repository's folder (default: the checkout)")
    .option("--branch <branch>", "with --ci: the branch whose pushes are deployed (default: main)")
    .option("--runner <ARN>", "with --ci: the role that deploys (default: the only one under deployment.takenBy)")
    .option("--force", "with --ci: write files anew that somebody has edited")
    .option("-d, --declaration <folder>", `with --ci: ${DECLARATION}`)
    .addHelpText("after", exampleText(["npm run init", "npm run init -- --empty", "npm run init -- --ci github"]))
    .action(async (options: InitOptions & InitCiOptions) => {
      const { initOrCi } = await import("./init-ci.ts");
      end(initOrCi(options, streams));
    });
  withDeclaration("bootstrap", "Write what has to stand before anything can be deployed, as templates and commands, or check it.", [
    "npm run bootstrap -- --output bootstrap-files",
    "npm run bootstrap -- --check",
  ])
    .option("--output <folder>", "write the files to this folder (default: print them)")
    .option("--check", "compare roles, bucket and key at AWS with the files; needs the runner's credentials, and changes nothing")
    .option("--runner <ARN>", "the role that deploys (default: the only one under deployment.takenBy)")
    .option("--bucket <name>", "bucket of the states (default: that of Pulumi.yaml, else <organization>-pulumi-state)")
    .addHelpText(
      "after",
      "Exit codes: 0 written, or as written, 1 otherwise than written, or the declaration has problems, 2 wrong use, 3 not known",
    )
    .action(async (options: BootstrapOptions) => {
      const { bootstrap } = await import("./bootstrap.ts");
      end(await bootstrap(options, streams));
    });
}
