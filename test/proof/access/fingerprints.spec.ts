import assert from "node:assert/strict";
import { fingerprintsOf, isSamePair } from "../../../proof/access/fingerprints.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";

const IDS = new Map([
  ["one", "111111111111"],
  ["two", "222222222222"],
]);
const MANAGEMENT = "999999999999";

const resource = (fields: Partial<WorldResource>): WorldResource => ({
  stack: "data.one",
  account: "111111111111",
  region: "eu-west-1",
  urn: "urn:pulumi:data.one::palisade::aws:dynamodb/table:Table::orders",
  type: "aws:dynamodb/table:Table",
  name: "orders",
  id: "orders",
  inputs: {},
  outputs: {},
  ...fields,
});
const attachment = (targetId: string): WorldResource =>
  resource({
    stack: "perimeter.one",
    account: MANAGEMENT,
    type: "aws:organizations/policyAttachment:PolicyAttachment",
    inputs: { targetId },
  });

const taken = (resources: readonly WorldResource[], settings: Readonly<Record<string, unknown>> = {}, common: unknown = "", data = {}) =>
  fingerprintsOf({
    resources,
    settings: {
      common,
      accounts: new Map([...IDS].map(([name, id]) => [id, { account: settings[name], data: name === "one" ? data : {} }])),
    },
    ids: IDS,
  });

/** The places whose fingerprints differ. */
function differing(before: ReturnType<typeof taken>, after: ReturnType<typeof taken>): string[] {
  const accounts = [...IDS].filter(([, id]) => before.accounts.get(id) !== after.accounts.get(id)).map(([name]) => name);
  return [...(before.common === after.common ? [] : ["common"]), ...accounts];
}

describe("fingerprints of an organization", () => {
  for (const [name, after, places] of [
    ["the same", taken([resource({})]), []],
    ["a resource of an account", taken([resource({ inputs: { policy: "{}" } })]), ["one"]],
    ["a setting of an account", taken([resource({})], { two: { perimeter: "open" } }), ["two"]],
    ["a setting of the organization", taken([resource({})], {}, "another"), ["common"]],
    ["a policy that an account's stack attaches to the account", taken([resource({}), attachment("111111111111")]), ["one"]],
    ["a policy that an account's stack attaches to a unit", taken([resource({}), attachment("ou-1111-22222222")]), ["common"]],
    ["a policy of the organization", taken([resource({}), resource({ stack: "guardrails", account: MANAGEMENT })]), ["common"]],
    ["what is no resource of AWS", taken([resource({}), resource({ type: "pulumi:pulumi:StackReference" })]), []],
  ] as const) {
    it(`differ where they must: ${name}`, () => {
      assert.deepEqual(differing(taken([resource({})]), after), places);
    });
  }

  const asked = (arn: string, principal: string) => ({
    principal: { who: { kind: "anonymous" as const }, principal, carries: {} },
    resource: {
      ...{ what: { kind: "table" as const, account: "one", table: "orders" }, arn, service: "dynamodb", type: "table" },
      ...{ account: "one", region: "eu-west-1", carries: {}, actions: undefined, declared: undefined },
    },
    origins: [],
    actions: [],
  });
  const pair = asked("arn:aws:dynamodb:eu-west-1:111111111111:table/orders", "*");
  const NOTHING = { accounts: [], key: undefined };
  const KEY = "arn:aws:kms:eu-west-1:222222222222:key/orders";
  const [before, after] = [taken([]), taken([], { two: "changed" })];

  for (const [name, both, beside, isSame] of [
    ["what is of another account", pair, NOTHING, true],
    ["the principal's account", asked(pair.resource.arn, "arn:aws:iam::222222222222:role/x"), NOTHING, false],
    ["the resource's account", asked("arn:aws:dynamodb:eu-west-1:222222222222:table/orders", "*"), NOTHING, false],
    ["the account of a network", pair, { ...NOTHING, accounts: ["222222222222"] }, false],
    ["the account of a key", pair, { ...NOTHING, key: KEY }, false],
  ] as const) {
    it(`tell pairs apart by ${name}`, () => {
      assert.equal(isSamePair(before, after, [both, both], [beside, beside]), isSame);
    });
  }

  const ROLE = "arn:aws:iam::111111111111:role/palisade/shop";
  const role = (name: string, inputs = {}) =>
    resource({
      type: "aws:iam/role:Role",
      name,
      inputs: { name, ...inputs },
      outputs: { arn: `arn:aws:iam::111111111111:role/palisade/${name}` },
    });
  const table = (inputs = {}) => resource({ inputs, outputs: { arn: pair.resource.arn } });
  const key = (inputs = {}) => resource({ account: "222222222222", type: "aws:kms/key:Key", inputs, outputs: { arn: KEY } });
  const policyOf = (type: string, inputs: Readonly<Record<string, string>>) => (policy: string) =>
    resource({ type, inputs: { ...inputs, policy } });
  const roles = [role("shop"), role("other")];
  const own = policyOf("aws:iam/rolePolicy:RolePolicy", { role: "shop" });
  const others = policyOf("aws:iam/rolePolicy:RolePolicy", { role: "other" });
  const ofTable = policyOf("aws:dynamodb/resourcePolicy:ResourcePolicy", { resourceArn: pair.resource.arn });
  const ofStream = policyOf("aws:dynamodb/resourcePolicy:ResourcePolicy", {
    resourceArn: `${pair.resource.arn}/stream/2026-01-01T00:00:00.000`,
  });
  const ofAnother = policyOf("aws:dynamodb/resourcePolicy:ResourcePolicy", { resourceArn: `${pair.resource.arn}-2` });
  const endpoint = policyOf("aws:ec2/vpcEndpoint:VpcEndpoint", {});
  const declared = (entry: string) => ({ tables: { orders: entry } });

  for (const [name, [first, second], isSame] of [
    ["the policy of the role", [taken([...roles, own("1")]), taken([...roles, own("2")])], false],
    ["the policy of another role", [taken([...roles, others("1")]), taken([...roles, others("2")])], true],
    ["the trust of another role", [taken(roles), taken([role("shop"), role("other", { assumeRolePolicy: "{}" })])], true],
    ["another role", [taken(roles), taken([role("shop")])], true],
    ["the policy of a role that is not there", [taken([others("1")]), taken([others("2")])], false],
    ["the table", [taken([table()]), taken([table({ ttl: {} })])], false],
    ["the policy of the table", [taken([ofTable("1")]), taken([ofTable("2")])], false],
    ["the policy of its stream", [taken([ofStream("1")]), taken([ofStream("2")])], false],
    ["the policy of another table", [taken([ofAnother("1")]), taken([ofAnother("2")])], true],
    ["the key of the table", [taken([key()]), taken([key({ policy: "{}" })])], false],
    ["an endpoint", [taken([endpoint("1")]), taken([endpoint("2")])], false],
    ["what is declared of the table", [taken([], {}, "", declared("1")), taken([], {}, "", declared("2"))], false],
    ["what is declared of another", [taken([], {}, "", { tables: { others: "1" } }), taken([], {}, "", { tables: { others: "2" } })], true],
  ] as const) {
    it(`tell pairs of an account apart by ${name}: ${isSame ? "no" : "yes"}`, () => {
      const both = asked(pair.resource.arn, ROLE);
      const beside = { accounts: [], key: KEY };
      assert.equal(isSamePair(first, second, [both, both], [beside, beside]), isSame);
    });
  }
});
