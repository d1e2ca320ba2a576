import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { repositoryOf } from "../../support/git-folder.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { StandInCli } from "../../support/stand-in-cli.ts";
import { type StsServer, startStsServer } from "../../support/sts-server.ts";

const folder = temporaryFolder();

const MANAGEMENT = "100000000001";
const DEPLOY_ROLES = ["300000000001", "300000000002"].map((id) => `arn:aws:iam::${id}:role/PalisadeDeploy`);
const STACKS = ["organization", "guardrails", "foundation", "perimeter", "data", "consumers"].flatMap((layer) =>
  layer === "organization" || layer === "guardrails" ? [layer] : [`${layer}.consumer`, `${layer}.owner`],
);

const BREACH = "never:\n  - { who: consumer/*, can: read, what: owner/ledger, because: the ledger stays here }\n";

/** A new folder with the smallest organization after some edits. */
function declared(name: string, ...edits: readonly Edit[]): string {
  const target = folder(name);
  writeFiles(target, withEdits(LINE, edits));
  return target;
}

/** A new folder with the smallest organization after its consumer has left. */
function withoutConsumer(name: string): string {
  const left = folder(name);
  writeFiles(left, new Map([...LINE].filter(([file]) => !file.startsWith("accounts/consumer/"))));
  writeFiles(
    left,
    new Map([["accounts/owner/data.yaml", (LINE.get("accounts/owner/data.yaml") ?? "").replace(/\n {4}sharedWith:[^]*$/, "\n")]]),
  );
  return left;
}

describe("operating accounts", () => {
  const own = { ...process.env };
  let sts: StsServer;
  let cli: StandInCli;
  let line = "";

  before(async () => {
    sts = await startStsServer(MANAGEMENT);
    line = declared("line");
  });
  after(() => {
    sts.stop();
    process.env = own;
  });
  beforeEach(function () {
    const at = folder(`cli-${(this.currentTest?.title ?? "").replaceAll(/\W/g, "-")}`);
    mkdirSync(at);
    cli = new StandInCli(at);
    sts.account = MANAGEMENT;
    sts.refused = new Set();
    sts.taken();
    const keys = { AWS_ACCESS_KEY_ID: "me", AWS_SECRET_ACCESS_KEY: "secret", AWS_ENDPOINT_URL_STS: sts.url };
    process.env = { ...own, ...keys, PULUMI_COMMAND: cli.program };
  });

  const run = (verb: string, ...args: readonly string[]) => command(verb, "--declaration", line, "--as-of", "2026-11-22", ...args);

  it("creates each stack once, deploys all in their order, and judges each by the policy pack", async () => {
    const { code, out, err } = await run("up");
    assert.equal(code, 0, `${out}${err}`);
    assert.match(out, /^up of .*line: 10 stacks, pulumi 3\.254\.0\n/);
    assert.match(out, /\n10 of 10 stacks done, unchanged, \d+\.\d s\n$/);
    const calls = cli.taken();
    const created = calls.flatMap(({ args }) => (args[1] === "init" ? [args.slice(2)] : []));
    assert.deepEqual(created.map(([name]) => name).sort(), [...STACKS].sort());
    assert.ok(
      created.every((args) => args.includes("--no-select")),
      "a selected stack stays selected",
    );
    const updates = calls.filter(({ args }) => args[0] === "up");
    const order = updates.map(({ args }) => args[args.indexOf("--stack") + 1] ?? "");
    assert.deepEqual([...order].sort(), [...STACKS].sort());
    for (const [first, then] of [
      ["organization", "guardrails"],
      ["foundation.owner", "perimeter.owner"],
      ["perimeter.owner", "data.owner"],
      ["data.owner", "consumers.consumer"],
    ] as const)
      assert.ok(order.indexOf(first) < order.indexOf(then), `${first} comes before ${then}`);
    for (const { args, PALISADE_DECLARATION, PALISADE_AS_OF } of updates) {
      assert.match(args[args.indexOf("--policy-pack") + 1] ?? "", /[\\/]policy-pack$/);
      assert.deepEqual([PALISADE_DECLARATION, PALISADE_AS_OF], [line, "2026-11-22"]);
    }
    assert.deepEqual(sts.taken().sort(), DEPLOY_ROLES);
  });

  it("leaves out what was deployed and has not changed, unless it is told to do it again", async () => {
    await run("up");
    cli.taken();
    const { code, out } = await run("up");
    assert.deepEqual([code, cli.operated("up")], [0, []]);
    assert.match(out, /✔ \[10\/10\] \S+ +as deployed before/);
    await run("up", "--again", "--layer", "data");
    assert.deepEqual(cli.operated("up").sort(), ["data.consumer", "data.owner"]);
  });

  it("deploys again with the policy pack what was deployed without it", async () => {
    await run("up", "--no-policy-pack", "--stack", "organization");
    assert.ok(!cli.taken().some(({ args }) => args.includes("--policy-pack")));
    await run("up", "--stack", "organization");
    assert.deepEqual(cli.operated("up"), ["organization"]);
  });

  it("deploys again what an update by hand or a refresh has touched, and no other stack", async () => {
    await run("up");
    await run("refresh", "--stack", "data.owner");
    cli.taken();
    await run("up");
    assert.deepEqual(cli.operated("up"), ["data.owner"]);
  });

  it("deploys again what reads a value that another stack now hands on otherwise", async () => {
    await run("up");
    cli.handsOn("data.owner", { "table:ledger": { arn: "another" } });
    await run("up", "--again", "--stack", "data.owner");
    cli.taken();
    await run("up");
    assert.deepEqual(cli.operated("up").sort(), ["consumers.consumer", "consumers.owner"]);
  });

  it("lets a failed stack stop only what depends on it, and goes on there", async () => {
    cli.fails("up", "foundation.consumer", "error: EntityAlreadyExists", "always");
    const { code, out, err } = await run("up");
    assert.equal(code, 1);
    assert.match(err, /error: EntityAlreadyExists/);
    assert.match(out, /perimeter\.consumer: not begun, after foundation\.consumer/);
    assert.deepEqual(
      cli.operated("up").filter((name) => name.endsWith(".owner")),
      ["foundation.owner", "perimeter.owner"],
      "the owner's data names the consumer's role",
    );
    cli.mends();
    assert.equal((await run("up")).code, 0);
    const again = cli.operated("up");
    assert.ok(!again.includes("organization") && !again.includes("perimeter.owner"), again.join());
    assert.equal(again.length, STACKS.length - 4);
  });

  it("changes nothing where a deploy role cannot be assumed, and names every such account", async () => {
    sts.refused = new Set(DEPLOY_ROLES);
    const { code, err } = await run("up");
    assert.equal(code, 1);
    for (const [index, account] of ["owner", "consumer"].entries())
      assert.ok(
        err.includes(`palisade: ${account}: the deploy role cannot be assumed by arn:aws:sts::${MANAGEMENT}:`) &&
          err.includes(`create ${DEPLOY_ROLES[index] ?? ""}`),
        err,
      );
    assert.deepEqual(
      cli.taken().map(({ args }) => args.slice(0, 2).join(" ")),
      ["version", "stack ls"].map((name) => name),
    );
  });

  it("asks for the deploy roles of the chosen accounts alone, and for none where only management is acted in", async () => {
    await run("up", "--stack", "organization", "guardrails");
    assert.deepEqual(sts.taken(), []);
    await run("up", "--account", "owner", "--layer", "foundation");
    assert.deepEqual(sts.taken(), [DEPLOY_ROLES[0]]);
  });

  it("refuses credentials of another account, and says whose they are", async () => {
    sts.account = "300000000009";
    const { code, err } = await run("up");
    assert.equal(code, 1);
    assert.match(
      err,
      /the credentials are of another account, got arn:aws:sts::300000000009:\S+; use credentials of the management account, 100000000001/,
    );
  });

  it("stops before a breach, and goes on with a reason that every stack records until it is proven", async () => {
    const breached = declared("breached");
    writeFiles(breached, new Map([["claims.yaml", BREACH]]));
    const here = (...args: readonly string[]) =>
      command("up", "--declaration", breached, "--as-of", "2026-11-22", "--stack", "organization", ...args);
    const { code, err } = await here();
    assert.equal(code, 1);
    assert.match(err, /not proven: [^]*nothing is changed, since the declaration is not proven/);
    assert.deepEqual(cli.operated("up"), []);
    assert.equal((await here("--unproven", "an outage")).code, 0);
    assert.equal(cli.stack("organization")?.tags["palisade:unproven"], "an outage");
    rmSync(path.join(breached, "claims.yaml"));
    cli.fails("up", "organization", "error: no");
    assert.equal((await here()).code, 1);
    assert.equal(cli.stack("organization")?.tags["palisade:unproven"], "an outage", "what is there was deployed without a proof");
    assert.equal((await here()).code, 0);
    assert.deepEqual(cli.operated("up"), ["organization", "organization", "organization"]);
    assert.equal(cli.stack("organization")?.tags["palisade:unproven"], undefined);
  });

  it("deploys nothing where the declaration changes after it was read for the proof", async () => {
    const changing = declared("changing");
    const here = () => command("up", "--declaration", changing, "--as-of", "2026-11-22", "--stack", "organization");
    const running = here();
    while (!cli.isCalled()) await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(path.join(changing, "organization.yaml"), "# changed\n");
    const { code, err } = await running;
    assert.equal(code, 1);
    assert.match(err, /changing: the declaration, or Palisade itself, has changed since it was read for the proof; run the same command/);
    assert.deepEqual(cli.operated("up"), []);
    assert.equal((await here()).code, 0);
    assert.deepEqual(cli.operated("up"), ["organization"]);
  });

  it("creates only what the chosen stacks refer to", async () => {
    await run("up", "--stack", "foundation.owner");
    const created = cli.taken().flatMap(({ args }) => (args[1] === "init" ? [args[2]] : []));
    assert.deepEqual(created.sort(), ["foundation.owner", "organization"]);
    const { out } = await run("status");
    assert.match(out, /^organization +0 resources$/m);
    assert.match(out, /^data\.owner +not deployed$/m);
  });

  it("previews, deploys and refreshes only what a change since a git ref concerns", async () => {
    const changed = folder("changed");
    repositoryOf(changed, LINE);
    const edits: readonly Edit[] = [
      ["accounts/owner/data.yaml", "    stream: new-and-old-images\n", "    stream: new-and-old-images\n    pointInTimeRecovery: 7d\n"],
    ];
    writeFiles(changed, withEdits(LINE, edits));
    for (const verb of ["preview", "up", "refresh"]) {
      const { code, err } = await command(verb, "--declaration", changed, "--as-of", "2026-11-22", "--affected", "main");
      assert.equal(code, 0, err);
      assert.deepEqual(cli.operated(verb), ["data.owner"], verb);
    }
  });

  it("takes a stack that another run has created meanwhile as created", async () => {
    await run("up", "--stack", "organization");
    cli.createsMeanwhile("organization");
    cli.taken();
    const { code, err } = await run("up", "--stack", "organization");
    assert.deepEqual([code, err], [0, ""]);
    const calls = cli.taken().map(({ args }) => args.slice(0, 2).join(" "));
    assert.ok(calls.includes("stack init") && calls.some((call) => call.startsWith("up")), calls.join());
  });

  it("says what to do where the CLI is not logged in, is too old, or lacks the passphrase", async () => {
    cli.fails("stack", "all", "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions");
    const loggedOut = await run("up");
    assert.equal(loggedOut.code, 2);
    assert.match(loggedOut.err, /not logged in: run pulumi login, or set PULUMI_ACCESS_TOKEN/);
    cli.fails("up", "organization", "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "always");
    const locked = await run("up", "--stack", "organization");
    assert.equal(locked.code, 1);
    assert.match(locked.err, /set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE/);
    const at = folder("old");
    mkdirSync(at);
    process.env["PULUMI_COMMAND"] = new StandInCli(at, "v3.100.0").program;
    const old = await run("up");
    assert.equal(old.code, 2);
    assert.match(old.err, /pulumi: is too old or of another major version, got 3\.100\.0; install 3\.254 or newer/);
  });

  it("says what to do where the stacks cannot be read, and goes on where one cannot be removed", async () => {
    await run("up", "--account", "consumer");
    cli.fails("stack export", "all", "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "always");
    const { code, out, err } = await run("status", "--stack", "data.consumer");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(
      err,
      /^palisade: pulumi: the stacks cannot be read, got "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE"; set PULUMI_CONFIG_PASSPHRASE, or [^\n]*\n$/,
    );
    cli.mends();
    cli.fails("stack rm", "data.consumer", "error: the backend is away");
    const removed = await command("destroy", "--declaration", withoutConsumer("left alone"), "--as-of", "2026-11-22", "--left-over");
    assert.equal(removed.code, 1);
    assert.match(removed.err, /data\.consumer has no resources any more, and cannot be removed, got "error: the backend is away"/);
    assert.match(removed.out, /\n4 of 4 stacks done/);
    assert.deepEqual([cli.stack("data.consumer") === undefined, cli.stack("foundation.consumer")], [false, undefined]);
  });

  it("says who holds a lock, and how it is given back", async () => {
    cli.fails(
      "up",
      "organization",
      "error: the stack is currently locked by 1 lock(s). Either wait\n  file:///x: created by me@here (pid 7) at noon",
      "always",
    );
    const { code, err } = await run("up", "--stack", "organization");
    assert.equal(code, 1);
    assert.match(
      err,
      /locked created by me@here \(pid 7\) at noon; [^]*pulumi cancel -s organization --yes, then npm run refresh -- --stack organization/,
    );
  });

  it("prints each event as a line of JSON", async () => {
    cli.fails("up", "guardrails", "error: no", "always");
    const { code, out } = await run("up", "--json", "--layer", "organization", "guardrails", "perimeter");
    assert.equal(code, 1);
    const events = out
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as Readonly<Record<string, string | undefined>>);
    assert.deepEqual(
      events.map(({ event, stack, outcome, after }) => [event, stack, outcome ?? after].filter((part) => part !== undefined).join(" ")),
      [
        "begin",
        "stack-begin organization",
        "stack-end organization done",
        "stack-begin guardrails",
        "stack-end guardrails failed",
        "stack-left-out perimeter.consumer guardrails",
        "stack-left-out perimeter.owner guardrails",
        "end",
      ],
    );
  });

  it("says that nothing is deployed where refresh and destroy find no stack", async () => {
    for (const [verb, ...args] of [["refresh"], ["destroy", "--all"]] as const) {
      const { code, err } = await run(verb, ...args);
      assert.equal(code, 0);
      assert.match(err, /^nothing is deployed here yet: npm run up -- --declaration \S+ --as-of 2026-11-22\n$/);
    }
  });

  it("destroys in reverse order, without a proof, and never makes a stack for that", async () => {
    await run("up", "--stack", "organization", "foundation.owner");
    cli.taken();
    const unsaid = await run("destroy");
    assert.equal(unsaid.code, 2);
    assert.match(
      unsaid.err,
      /destroy: would delete in every account; choose with --stack, --account, --layer or --left-over, or add --all$/m,
    );
    assert.deepEqual(cli.taken(), []);
    const { code } = await run("destroy", "--all");
    assert.equal(code, 0);
    const calls = cli.taken();
    assert.deepEqual(
      calls.flatMap(({ args }) => (args[0] === "destroy" ? [args[args.indexOf("--stack") + 1]] : [])),
      ["foundation.owner", "organization"],
    );
    assert.ok(!calls.some(({ args }) => args[1] === "init"));
  });

  it("names stacks of accounts that have left, and destroys them in reverse order", async () => {
    await run("up", "--account", "consumer");
    const left = withoutConsumer("left");
    const here = (verb: string, ...args: readonly string[]) => command(verb, "--declaration", left, "--as-of", "2026-11-22", ...args);
    const { out } = await here("up", "--stack", "organization");
    assert.match(
      out,
      /left over, since their accounts are no longer declared: foundation\.consumer, perimeter\.consumer, data\.consumer, consumers\.consumer; to remove them: npm run destroy -- --left-over --declaration \S+ --as-of 2026-11-22\n/,
    );
    cli.taken();
    assert.equal((await here("destroy", "--left-over")).code, 0);
    const order = cli.operated("destroy");
    assert.deepEqual(
      order,
      ["consumers", "data", "perimeter", "foundation"].map((layer) => `${layer}.consumer`),
    );
    assert.equal(cli.stack("data.consumer"), undefined);
  });

  it("does not deploy the sample, and takes no sandbox's folder for accounts", async () => {
    const sample = await command("up", "--declaration", path.resolve(import.meta.dirname, "../../../examples/acme"));
    assert.equal(sample.code, 2);
    assert.match(sample.err, /the sample is not deployed to accounts; write your own with npm run init/);
    const confused = await run("up", "--folder", folder("sandbox"));
    assert.equal(confused.code, 2);
    assert.match(confused.err, /--folder: is the folder of a sandbox; add --sandbox/);
  });
});
