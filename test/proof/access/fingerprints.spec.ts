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

const taken = (resources: readonly WorldResource[], settings: Readonly<Record<string, unknown>> = {}, common: unknown = "") =>
  fingerprintsOf({
    resources,
    settings: { common, accounts: new Map([...IDS].map(([name, id]) => [id, settings[name]])) },
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
  const [before, after] = [taken([]), taken([], { two: "changed" })];

  for (const [name, both, beside, isSame] of [
    ["what is of another account", pair, [], true],
    ["the principal's account", asked(pair.resource.arn, "arn:aws:iam::222222222222:role/x"), [], false],
    ["the resource's account", asked("arn:aws:dynamodb:eu-west-1:222222222222:table/orders", "*"), [], false],
    ["the account of a network or a key", pair, ["222222222222"], false],
  ] as const) {
    it(`tell pairs apart by ${name}`, () => {
      assert.equal(isSamePair(before, after, [both, both], beside), isSame);
    });
  }
});
