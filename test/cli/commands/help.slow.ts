import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { command } from "../../support/command.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { SAMPLE } from "../../support/sample.ts";

const folder = temporaryFolder();
const WRONG_USE = 2;

/** Examples of a command's help, without those that need files of the reader's. */
async function examplesOf(name: string): Promise<string[]> {
  const { out } = await command(name, "--help");
  const [, examples = ""] = /\nExamples:\n((?: {2}.*\n)+)/.exec(out) ?? [];
  return examples.split("\n").flatMap((line) => (line === "" || /--export|--outputs|--error|--event/.test(line) ? [] : [line.trim()]));
}

/** What npm would hand on, about the sample and with a folder of the tests' own. */
function argumentsOf(example: string): string[] {
  const [, name = "", rest = ""] = /^npm (?:run (?:-s )?)?([\w-]+)(?: -- (.*?))?(?: > \S+)?$/.exec(example) ?? [];
  assert.notEqual(name, "", example);
  const args = rest.split(" ").filter((part) => part !== "");
  const own = args.map((part) => (part === "rehearsal-output" || part === "cards" ? folder(part) : part));
  return [name, ...own, ...(own.includes("--declaration") ? [] : ["--declaration", SAMPLE])];
}

describe("examples in the help", () => {
  for (const name of ["start", "rehearse", "explain", "who-can", "principal-can", "simulate", "card", "aws-config", "validate", "plan"]) {
    it(`of ${name} work`, async () => {
      const examples = await examplesOf(name);
      assert.ok(examples.length > 0);
      for (const example of examples) {
        const { code, err } = await command(...argumentsOf(example));
        assert.ok(code !== WRONG_USE, `${example}: ${err}`);
      }
    });
  }
});

describe("exit codes in the help", () => {
  for (const [verb, isProving] of [
    ["up", true],
    ["preview", true],
    ["refresh", false],
    ["destroy", false],
    ["status", false],
  ] as const) {
    it(`of ${verb} are those it can end with, in the sandbox too`, async () => {
      for (const args of [[verb], ["sandbox", verb]]) {
        const { out } = await command(...args, "--help");
        const [, codes = ""] = /\nExit codes: (.*)\n/.exec(out) ?? [];
        assert.match(codes, /^0 done, 1 something failed/);
        assert.equal(codes.includes("3 the proof is undecided"), isProving);
      }
    });
  }
});

describe("exit codes in the help of drift", () => {
  it("are those it can end with, in the sandbox too", async () => {
    for (const args of [["drift"], ["sandbox", "drift"]]) {
      const { out } = await command(...args, "--help");
      assert.match(out, /\nExit codes: 0 nothing differs, 1 something differs or could not be looked at, 2 wrong use, or no CLI\n/);
    }
  });
});

describe("colours", () => {
  for (const [environment, isColoured] of [
    [{}, false],
    [{ CI: "true" }, false],
    [{ FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ] as const) {
    it(`are ${isColoured ? "printed" : "left out"} without a terminal where the environment has ${JSON.stringify(environment)}`, () => {
      const { PATH = "" } = process.env;
      const args = [path.join(import.meta.dirname, "../../../cli/main.ts"), "validate", "--declaration", SAMPLE];
      const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env: { PATH, ...environment } });
      assert.match(stdout, /is valid/);
      assert.equal(stdout.includes("\u001b["), isColoured);
    });
  }
});
