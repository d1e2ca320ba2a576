import type { Command } from "commander";
import type { ExitCode, Streams } from "../output/streams.ts";
import { exampleText } from "./example-text.ts";
import type { PackBundleOptions } from "./pack-bundle.ts";
import type { PackCheckOptions } from "./pack-check.ts";

/** Adds `pack` with its commands to a program. */
export function addPack(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  const group = program.command("pack").description("The policy pack for programs outside this repository.");
  group
    .command("bundle")
    .description("Write the policy pack into a folder that loads without this repository, after npm install.")
    .requiredOption("-o, --output <folder>", "the folder to write")
    .option(
      "-d, --declaration <folder>",
      "add what this declaration grants, so that the pack refuses what nobody declared (default: no grants)",
    )
    .addHelpText(
      "after",
      exampleText([
        "npm run pack:bundle -- --output ../palisade-pack",
        "npm run pack:bundle -- --output ../palisade-pack --declaration examples/acme",
      ]),
    )
    .action(async (options: PackBundleOptions) => {
      const { packBundle } = await import("./pack-bundle.ts");
      end(await packBundle(options, streams));
    });
  group
    .command("check")
    .description("Check exported stacks by the rules of the policy pack, without Pulumi's CLI.")
    .argument("<export...>", "files that `pulumi stack export` wrote; give all stacks at once, since rules compare their resources")
    .option("--config <file>", "levels, settings and exemptions, as for --policy-pack-config")
    .option("-d, --declaration <folder>", "refuse what nobody declared here (default: no declaration is asked)")
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      exampleText(["pulumi stack export --file orders.json && npm run pack:check -- orders.json --config settings.json"]),
    )
    .action(async (files: readonly string[], options: PackCheckOptions) => {
      const { packCheck } = await import("./pack-check.ts");
      end(await packCheck(files, options, new Date(), streams));
    });
}
