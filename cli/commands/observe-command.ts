import type { Command } from "commander";
import type { ExitCode, Streams } from "../output/streams.ts";
import { exampleText } from "./example-text.ts";
import type { ObserveOptions } from "./observe.ts";
import { AS_OF, DECLARATION, FRESH, INVENTORY } from "./option-texts.ts";

/** Adds `observe` to a program. */
export function addObserve(program: Command, streams: Streams, end: (code: ExitCode) => void): void {
  program
    .command("observe")
    .description(
      "Replay records of CloudTrail under the policies as they would be with every observed perimeter enforced, and list what would be denied.",
    )
    .argument("<files...>", "files of CloudTrail, .json or .json.gz, or tables that a query exported, .csv or .csv.gz, or folders of them")
    .option("-d, --declaration <folder>", DECLARATION)
    .option("--as-of <day>", AS_OF)
    .option("--inventory <file>", INVENTORY)
    .option("--fresh", FRESH)
    .option("--json", "print the report as JSON; docs/json.md describes it")
    .addHelpText("after", exampleText(["npm run observe -- trails", "npm run -s observe -- trails/2026/11 --json > observed.json"]))
    .addHelpText("after", "Exit codes: 0 nothing would be denied, 1 something would be, 2 wrong use, 3 the records do not say")
    .action(async (files: readonly string[], options: ObserveOptions) => {
      const { observe } = await import("./observe.ts");
      end(await observe(files, options, streams));
    });
}
