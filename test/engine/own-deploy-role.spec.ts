import assert from "node:assert/strict";
import { describeUnderTheEngine } from "./engine-sandbox.ts";

const OWNER = "300000000001";
const OWN = `arn:aws:iam::${OWNER}:role/platform/deployer-prod`;

describeUnderTheEngine("a deploy role that an account names", (sandbox) => {
  /** The roles that a stack's providers take. */
  const rolesOf = async (stack: string): Promise<readonly string[]> => {
    const { text } = await sandbox.state(stack);
    return [...new Set(text.match(/arn:aws:iam::\d+:role\/[\w/-]*[dD]eploy[\w-]*(?=\\")/g))];
  };

  it("is the organization's before it names one", async () => {
    await sandbox.succeeds("up");
    assert.deepEqual(await rolesOf("foundation.owner"), [`arn:aws:iam::${OWNER}:role/PalisadeDeploy`]);
  });

  it("gets guardrails that exempt it before those that do not are detached", async () => {
    sandbox.edit("accounts/owner/account.yaml", "deployers:", "deployment: { role: platform/deployer-prod }\ndeployers:");
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", "--stack", "guardrails"));
    const changes = calls.filter(({ type }) => type === "aws:organizations/policyAttachment:PolicyAttachment").map(({ verb }) => verb);
    // For the unit two SCPs that exempt it too, in place of three that do not; for the owner an SCP and an RCP about its role alone.
    assert.deepEqual(changes, [...Array<string>(4).fill("create"), ...Array<string>(3).fill("delete")]);
  });

  it("is what all stacks of the account are deployed with, and those of no other account", async () => {
    await sandbox.succeeds("up");
    for (const stack of ["foundation.owner", "data.owner", "consumers.owner"]) assert.ok((await rolesOf(stack)).includes(OWN), stack);
    assert.deepEqual(await rolesOf("foundation.consumer"), ["arn:aws:iam::300000000002:role/PalisadeDeploy"]);
    const quiet = await sandbox.succeeds("preview");
    assert.doesNotMatch(quiet, /updated|replaced|created|deleted/);
  });
});
