import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { pulumiFolder } from "../../cli/input/pulumi-cli.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { ROOT } from "../../model/folder/read-declaration.ts";
import { CHOICE } from "../bootstrap/choice.ts";
import { WORKFLOWS } from "../pipelines/pipeline.ts";
import { hasProgram } from "../support/executables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { linePlan } from "../support/line.ts";
import { skip } from "../support/skip.ts";
import { argumentsMistake, npmCallOf } from "./call-mistake.ts";
import { OPTIONS_OF_OTHERS, SPECS_OF_COMMANDS, SPECS_OF_SCRIPTS } from "./covered-commands.ts";
import { COMMAND_PAGES, callsOfPage, callsOfWorkflows, type ShownCall } from "./shown-calls.ts";

const MILLISECONDS = 300_000;
const folder = temporaryFolder();

const optionsOf = (words: readonly string[]): string[] =>
  words.filter((word) => /^--?[A-Za-z]/.test(word)).map((word) => word.replace(/=.*/, ""));

/** The command behind a program's name: `stack export` of `pulumi stack export --file orders.json`. */
function commandOf(words: readonly string[], known: readonly string[]): string | undefined {
  const names = words.map((_, index) => words.slice(0, index + 1).join(" "));
  return names.findLast((name) => known.includes(name));
}

describe("commands that pages and workflows show", function () {
  this.timeout(MILLISECONDS);
  let calls: readonly ShownCall[];
  const of = (program: string) => calls.filter(({ words }) => words[0] === program);

  before(() => {
    const at = folder("shell/of");
    calls = [...COMMAND_PAGES.flatMap((page) => callsOfPage(page, at)), ...callsOfWorkflows(at)];
    for (const program of ["npm", "pulumi", "aws", "gh", "git"]) assert.ok(of(program).length > 0, program);
  });

  it("are of programs that this knows", () => {
    const known = ["npm", "pulumi", "aws", "gh", "git", "bin/iam-assume-role.sh"];
    assert.deepEqual(
      calls.filter(({ words: [program = ""] }) => !known.includes(program)),
      [],
    );
    // Run by test/bin/iam-assume-role.spec.ts.
    assert.ok(existsSync(path.join(ROOT, "bin/iam-assume-role.sh")));
  });

  it("are taken by Palisade's own definitions: no command, option or argument that does not exist", async () => {
    for (const { at, words, as } of of("npm")) {
      const shown = `${at}: ${words.join(" ")}`;
      // `npm run -s` is how a sentence names the flag.
      if (as === "sentence" && words.every((word) => ["npm", "run", "-s"].includes(word))) continue;
      const { args } = npmCallOf(words.slice(1));
      if (args !== undefined) assert.equal(await argumentsMistake(args, as === "sentence"), undefined, shown);
    }
    assert.match((await argumentsMistake(["plan", "--waive"])) ?? "", /unknown option '--waive'/);
    assert.match((await argumentsMistake(["sandbox", "rise"])) ?? "", /unknown command 'rise'/);
    assert.match((await argumentsMistake(["explain", "--principal"])) ?? "", /argument missing/);
    assert.throws(() => npmCallOf(["run", "plans"]), /no script "plans"/);
    assert.throws(() => npmCallOf(["run", "plan", "--json"]), /npm keeps --json for itself/);
  });

  it("of Palisade are run by a spec, each with its options", () => {
    // What stands with its output on a page is run there, by outputs.slow.ts.
    const keyOf = ({ words }: ShownCall): readonly [string, readonly string[]] | undefined => {
      const { args } = words.includes("-s") && words.length === 3 ? { args: undefined } : npmCallOf(words.slice(1));
      if (args === undefined) return undefined;
      const command = commandOf(args, Object.keys(SPECS_OF_COMMANDS)) ?? args.slice(0, 1).join(" ");
      return [command, optionsOf(args).sort()];
    };
    const npm = of("npm").flatMap((call) => {
      const key = keyOf(call);
      return key === undefined ? [] : [{ call, command: key[0], options: key[1] }];
    });
    const transcripts = new Set(
      npm.filter(({ call }) => call.as === "transcript").map(({ command, options }) => `${command} ${options.join(" ")}`),
    );
    const uncovered = npm.filter(({ call: { as, words }, command, options }) => {
      if (as === "transcript" || transcripts.has(`${command} ${options.join(" ")}`)) return false;
      // A sentence may speak of the sandbox as a whole.
      if (as === "sentence" && command === "sandbox" && words.length === 3) return false;
      const specs = Object.hasOwn(SPECS_OF_COMMANDS, command) ? (SPECS_OF_COMMANDS[command] ?? []) : [];
      return !specs.some((spec) => isNamedIn(spec, command, options));
    });
    assert.deepEqual(
      uncovered.map(({ call, command, options }) => `${call.at}: ${command} ${options.join(" ")}`),
      [],
    );
    const shown = new Set(npm.map(({ command }) => command));
    assert.deepEqual(
      Object.keys(SPECS_OF_COMMANDS).filter((command) => !shown.has(command)),
      [],
      "rows of commands that no page shows",
    );
  });

  it("of workflows that decide or write something are run by test/pipelines/workflow-shell.slow.ts", () => {
    const spec = readFileSync(path.join(ROOT, "test/pipelines/workflow-shell.slow.ts"), "utf8");
    for (const [file, { jobs }] of WORKFLOWS)
      for (const [job, { steps = [] }] of Object.entries(jobs))
        for (const { name = "", run = "" } of steps)
          if (run.trim().includes("\n")) assert.ok(spec.includes(`"${name}"`) && spec.includes(file), `${file} ${job} ${name}`);
  });

  it("of npm's other scripts are run by what the table names", () => {
    const scripts = of("npm").flatMap(({ at, words }) => {
      if (words.every((word) => ["npm", "run", "-s"].includes(word))) return [];
      const { script, args } = npmCallOf(words.slice(1));
      return args === undefined && !["ci", "install", "pack"].includes(script) ? [{ at, script }] : [];
    });
    for (const { at, script } of scripts) {
      const file = Object.hasOwn(SPECS_OF_SCRIPTS, script) ? SPECS_OF_SCRIPTS[script] : undefined;
      assert.ok(file !== undefined && existsSync(path.join(ROOT, file)), `${at}: nothing runs npm run ${script}`);
    }
  });

  it("of Pulumi, GitHub and git have options that are known to exist", () => {
    const known = Object.keys(OPTIONS_OF_OTHERS);
    const others = [...of("pulumi"), ...of("gh"), ...of("git")];
    for (const { at, words } of others) {
      const command = commandOf(words, known);
      assert.ok(command !== undefined, `${at}: ${words.join(" ")}`);
      const unknown = optionsOf(words).filter((option) => OPTIONS_OF_OTHERS[command]?.includes(option) !== true);
      assert.deepEqual(unknown, [], `${at}: ${words.join(" ")}`);
    }
    const shown = new Set(others.map(({ words }) => commandOf(words, known)));
    assert.deepEqual(
      known.filter((command) => !shown.has(command)),
      [],
    );
  });

  it("of Pulumi have options that its CLI has", function () {
    const at = pulumiFolder();
    if (at === undefined) {
      skip(this, "no pulumi here");
      return;
    }
    for (const [command, options] of Object.entries(OPTIONS_OF_OTHERS)) {
      const [program, ...verbs] = command.split(" ");
      if (program !== "pulumi") continue;
      const { status, stdout }: SpawnSyncReturns<string> = spawnSync(path.join(at, "pulumi"), [...verbs, "--help"], { encoding: "utf8" });
      assert.equal(status, 0, command);
      assert.ok(stdout.includes(`pulumi ${verbs.join(" ")}`), command);
      for (const option of options) assert.match(stdout, new RegExp(`(?:^|[ ,])${option}(?:[ ,=]|$)`, "m"), `${command} ${option}`);
    }
  });

  it("of the AWS CLI are taken by it, up to the call itself, which goes nowhere", async function () {
    if (!hasProgram("aws")) skip(this, "no AWS CLI here");
    const work = folder("aws");
    mkdirSync(work);
    for (const [name, text] of bootstrapFiles(linePlan(), CHOICE, await loadCatalogue(BOOTSTRAP_SERVICES)))
      writeFileSync(path.join(work, name), text);
    const env = {
      PATH: process.env["PATH"],
      HOME: work,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_DEFAULT_REGION: "eu-west-1",
      // Nobody listens at the first port of loopback.
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "1",
    };
    const mistakeOf = (words: readonly string[]): string | undefined => {
      const { stdout, stderr } = spawnSync("aws", words, { cwd: work, env, encoding: "utf8" });
      return /Could not connect to the endpoint URL/.test(stderr + stdout) ? undefined : `${words.join(" ")}: ${stderr}${stdout}`;
    };
    // What a loop makes of one line differs in paths alone, and a sentence leaves out what is required.
    const typed = new Map(
      of("aws")
        .filter(({ as }) => as === "shell")
        .map(({ at, words }) => [`${at} ${words.slice(1, 4).join(" ")} ${optionsOf(words).join(" ")}`, words.slice(1)]),
    );
    assert.ok(typed.size >= 12, typed.size.toString());
    for (const words of typed.values()) assert.equal(mistakeOf(words.map((word) => word.replaceAll(/<[^>]+>/g, "some"))), undefined);
    assert.match(mistakeOf(["dynamodb", "list-backups", "--tables", "orders"]) ?? "", /Unknown options: --tables/);
    assert.match(mistakeOf(["organizations", "detach-policy", "--target-id", "200000000001"]) ?? "", /required: --policy-id/);
  });
});

const texts = new Map<string, string>();

/** Whether a spec names a command and options, in its own quotes or behind what it types. */
function isNamedIn(spec: string, command: string, options: readonly string[]): boolean {
  const text = texts.get(spec) ?? readFileSync(path.join(ROOT, spec), "utf8");
  texts.set(spec, text);
  const verb = command.split(" ").at(-1) ?? "";
  return [verb, ...options].every((word) => new RegExp(`["'\`](?:[^"'\`\\n]* )?${word}["'\`= ]`).test(text));
}
