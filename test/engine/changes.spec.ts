import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import type { Caller } from "../../control-plane/caller.ts";
import type { Call } from "../../control-plane/store.ts";
import { describeUnderTheEngine, type EngineSandbox, inShort } from "./engine-sandbox.ts";

const OWNER: Caller = { account: "300000000001", region: "eu-west-1" };
const CONSUMER: Caller = { account: "300000000002", region: "eu-west-1" };
const POLICY = { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", id: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger" } as const;
const REPORTER = "arn:aws:iam::300000000002:role/palisade/workload/reporter";

const tablePolicy = (sandbox: EngineSandbox): Promise<string> =>
  sandbox.aws((plane) => JSON.stringify(plane.read({ caller: OWNER, ...POLICY })?.outputs["policy"] ?? ""));

/** What is done at AWS while all stacks are brought up. */
const callsOfUp = async (sandbox: EngineSandbox, ...args: readonly string[]): Promise<string[]> =>
  inShort(await sandbox.callsDuring(() => sandbox.succeeds("up", ...args)));

const stackOf = ({ urn }: Call): string => urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
const stacksOf = (calls: readonly Call[]): string[] => [...new Set(calls.map(stackOf))].sort();

describeUnderTheEngine("changing the line", (sandbox) => {
  before(() => sandbox.succeeds("up"));

  it("touches a changed table's stack alone", async () => {
    sandbox.edit("accounts/owner/data.yaml", "stream: new-and-old-images", "stream: new-and-old-images\n    pointInTimeRecovery: 7d");
    assert.deepEqual(await callsOfUp(sandbox), ["update data.owner table-ledger-table"]);
  });

  it("shows on refresh what was changed behind the stack's back, and brings it back", async () => {
    const foreign = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "ByHand", Effect: "Allow", Principal: { AWS: REPORTER }, Action: "dynamodb:PutItem", Resource: POLICY.id }],
    });
    await sandbox.aws((plane) => plane.drift({ caller: OWNER, ...POLICY, inputs: { policy: foreign } }));
    const out = await sandbox.succeeds("refresh", "--stack", "data.owner");
    assert.match(out, /changed behind the stack's back: urn:pulumi:data\.owner::\S+::table-ledger-policy: policy/);
    assert.deepEqual(await callsOfUp(sandbox, "--stack", "data.owner"), ["update data.owner table-ledger-policy"]);
    assert.doesNotMatch(await tablePolicy(sandbox), /ByHand/);
  });

  it("heals every policy that names a role which was deleted and made again under the same name", async () => {
    await sandbox.aws((plane) => plane.drift({ caller: CONSUMER, type: "aws:iam/role:Role", id: "reporter", isGone: true }));
    assert.doesNotMatch(await tablePolicy(sandbox), new RegExp(REPORTER));
    const out = await sandbox.succeeds("refresh", "--stack", "foundation.consumer", "consumers.consumer");
    assert.match(out, /gone: urn:pulumi:foundation\.consumer::\S+::workload-reporter-role/);
    const concerned = ["--stack", "foundation.consumer", "data.owner", "consumers.consumer"];
    const calls = await callsOfUp(sandbox, ...concerned);
    for (const call of ["create foundation.consumer workload-reporter-role", "update data.owner table-ledger-policy"]) {
      assert.ok(calls.includes(call), calls.join("\n"));
    }
    assert.match(await tablePolicy(sandbox), new RegExp(REPORTER));
    assert.deepEqual(await callsOfUp(sandbox, ...concerned), []);
  });

  it("leaves out a grant alone whose consumer is not deployed yet, by name", async () => {
    sandbox.edit("accounts/consumer/account.yaml", "workloads:", "workloads:\n  auditor: { runsOn: ec2, network: main }");
    sandbox.edit(
      "accounts/owner/data.yaml",
      "sharedWith:",
      "sharedWith:\n      consumer/auditor: { can: [read], purpose: etl, because: yearly audit }",
    );
    const before = await tablePolicy(sandbox);
    const out = await sandbox.succeeds("up", "--stack", "data.owner");
    assert.match(
      out,
      /warning: foundation\.consumer does not hand on role:auditor yet, so that these grants wait: owner\/tables\/ledger\/sharedWith\/consumer\/auditor\n/,
    );
    assert.equal(await tablePolicy(sandbox), before);
    await sandbox.succeeds("up", "--stack", "foundation.consumer", "data.owner", "consumers.consumer");
    assert.match(await tablePolicy(sandbox), /role\/palisade\/workload\/auditor/);
  });

  it("shows AWS's code and what to do where something is refused, and goes on with what does not depend on it", async () => {
    const name = "importer";
    const assumeRolePolicy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}';
    await sandbox.aws((plane) => plane.seed([{ ...CONSUMER, type: "aws:iam/role:Role", inputs: { name, assumeRolePolicy } }]));
    sandbox.edit("accounts/consumer/account.yaml", "workloads:", `workloads:\n  ${name}: { runsOn: ec2, network: main }`);
    const { code, out, err } = await sandbox.sandbox("up");
    assert.equal(code, 1);
    assert.match(err, /error: urn:pulumi:foundation\.consumer::\S+::workload-importer-role: EntityAlreadyExists in account 300000000002/);
    for (const stack of ["perimeter.consumer", "data.owner", "consumers.consumer", "consumers.owner"]) {
      assert.match(out, new RegExp(`${stack}: not begun, after `));
    }
    assert.match(out, /✔ \[\d+\/10\] perimeter\.owner/);
    sandbox.edit("accounts/consumer/account.yaml", `\n  ${name}: { runsOn: ec2, network: main }`, "");
    await sandbox.succeeds("up", "--stack", "foundation.consumer");
  });

  it("destroys what may be, names what may not, and leaves its neighbours and all that they stand on", async () => {
    const text: string[] = [];
    const calls = await sandbox.callsDuring(async () => {
      const { code, out } = await sandbox.sandbox("destroy");
      assert.equal(code, 1);
      text.push(out);
    });
    assert.ok(calls.every(({ verb }) => verb === "delete"));
    assert.ok(inShort(calls).includes("delete consumers.consumer permissions-reporter"));
    // Nothing is left in the consumer's account that its perimeter would guard; in the owner's there is.
    assert.deepEqual(stacksOf(calls), ["consumers.consumer", "consumers.owner", "perimeter.consumer"]);
    const [out = ""] = text;
    for (const name of ["key", "alias", "table"]) {
      assert.match(out, new RegExp(`kept, since it is protected: urn:pulumi:data\\.owner::\\S+::table-ledger-${name}\\n`));
    }
    assert.match(out, /foundation\.owner: not begun, after /);
    assert.match(
      out,
      /write deletion: allowed at\n {2}tables\.ledger \(\S+data\.yaml:\d+\)\nrun npm run sandbox -- up --declaration \S+ --folder \S+, then npm run sandbox -- destroy --declaration \S+ --folder \S+ again/,
    );
  });

  it("empties the consumer's side with its last grant", async () => {
    const concerned = ["--stack", "data.owner", "consumers.consumer"];
    await sandbox.succeeds("up", ...concerned);
    sandbox.write(
      "accounts/owner/data.yaml",
      "tables:\n  ledger:\n    key: { partition: { accountId: string }, sort: { entryId: string } }\n    indexes:\n      byDay: { partition: { day: string }, sort: { entryId: string } }\n    stream: new-and-old-images\n    pointInTimeRecovery: 7d\n    usedBy:\n      api: { can: [read, write] }\n",
    );
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", ...concerned));
    assert.deepEqual(inShort(calls.filter(({ urn }) => urn.startsWith("urn:pulumi:data.owner::"))), [
      "delete data.owner table-ledger-policy",
      "delete data.owner table-ledger-stream-policy",
      "update data.owner table-ledger-key",
    ]);
    assert.deepEqual(stacksOf(calls), ["consumers.consumer", "data.owner"]);
    const { resources } = await sandbox.state("consumers.consumer");
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("aws:")),
      [],
    );
  });

  it("removes a table in two steps, and says so to who wants it in one", async () => {
    const file = "accounts/owner/data.yaml";
    const table =
      "tables:\n  ledger: { key: { partition: { accountId: string }, sort: { entryId: string } }, usedBy: { api: { can: [read] } }, deletion: allowed }\n";
    sandbox.write(file, "tables: {}\n");
    const refused = await sandbox.sandbox("up", "--stack", "data.owner");
    assert.equal(refused.code, 1);
    assert.match(refused.err, /table-ledger-table" cannot be deleted\s+because it is protected/);
    assert.match(refused.err, /write deletion: allowed at what is to go and deploy; then remove it and deploy again/);
    sandbox.write(file, table);
    await sandbox.succeeds("up", "--stack", "data.owner", "consumers.owner");
    sandbox.write(file, "tables: {}\n");
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", "--stack", "data.owner", "consumers.owner"));
    assert.ok(calls.every(({ verb }) => verb === "delete"));
    assert.deepEqual(inShort(calls.filter(({ urn }) => urn.startsWith("urn:pulumi:data.owner::"))), [
      "delete data.owner table-ledger-alias",
      "delete data.owner table-ledger-key",
      "delete data.owner table-ledger-table",
    ]);
  });

  it("names the stacks of an account that has left, and removes them in reverse order on request", async () => {
    await sandbox.succeeds("up", "--stack", "perimeter.consumer");
    rmSync(path.join(sandbox.declaration, "accounts", "consumer"), { recursive: true });
    const out = await sandbox.succeeds("up");
    assert.match(
      out,
      /left over, since their accounts are no longer declared: foundation\.consumer, perimeter\.consumer, data\.consumer, consumers\.consumer; to remove them: npm run sandbox -- destroy --left-over/,
    );
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("destroy", "--left-over"));
    assert.ok(calls.every(({ verb }) => verb === "delete"));
    const stacks = [...new Set(calls.map(stackOf))];
    assert.deepEqual(stacks, ["perimeter.consumer", "foundation.consumer"]);
    assert.doesNotMatch(await sandbox.succeeds("status"), /\.consumer\b/);
  });
});
