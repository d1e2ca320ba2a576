import assert from "node:assert/strict";
import { callerOf } from "../../../control-plane/plugin/provider-configuration.ts";
import { UNKNOWN } from "../../../control-plane/properties.ts";

const ROLE = "arn:aws:iam::200000000002:role/PalisadeDeploy";

describe("the arguments of a provider", () => {
  it("tell the account of the role that it assumes, its region and its tags, as JSON text or as values", () => {
    const caller = { account: "200000000002", region: "eu-west-1", principal: ROLE, defaultTags: { a: "b" } };
    const args = {
      region: "eu-west-1",
      assumeRoles: [{ roleArn: ROLE }],
      allowedAccountIds: ["200000000002"],
      defaultTags: { tags: { a: "b" } },
    };
    const texts = Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    );
    assert.deepEqual(callerOf(args), caller);
    assert.deepEqual(callerOf(texts), caller);
  });

  it("tell the only allowed account when no role is assumed", () => {
    assert.deepEqual(callerOf({ region: "eu-west-1", allowedAccountIds: '["100000000001"]' }), {
      account: "100000000001",
      region: "eu-west-1",
    });
  });

  for (const [fact, args, property, says] of [
    ["no region", { allowedAccountIds: ["100000000001"] }, "region", /needs the provider's region, got null/],
    ["an unknown region", { region: UNKNOWN, allowedAccountIds: ["100000000001"] }, "region", /region/],
    [
      "no account",
      { region: "eu-west-1" },
      "assumeRoles",
      /needs the provider's account, got null; give assumeRoles, or allowedAccountIds with one account/,
    ],
    ["two accounts", { region: "eu-west-1", allowedAccountIds: ["100000000001", "200000000002"] }, "assumeRoles", /with one account/],
    ["text that is no JSON", { region: "eu-west-1", assumeRoles: "[" }, "assumeRoles", /account/],
    [
      "a role of an account that is not allowed",
      { region: "eu-west-1", assumeRoles: [{ roleArn: ROLE }], allowedAccountIds: ["100000000001"] },
      "allowedAccountIds",
      /not allowed: 200000000002/,
    ],
  ] as const) {
    it(`are refused with ${fact}`, () => {
      const failures = callerOf(args);
      assert.ok(Array.isArray(failures));
      const [failure] = failures as readonly { property: string; reason: string }[];
      assert.equal(failure?.property, property);
      assert.match(failure.reason, says);
    });
  }
});
