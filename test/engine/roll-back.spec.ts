import assert from "node:assert/strict";
import type { Call } from "../../control-plane/store.ts";
import { describeUnderTheEngine, type EngineSandbox } from "./engine-sandbox.ts";

const ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
const CONSUMER = ["accounts/consumer/account.yaml", "organizationalUnit: workloads"] as const;
const OBSERVED = `${CONSUMER[1]}\nperimeter: observe\nbecause: a guardrail is too wide`;
const UNIT = ["organization.yaml", "workloads: { perimeter: enforced, "] as const;
const UNIT_OBSERVED = "workloads: { perimeter: observe, because: a guardrail is too wide, ";

const nameOf = ({ urn }: Call): string => urn.split("::").at(-1) ?? "";

/** The attachments that stacks have, by stack and logical name. */
async function attached(sandbox: EngineSandbox): Promise<string[]> {
  const all = [];
  for (const stack of ["guardrails", "perimeter.consumer", "perimeter.owner"]) {
    const { resources } = await sandbox.state(stack);
    all.push(...resources.filter(({ type }) => type === ATTACHMENT).map(({ urn }) => `${stack} ${urn.split("::").at(-1) ?? ""}`));
  }
  return all.sort();
}

/** What protects the blueprint's roles stays, whatever the perimeter; so does what protects that which runs under them. */
const OF_ROLES = ["guardrails protection-unit.workloads", "guardrails takers-unit.workloads"];

describeUnderTheEngine("rolling back a perimeter", (sandbox) => {
  let enforced: readonly string[] = [];
  before(async () => {
    await sandbox.succeeds("up");
    enforced = await attached(sandbox);
  });

  it("of one account is one command, which binds the others before it lets this one go", async () => {
    sandbox.edit(...CONSUMER, OBSERVED);
    const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", "--stack", "perimeter.consumer", "guardrails"));
    for (const key of ["blueprint", "data", "outside"]) {
      const order = calls
        .filter((call) => call.type === ATTACHMENT && nameOf(call).startsWith(`${key}-`))
        .map((call) => [call.verb, nameOf(call)]);
      assert.deepEqual(order, [
        ["create", `${key}-account.owner`],
        ["delete", `${key}-unit.workloads`],
      ]);
    }
    assert.deepEqual(
      (await attached(sandbox)).filter((each) => /consumer|unit/.test(each)),
      [...OF_ROLES, "perimeter.consumer compute-account"],
    );
  });

  it("of all accounts is one command, and leaves what protects roles and the membership", async () => {
    sandbox.edit(...UNIT, UNIT_OBSERVED);
    await sandbox.succeeds("up", "--stack", "perimeter.consumer", "perimeter.owner", "guardrails");
    assert.deepEqual(await attached(sandbox), [...OF_ROLES, "perimeter.consumer compute-account", "perimeter.owner compute-account"]);
  });

  it("is taken back the same way", async () => {
    sandbox.edit(UNIT[0], UNIT_OBSERVED, UNIT[1]);
    sandbox.edit(CONSUMER[0], OBSERVED, CONSUMER[1]);
    await sandbox.succeeds("up");
    assert.deepEqual(await attached(sandbox), enforced);
  });
});
