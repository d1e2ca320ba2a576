import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Call } from "../../control-plane/store.ts";
import { command } from "../support/command.ts";
import { NO_STREAM, RESTORED_TABLE } from "../support/restored-table.ts";
import { describeUnderTheEngine, type EngineSandbox, inShort } from "./engine-sandbox.ts";

const OWNER = "300000000001";
const DATA = "accounts/owner/data.yaml";
const SENSITIVE = `  cards:
    key: { partition: { cardId: string } }
    classification: sensitive
    encryption: own-key
    usedBy: { api: { can: [read, write] } }
`;
const TABLES = "tables:\n";

/** Asks about what is deployed: the states of the sandbox's stacks. */
async function askedOf(sandbox: EngineSandbox): Promise<(...question: readonly string[]) => Promise<string>> {
  const folder = path.join(sandbox.folder, "exports");
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const stack of ["organization", "guardrails", "foundation.owner", "perimeter.owner", "data.owner"]) {
    const file = path.join(folder, `${stack}.json`);
    writeFileSync(file, (await sandbox.state(stack)).text);
    files.push(file);
  }
  return async (...question) => {
    const { out, err } = await command("explain", ...question, "--export", ...files);
    return /^(?:Yes|No|Not known)/.exec(out)?.[0] ?? `${out}\n${err}`;
  };
}

/** What was done, in the order in which it was. */
const inOrder = (calls: readonly Call[]): string[] => calls.flatMap((call) => inShort([call]));

describeUnderTheEngine("a drill of break-glass, and a restore", (sandbox) => {
  const role = `arn:aws:iam::${OWNER}:role/palisade/break-glass/BreakGlass`;
  const onCall = `arn:aws:iam::${OWNER}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_OnCall_0123456789abcdef`;
  const taking = (who: string, region: string) =>
    ["--principal", who, "--action", "sts:AssumeRole", "--resource", role, "--context", `aws:RequestedRegion=${region}`] as const;
  const reading = (table: string) =>
    [
      ...["--principal", role, "--action", "dynamodb:GetItem", "--from", "internet"],
      ...["--resource", `arn:aws:dynamodb:eu-west-1:${OWNER}:table/${table}`],
    ] as const;

  before(async () => {
    sandbox.edit(DATA, TABLES, `${TABLES}${SENSITIVE}`);
    sandbox.edit(
      "organization.yaml",
      "[AWSReservedSSO_OnCall] }",
      `[AWSReservedSSO_OnCall], alarmTopic: "arn:aws:sns:eu-west-1:${OWNER}:break-glass" }`,
    );
    await sandbox.succeeds("up");
  });

  it("lets who is on call take the role where its alarm listens, and nobody elsewhere", async () => {
    const asked = await askedOf(sandbox);
    assert.equal(await asked(...taking(onCall, "eu-west-1")), "Yes");
    assert.equal(await asked(...taking(onCall, "ap-southeast-2")), "No");
    assert.equal(await asked(...taking(`arn:aws:iam::${OWNER}:role/admin`, "eu-west-1")), "No");
  });

  it("lets the role read an ordinary table from anywhere, and no sensitive one", async () => {
    const asked = await askedOf(sandbox);
    assert.equal(await asked(...reading("ledger")), "Yes");
    assert.equal(await asked(...reading("cards")), "No");
    assert.equal(await asked(...reading("ledger-restored-20261122")), "No");
  });

  it("guards a restored table before it is opened, and opens it behind its policy", async () => {
    sandbox.edit(DATA, TABLES, `${TABLES}${RESTORED_TABLE}`);
    sandbox.write("inventory.yaml", NO_STREAM);
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", "--stack", "perimeter.owner", "data.owner", "consumers.owner"));
    const order = inOrder(calls).filter((each) => /recovered|perimeter/.test(each));
    const [guarded, named, opened] = [
      "update perimeter.owner data-policy",
      "create data.owner table-recovered-policy",
      "create data.owner table-recovered-restored",
    ].map((each) => order.indexOf(each));
    assert.ok(guarded !== undefined && named !== undefined && opened !== undefined);
    assert.ok(0 <= guarded && guarded < named && named < opened, order.join("\n"));
  });

  it("closes it again before its policy goes, and leaves the table", async () => {
    sandbox.edit(DATA, RESTORED_TABLE, "");
    sandbox.write("inventory.yaml", "resourcePolicies: {}\n");
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", "--stack", "perimeter.owner", "data.owner", "consumers.owner"));
    const gone = inOrder(calls).filter((each) => /delete data\.owner table-recovered/.test(each));
    assert.deepEqual(gone, ["delete data.owner table-recovered-restored", "delete data.owner table-recovered-policy"]);
    const table = { caller: { account: OWNER, region: "eu-west-1" }, type: "aws:dynamodb/table:Table", id: "ledger-restored-20261122" };
    assert.ok((await sandbox.aws((plane) => plane.read(table))) !== undefined);
  });
});
