import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { textOf } from "../docs/page.ts";
import { command, type Ran } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { describeUnderTheEngine } from "./engine-sandbox.ts";

// docs/deploying.md, carried out: the commands are read from the page, in its order, and run in the sandbox. Its commands of the AWS CLI, and
// those that need AWS or a branch, are named where they are left out.

const PAGE = "docs/deploying.md";
const OPERATING: ReadonlySet<string> = new Set(["up", "preview", "refresh", "drift", "destroy", "status"]);
const ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
const GRANT = "      consumer/reporter: { can: [read, stream], on: [table, byDay], purpose: etl, because: daily balance }\n";

const folder = temporaryFolder();

/** The commands of a section of the page in its order: the lines of blocks for a shell, and npm's commands in the text. */
function commandsOf(title: string): string[] {
  const [, section] = new RegExp(`\\n## ${title}\\n([\\s\\S]*?)(?=\\n## |$)`).exec(textOf(PAGE)) ?? [];
  assert.ok(section !== undefined, `${PAGE} has no section ${title}`);
  return [...section.matchAll(/```sh\n([\s\S]*?)```|`(npm [^`]+)`/g)].flatMap(([, block, inline = ""]) =>
    (block ?? inline)
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/ #.*/, "").replaceAll(/\s+/g, " ").trim())
      .filter((line) => line !== ""),
  );
}

/** The commands of a section between two others, both included. */
function stepsOf(title: string, first: string, last: string): readonly string[] {
  const commands = commandsOf(title);
  const [from, to] = [commands.indexOf(first), commands.lastIndexOf(last)];
  assert.ok(from !== -1 && to >= from, `${title} has no ${first} before ${last}: ${commands.join("; ")}`);
  return commands.slice(from, to + 1);
}

describeUnderTheEngine("the page about deploying, in the sandbox", (sandbox) => {
  /** Runs a command of the page; what it has in `<>` is filled in. */
  async function done(line: string, more: readonly string[] = [], filled: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const [, typed = ""] = /^npm (?:run (?:-s )?)?(.+)$/.exec(line) ?? [];
    const words = typed
      .replace(/ -- /, " ")
      .replaceAll(/<(\w+)>/g, (text, name: string) => filled[name] ?? text)
      .split(" ");
    assert.ok(
      words.every((word) => !word.includes("<")),
      `${line}: has something to fill in`,
    );
    const isOperating = OPERATING.has(words[0] ?? "");
    return await command(...words, ...(isOperating ? ["--sandbox", ...sandbox.options] : []), ...more);
  }
  const declared = () => ["--declaration", sandbox.declaration];
  const goesWell = ({ code, out, err }: Ran): string => {
    assert.equal(code, 0, `${out}\n${err}`);
    return out;
  };

  it("bootstraps: each file that it names, and that its commands of the AWS CLI deploy, is written", async () => {
    const [bootstrap = "", change, ...rest] = commandsOf("Bootstrap");
    assert.deepEqual([bootstrap, change], ["npm run bootstrap -- --output bootstrap-files", "cd bootstrap-files"]);
    const target = folder("bootstrap-files");
    goesWell(await done(bootstrap.replace("bootstrap-files", target), declared()));
    const aws = rest.filter((line) => line.startsWith("aws "));
    assert.equal(aws.length, 5);
    for (const file of aws.flatMap((line) => /(?:--template-file |file:\/\/)(\S+)/.exec(line)?.[1] ?? [])) {
      const template = parse(readFileSync(path.join(target, file), "utf8"), { logLevel: "silent" }) as Record<string, unknown>;
      assert.ok("Resources" in template, file);
    }
    for (const [, file = ""] of textOf(PAGE).matchAll(/^\| `([\w.]+\.(?:yaml|sh))` \|/gm))
      assert.ok(existsSync(path.join(target, file)), file);
    // What takes the roles needs AWS; test/bootstrap has it with a stand-in.
    assert.equal(
      rest.find((line) => !line.startsWith("aws ")),
      "npm run bootstrap -- --check",
    );
  });

  it("deploys for the first time", async () => {
    const steps = stepsOf("The first deployment", "npm run init", "npm run status");
    assert.deepEqual(steps, ["npm run init", "npm start", "npm run preview", "npm run up", "npm run status"]);
    const [init = "", start = "", preview = "", up = "", status = ""] = steps;
    // "Once, then write your own": the copy of an example that the other steps are about.
    const own = folder("organization");
    goesWell(await done(init, ["--directory", own]));
    assert.ok(existsSync(path.join(own, "organization.yaml")));
    assert.match(goesWell(await done(start, declared())), /^AS DECLARED/m);
    assert.match(goesWell(await done(preview)), /10 of 10 stacks done, \d+ created/);
    assert.match(goesWell(await done(up)), /10 of 10 stacks done, \d+ created/);
    const lines = goesWell(await done(status))
      .trim()
      .split("\n");
    assert.equal(lines.length, 10);
    const made = lines.filter((line) => / [1-9]\d* resources?/.test(line));
    assert.ok(made.length >= 8, lines.join("\n"));
  });

  /** What the guardrails' stack has attached, by the names that AWS's attachments have. */
  const attachments = async (): Promise<string[]> =>
    (await sandbox.state("guardrails")).resources.flatMap(({ type, id }) => (type === ATTACHMENT ? [id ?? ""] : [])).sort();

  it("attaches the guardrail again that had to be detached to change the deploy role", async () => {
    const before = await attachments();
    const { resources } = await sandbox.state("guardrails");
    const protection = resources.find(({ type, urn }) => type === ATTACHMENT && urn.endsWith("::protection-unit.workloads"));
    assert.ok(protection?.id !== undefined);
    const { id } = protection;
    const caller = { account: "100000000001", region: "eu-west-1" };
    await sandbox.aws((plane) => plane.drift({ caller, type: ATTACHMENT, id, isGone: true }));
    const steps = stepsOf("The deploy role", "npm run refresh -- --stack guardrails", "npm run up -- --stack guardrails");
    const calls = await sandbox.callsDuring(async () => {
      for (const step of steps) goesWell(await done(step));
    });
    assert.deepEqual(
      calls.map(({ verb, type }) => [verb, type]),
      [["create", ATTACHMENT]],
    );
    assert.deepEqual(await attachments(), before);
  });

  it("finds drift, and brings a stack back", async () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const changed = { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", id: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger" };
    await sandbox.aws((plane) => plane.drift({ caller: { account: "300000000001", region: "eu-west-1" }, ...changed, inputs: { policy } }));
    const steps = stepsOf("Every deployment after that", "npm run drift", "npm run up -- --stack <stack>");
    const [drift = "", ...bring] = steps;
    assert.deepEqual(steps, ["npm run drift", "npm run refresh -- --stack <stack>", "npm run up -- --stack <stack>"]);
    const found = await done(drift);
    assert.equal(found.code, 1, found.out);
    assert.match(found.out, /table-ledger-policy .* was changed/);
    for (const step of bring) goesWell(await done(step, [], { stack: "data.owner" }));
    goesWell(await done(drift));
  });

  it("lets an account leave", async () => {
    const steps = stepsOf("When a run ends early", "npm run destroy -- --account <name>", "npm run destroy -- --left-over");
    const [leave = "", up = "", remove = ""] = steps;
    assert.deepEqual(steps, ["npm run destroy -- --account <name>", "npm run up", "npm run destroy -- --left-over"]);
    sandbox.edit("accounts/owner/data.yaml", `    sharedWith:\n${GRANT}`, "");
    goesWell(await done(up));
    goesWell(await done(leave, [], { name: "consumer" }));
    rmSync(path.join(sandbox.declaration, "accounts", "consumer"), { recursive: true });
    assert.match(goesWell(await done(up)), /left over, since their accounts are no longer declared: foundation\.consumer/);
    goesWell(await done(remove));
    assert.doesNotMatch(goesWell(await done("npm run status")), /\.consumer\b/);
    goesWell(await done(up));
  });
});
