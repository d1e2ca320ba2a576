import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { FolderStore } from "../../control-plane/folder-store.ts";
import type { Call } from "../../control-plane/store.ts";
import { describeUnderTheEngine, type EngineSandbox, ROOT } from "./engine-sandbox.ts";

/** What the sandbox's AWS was asked to create for a stack, in order. */
const created = (sandbox: EngineSandbox, stack: string): Promise<Call[]> =>
  sandbox.aws((plane) => plane.journal().filter(({ verb, urn }) => verb === "create" && urn.startsWith(`urn:pulumi:${stack}::`)));

async function until(is: () => boolean): Promise<void> {
  while (!is()) await pause(1);
}

/** Waits until a stack has created a resource. From then on AWS does not answer requests that change something, until released. */
async function blockAwsInTheMiddle(sandbox: EngineSandbox, stack: string): Promise<() => void> {
  const folder = path.join(sandbox.folder, "aws");
  const store = new FolderStore(folder);
  const database = new DatabaseSync(path.join(folder, "aws.sqlite"), { timeout: 60_000 });
  await until(() => store.journal().some(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`)));
  database.exec("BEGIN IMMEDIATE");
  return () => {
    database.exec("ROLLBACK");
    database.close();
    store.close();
  };
}

interface Runner {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<unknown>;
}

/** A runner in a process group of its own, brought to where its stack has begun and AWS does not answer. */
async function runnerInTheMiddle(sandbox: EngineSandbox, stack: string): Promise<Runner & { readonly release: () => void }> {
  const args = [path.join(ROOT, "cli", "main.ts"), "sandbox", "up", ...sandbox.options, "--stack", stack];
  const runner = spawn(process.execPath, args, { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [runner.stdout, runner.stderr]) stream.on("data", (data: Buffer) => (text += data.toString()));
  const ended = once(runner, "close");
  return { process: runner, said: () => text, ended, release: await blockAwsInTheMiddle(sandbox, stack) };
}

const twice = (calls: readonly Call[]): string[] => calls.map(({ urn }) => urn).filter((urn, index, all) => all.indexOf(urn) !== index);

describeUnderTheEngine("interrupting the runner", (sandbox) => {
  before(() => sandbox.succeeds("up", "--stack", "organization"));

  it("finishes what has begun on an interrupt, and records it", async () => {
    const runner = await runnerInTheMiddle(sandbox, "foundation.owner");
    runner.process.kill("SIGINT");
    await until(() => runner.said().includes("stopping"));
    runner.release();
    await runner.ended;
    assert.equal(runner.process.exitCode, 1, runner.said());
    assert.match(runner.said(), /stopped; what was begun is finished and recorded: run the same command again to go on/);
    const { resources } = await sandbox.state("foundation.owner");
    const recorded = resources.filter(({ type, id }) => type.startsWith("aws:") && id !== undefined).map(({ urn }) => urn);
    const made = (await created(sandbox, "foundation.owner")).map(({ urn }) => urn);
    assert.deepEqual(recorded.sort(), made.sort());
    assert.ok(!made.some((urn) => urn.endsWith("network-main-dynamodb")), "all was made before the interrupt");
  });

  it("goes on where it stopped, and loses and doubles nothing", async () => {
    await sandbox.succeeds("up", "--stack", "foundation.owner");
    const made = await created(sandbox, "foundation.owner");
    assert.deepEqual(twice(made), []);
    assert.ok(made.some(({ urn }) => urn.endsWith("network-main-dynamodb")));
    assert.deepEqual(await sandbox.callsDuring(() => sandbox.succeeds("up", "--again", "--stack", "foundation.owner")), []);
  });

  it("finishes what has begun where the terminal is closed, which every process in it hears of", async () => {
    const runner = await runnerInTheMiddle(sandbox, "guardrails");
    process.kill(-(runner.process.pid ?? 0), "SIGHUP");
    await until(() => runner.said().includes("stopping"));
    runner.release();
    await runner.ended;
    assert.equal(runner.process.exitCode, 1, runner.said());
    const { out } = await sandbox.sandbox("status", "--stack", "guardrails");
    const recorded = Number(/guardrails +(\d+) resources?\n/.exec(out)?.[1]);
    assert.equal(recorded, (await created(sandbox, "guardrails")).length, out);
  });

  let pending: string[] = [];

  it("says after a kill what never ended, and what to do", async () => {
    const runner = await runnerInTheMiddle(sandbox, "foundation.consumer");
    // The whole group: the runner and Pulumi's CLI.
    process.kill(-(runner.process.pid ?? 0), "SIGKILL");
    await runner.ended;
    runner.release();
    // The engine writes this file in place, and every so often a kill cuts it off.
    const attributes = path.join(sandbox.folder, "backend", ".pulumi", "stacks", "palisade", "foundation.consumer.json.attrs");
    assert.ok(existsSync(attributes));
    writeFileSync(attributes, "");
    const { code, err } = await sandbox.sandbox("up", "--stack", "foundation.consumer");
    assert.equal(code, 1);
    pending = [...err.matchAll(/pending: creating (\S+)/g)].map(([, urn = ""]) => urn);
    assert.ok(pending.length > 0, err);
    assert.match(err, /nobody recorded whether AWS did/);
    assert.match(err, /where it is there it is no stack's, so delete it, or take it over \(pulumi import\)/);
    assert.match(err, /pulumi cancel -s foundation\.consumer --yes/);
    assert.match(err, /npm run sandbox -- refresh --stack foundation\.consumer --clear-pending-creates/);
  });

  it("says that the killed run still holds the lock", async () => {
    const { code, err } = await sandbox.sandbox("refresh", "--stack", "foundation.consumer");
    assert.equal(code, 1);
    assert.match(err, /locked created by /);
    assert.match(err, /pulumi cancel -s foundation\.consumer --yes/);
    assert.equal((await sandbox.pulumi("cancel", "-s", "foundation.consumer", "--yes")).code, 0);
  });

  it("goes on once what was created is deleted and forgotten, and doubles nothing", async () => {
    const orphans = (await created(sandbox, "foundation.consumer")).filter(({ urn }) => pending.includes(urn));
    await sandbox.aws((plane) => {
      for (const { type, id, account, region } of orphans)
        plane.drift({ caller: { account, region: "eu-west-1" }, type, id, region, isGone: true });
    });
    await sandbox.succeeds("refresh", "--stack", "foundation.consumer", "--clear-pending-creates");
    await sandbox.succeeds("up", "--stack", "foundation.consumer");
    const kept = (await created(sandbox, "foundation.consumer")).slice();
    for (const orphan of orphans) {
      kept.splice(
        kept.findIndex(({ urn }) => urn === orphan.urn),
        1,
      );
    }
    assert.deepEqual(twice(kept), []);
    assert.ok(kept.some(({ urn }) => urn.endsWith("network-main-dynamodb")));
  });
});
