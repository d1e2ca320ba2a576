import assert from "node:assert/strict";
import { UNKNOWN } from "../../control-plane/properties.ts";
import { Refusal } from "../../control-plane/refusal.ts";
import { providerCaller } from "../../rehearsal/provider-caller.ts";
import { Providers } from "../../rehearsal/providers.ts";
import { urnOf } from "../../rehearsal/urn.ts";

const STACK = { account: "100000000001", region: "eu-west-1" };
const ROLES = ["200000000002", "200000000003"].map((account) => ({ roleArn: `arn:aws:iam::${account}:role/PalisadeDeploy` }));
const caller = (args: Record<string, unknown>) => providerCaller("urn", args, STACK);

describe("who acts with an aws provider", () => {
  for (const [what, args, expected] of [
    ["the stack, with no arguments", {}, STACK],
    ["in the region that is given", { region: "us-east-1" }, { ...STACK, region: "us-east-1" }],
    ["the only account that is allowed", { allowedAccountIds: '["200000000002"]' }, { ...STACK, account: "200000000002" }],
    ["the stack, when several are allowed", { allowedAccountIds: '["200000000002","100000000001"]' }, STACK],
    [
      "the last of a chain of roles",
      { assumeRoles: JSON.stringify(ROLES) },
      { ...STACK, account: "200000000003", principal: "arn:aws:iam::200000000003:role/PalisadeDeploy" },
    ],
    ["with default tags", { defaultTags: '{"tags":{"a":"b"}}' }, { ...STACK, defaultTags: { a: "b" } }],
    [
      "the stack, while everything is unknown",
      { region: UNKNOWN, assumeRoles: UNKNOWN, allowedAccountIds: UNKNOWN, defaultTags: UNKNOWN },
      STACK,
    ],
    ["the stack, while the role is unknown", { assumeRoles: JSON.stringify([{ roleArn: UNKNOWN }]) }, STACK],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(caller(args), expected);
    });
  }

  it("is refused outside of what is allowed, and inside of what is forbidden", () => {
    const wrong = [
      { assumeRoles: JSON.stringify(ROLES), allowedAccountIds: '["200000000002"]' },
      { forbiddenAccountIds: '["100000000001"]' },
      { allowedAccountIds: '["200000000002","200000000003"]' },
    ];
    for (const args of wrong) assert.throws(() => caller(args), Refusal, JSON.stringify(args));
  });
});

describe("a default provider", () => {
  it("is named and configured as the engine does", () => {
    const providers = new Providers(STACK, { "aws:region": "eu-north-1", "other:x": "y" });
    assert.deepEqual(providers.defaultOf("urn", "aws", "7.48.0-alpha.1"), {
      type: "pulumi:providers:aws",
      name: "default_7_48_0_alpha_1",
      inputs: { region: "eu-north-1" },
    });
    assert.deepEqual(providers.defaultOf("urn", "random", ""), { type: "pulumi:providers:random", name: "default", inputs: {} });
  });

  it("of pulumi itself cannot be disabled, every other can", () => {
    const providers = new Providers(STACK, { "pulumi:disable-default-providers": '["*"]' });
    assert.equal(providers.defaultOf("urn", "pulumi", "3.0.0").name, "default");
    assert.throws(() => providers.defaultOf("urn", "random", ""), Refusal);
  });

  it("is not found under a reference that nobody made", () => {
    assert.throws(() => new Providers(STACK, {}).find("urn", "urn::id"), { code: "UnknownProvider" });
  });
});

describe("a URN", () => {
  const identity = { stack: "one", project: "toys" };
  const stack = "urn:pulumi:one::toys::pulumi:pulumi:Stack::toys-one";
  for (const [parent, expected] of [
    ["", "urn:pulumi:one::toys::a:b:C::name::x"],
    [stack, "urn:pulumi:one::toys::a:b:C::name::x"],
    ["urn:pulumi:one::toys::p:q:R$s:t:U::parent::y", "urn:pulumi:one::toys::p:q:R$s:t:U$a:b:C::name::x"],
  ] as const) {
    it(`under ${parent === "" ? "nothing" : parent} is ${expected}`, () => {
      assert.equal(urnOf(identity, { parent, type: "a:b:C", name: "name::x" }), expected);
    });
  }
});
