import assert from "node:assert/strict";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { type Edit, LINE, rehearseLine, withEdits } from "../support/line.ts";
import { deploy, proofOf } from "../support/proof.ts";

const CONSUMER = "accounts/consumer/account.yaml";
const OWNER = "accounts/owner/account.yaml";
const DATA = "accounts/owner/data.yaml";

const CREATED_CONSUMER: readonly Edit[] = [
  [CONSUMER, 'id: "300000000002"', "email: aws+consumer@line.example"],
  [CONSUMER, "ec2, network: main }", "ec2, network: main, role: { existing: team/reporter, adds: [permissions] } }"],
];
const CREATED_OWNER: readonly Edit[] = [
  [OWNER, 'id: "300000000001"', "email: aws+owner@line.example"],
  [OWNER, "lambda, network: main }", "lambda, network: main, role: { existing: team/api, adds: [permissions] } }"],
];

/** The statements of a deployed document by their ids without what tells a recreated role. */
function sidsOf({ resources }: PlanRehearsal, stack: string, name: string): readonly string[] {
  const found = resources.find((each) => each.stack === stack && each.name === name);
  const { Statement } = JSON.parse(String(found?.inputs["policy"])) as {
    readonly Statement: readonly { readonly Sid: string; readonly Effect: string }[];
  };
  return Statement.map(({ Sid, Effect }) => `${Effect} ${Sid}`);
}

const warningsOf = ({ stacks }: PlanRehearsal): readonly string[] => stacks.flatMap(({ warnings }) => warnings);

describe("a role that a team makes later, in an account that is created", () => {
  it("makes the grants of a consumer wait by name, and nothing else", async () => {
    const [before, waiting] = [await rehearseLine(), await rehearseLine({}, ...CREATED_CONSUMER)];
    assert.deepEqual(
      waiting.stacks.filter(({ status }) => status !== "done").map(({ name, error }) => [name, error]),
      [],
    );
    assert.deepEqual(waiting.refusals, []);
    assert.deepEqual(warningsOf(waiting), [
      "foundation.consumer does not hand on role:reporter yet, so that these grants wait: owner/tables/ledger/sharedWith/consumer/reporter",
      "foundation.consumer does not hand on role:reporter yet, so that these grants wait: owner/tables/ledger/sharedWith/consumer/reporter",
      'workloads.reporter.role.existing of consumer: the role does not exist yet, so that the workload\'s grants wait, got "reporter"; make it and deploy again, or correct it in accounts/consumer/account.yaml',
    ]);
    const withoutGrant = sidsOf(before, "data.owner", "table-ledger-policy").filter((sid) => !/^Allow .*Reporter/.test(sid));
    assert.notDeepEqual(withoutGrant, sidsOf(before, "data.owner", "table-ledger-policy"));
    assert.deepEqual(
      waiting.resources.filter(({ name }) => name === "table-ledger-policy"),
      [],
    );
  });

  it("makes the uses of its own account wait, and leaves the table of others", async () => {
    const waiting = await rehearseLine({}, ...CREATED_OWNER);
    assert.deepEqual(
      waiting.stacks.filter(({ status }) => status !== "done").map(({ name, error }) => [name, error]),
      [],
    );
    assert.ok(warningsOf(waiting).some((text) => text.includes("role:api yet, so that these grants wait: owner/tables/ledger/usedBy/api")));
    assert.match(sidsOf(waiting, "data.owner", "table-ledger-policy").join(), /Allow .*Reporter/);
  });

  it("makes the tenants of a broker wait", async () => {
    const tenants: Edit = [DATA, "    usedBy:\n", "    tenants: { broker: api, tag: TenantId, can: [read] }\n    usedBy:\n"];
    const waiting = await rehearseLine({}, ...CREATED_OWNER, tenants);
    assert.ok(waiting.stacks.every(({ status }) => status === "done"));
    assert.deepEqual(
      waiting.resources.filter(({ name }) => name.startsWith("tenants-")),
      [],
    );
    assert.ok(
      warningsOf(waiting).some((text) => text.includes("tenantRole:ledger yet, so that these grants wait: owner/tables/ledger/tenants")),
      warningsOf(waiting).join("\n"),
    );
  });

  it("is not let through by the perimeter of its account", async () => {
    const poller: Edit = [CONSUMER, "ec2, network: main, role:", "lambda, network: main, pollsStreams: true, role:"];
    const created = await rehearseLine({}, ...CREATED_CONSUMER, poller);
    const existing = await rehearseLine({}, [
      CONSUMER,
      "ec2, network: main }",
      "lambda, network: main, pollsStreams: true, role: { existing: team/reporter } }",
    ]);
    const namesIt = ({ resources }: PlanRehearsal) =>
      resources.some(({ stack, inputs }) => stack === "perimeter.consumer" && String(inputs["content"]).includes("role/team/reporter"));
    assert.deepEqual([namesIt(created), namesIt(existing)], [false, true]);
  });

  it("is not known to the proof, which finds nothing else", async () => {
    const againstWith = async (edits: Parameters<typeof withEdits>[1]) => (await proofOf(await deploy(withEdits(LINE, edits)))).against;
    const waiting = (line: number) => `unknown: the grant at ${DATA}:${line.toString()}:7 waits for its consumer`;
    assert.deepEqual(await againstWith(CREATED_CONSUMER), [waiting(11)]);
    // Nobody said whom the role will trust that uses the owner's table itself.
    assert.deepEqual(await againstWith(CREATED_OWNER), [
      "unknown: administrator reads-items owner/tables/ledger: nothing is granted to it, through owner/api",
      waiting(9),
    ]);
  });
});
