import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { expectation } from "../../../proof/intent/expectation.ts";
import type { Intended, IntendedResource } from "../../../proof/intent/intended.ts";
import { intendedOf } from "../../../proof/intent/read-intended.ts";
import type { Asked, What, Where, Who } from "../../../proof/intent/subject.ts";
import { usesOf } from "../../../proof/intent/uses.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { NOW } from "../../support/sample.ts";

const DATA = "accounts/owner/data.yaml";
const SHARE = "consumer/reporter: { can: [read, stream], on: [table, byDay], purpose: etl, because: daily balance }";
const REPORTER: Who = { kind: "workload", account: "consumer", workload: "reporter" };
const ITS_ROLE: Who = { kind: "access-role", account: "owner", consumer: "consumer/reporter" };
const LEDGER: What = { kind: "table", account: "owner", table: "ledger" };
const ITS_NETWORK: Where = { kind: "network", account: "consumer", network: "main", region: "eu-west-1" };

function intended(...edits: readonly Edit[]): Intended {
  const { declaration, problems } = load(withEdits(LINE, edits), { now: NOW });
  if (declaration === undefined) throw new Error(problems.map(problemLine).join("\n"));
  return intendedOf(declaration, new Map());
}

function effect(of: Intended, asked: Partial<Asked>): string {
  const complete: Asked = {
    who: REPORTER,
    action: "dynamodb:GetItem",
    what: LEDGER,
    region: "eu-west-1",
    where: ITS_NETWORK,
    at: NOW,
    carried: new Map(),
    ...asked,
  };
  return expectation(of, complete, resourceOf(of, complete.what)).effect;
}

function resourceOf({ accounts }: Intended, what: What): IntendedResource | undefined {
  const name = what.kind === "table" ? what.table : what.kind === "key" ? what.name : undefined;
  const kind = what.kind === "key" && what.of === "key" ? "key" : "table";
  return accounts.get(what.account)?.resources.find((each) => each.name === name && each.kind === kind);
}

describe("intent", () => {
  it("gives a grant to the consumer's own role where a resource policy says it, and to the owner's role alone elsewhere", () => {
    const direct = intended();
    assert.deepEqual([effect(direct, {}), effect(direct, { who: ITS_ROLE })], ["allowed", "denied"]);
    const settings = intended([DATA, SHARE, SHARE.replace("stream]", "settings]")]);
    assert.deepEqual([effect(settings, {}), effect(settings, { who: ITS_ROLE })], ["denied", "allowed"]);
  });

  it("lets a party call from an address that another party declares too", () => {
    const party = (name: string, account: string) =>
      `${name}: { account: "${account}", role: auditor, because: audit, networks: [203.0.113.0/24] }`;
    const shared = intended(
      [
        "organization.yaml",
        "organizationalUnits:\n",
        `externalParties: { ${party("a", "900000000001")}, ${party("b", "900000000002")} }\norganizationalUnits:\n`,
      ],
      [
        DATA,
        SHARE,
        `${SHARE}\n      external/a: { can: [read], how: resource-policy, purpose: external, because: audit, until: 2027-01-31 }`,
      ],
    );
    const from = (parties: readonly string[]) =>
      effect(shared, { who: { kind: "external", party: "a" }, where: { kind: "internet", parties } });
    assert.deepEqual([from(["a"]), from(["a", "b"]), from(["b"]), from([])], ["allowed", "allowed", "denied", "denied"]);
  });

  it("lets a declared key be used for what lies under it, through its service alone", () => {
    const wrapped = intended(
      [DATA, "tables:\n", "keys:\n  wrapping: { description: what the ledger lies under }\ntables:\n"],
      [
        DATA,
        "    stream: new-and-old-images\n",
        "    stream: new-and-old-images\n    classification: sensitive\n    encryption: { key: wrapping }\n",
      ],
    );
    const key: What = { kind: "key", account: "owner", of: "key", name: "wrapping" };
    const decrypt = (service: string, who: Who) =>
      effect(wrapped, { who, what: key, action: "kms:Decrypt", where: { kind: "forwarded", service } });
    assert.deepEqual(
      [decrypt("dynamodb", REPORTER), decrypt("secretsmanager", REPORTER), decrypt("dynamodb", ITS_ROLE)],
      ["allowed", "denied", "denied"],
    );
  });

  it("lets Lambda poll a stream, and binds the function's own credentials to its network", () => {
    const polled = intended([
      "accounts/consumer/account.yaml",
      "runsOn: ec2, network: main",
      "runsOn: lambda, network: main, pollsStreams: true",
    ]);
    const asked = { what: { ...LEDGER, kind: "stream" }, action: "dynamodb:GetRecords", where: { kind: "internet", parties: [] } } as const;
    const own = new Map([["lambda:sourcefunctionarn", ["a-function"]]]);
    const stream = (carried: Asked["carried"], where: Where) =>
      expectation(polled, { who: REPORTER, region: "eu-west-1", at: NOW, ...asked, where, carried }, resourceOf(polled, LEDGER)).effect;
    assert.deepEqual([stream(new Map(), asked.where), stream(own, asked.where), stream(own, ITS_NETWORK)], ["allowed", "denied", "open"]);
  });

  it("promises what a grant gives to the role that uses it", () => {
    const roles = usesOf(intended([DATA, SHARE, SHARE.replace("stream]", "settings]")])).map(({ who }) => JSON.stringify(who));
    assert.ok(roles.includes(JSON.stringify(ITS_ROLE)) && !roles.includes(JSON.stringify(REPORTER)));
  });
});
