import assert from "node:assert/strict";
import type { Caller } from "../../control-plane/caller.ts";
import { describeUnderTheEngine, type EngineSandbox } from "./engine-sandbox.ts";

const OWNER: Caller = { account: "300000000001", region: "eu-west-1" };
const POLICY = { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", id: "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger" } as const;
const UNDECLARED = "arn:aws:iam::300000000001:role/palisade/workload/api";

const stateOf = async (sandbox: EngineSandbox): Promise<string> => (await sandbox.state("data.owner")).text;

describeUnderTheEngine("drift of the line", (sandbox) => {
  before(() => sandbox.succeeds("up"));

  it("finds nothing after a deployment", async () => {
    const { code, out } = await sandbox.sandbox("drift", "--layer", "data", "foundation");
    assert.equal(code, 0, out);
    assert.match(out, /\nno drift in 4 stacks, \d+\.\d s\n$/);
  });

  it("marks what opens access, says what closes, and leaves the states as they are", async () => {
    const before = await stateOf(sandbox);
    const statement = { Sid: "ByHand", Effect: "Allow", Principal: { AWS: UNDECLARED }, Action: "dynamodb:Scan", Resource: POLICY.id };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await sandbox.aws((plane) => plane.drift({ caller: OWNER, ...POLICY, inputs: { policy } }));
    const { code, out } = await sandbox.sandbox("drift", "--stack", "data.owner", "perimeter.owner");
    assert.equal(code, 1, out);
    assert.match(out, /table-ledger-policy \(aws:dynamodb\/resourcePolicy:ResourcePolicy\) was changed: opens and closes access\n/);
    assert.match(out, /\n {4}policy: lacks AllowReporterOfConsumer\w+, AllowReporterOfConsumerOnIndexes\w+; has\s+ByHand\n/);
    assert.match(out, /\n {4}\+ owner\/api gains dynamodb:Scan on owner\/tables\/ledger: from owner\/main\n/);
    assert.match(out, /\n {4}- consumer\/reporter loses dynamodb:/);
    assert.match(out, /\n1 resource of 1 stack differs: 1 opens access, \d+\.\d s\n/);
    assert.equal(await stateOf(sandbox), before);
  });

  it("finds nothing once it was brought back as it says", async () => {
    await sandbox.succeeds("refresh", "--stack", "data.owner");
    await sandbox.succeeds("up", "--stack", "data.owner");
    assert.equal((await sandbox.sandbox("drift", "--stack", "data.owner")).code, 0);
  });
});
