import assert from "node:assert/strict";
import { measure, QUOTAS, type Quota, type QuotaName } from "../../iam/quota.ts";

describe("the quotas", () => {
  const VALUES: [QuotaName, number, number | undefined][] = [
    ["serviceControlPolicySize", 10_240, undefined],
    ["serviceControlPoliciesPerNode", 10, undefined],
    ["resourceControlPolicySize", 5_120, undefined],
    ["resourceControlPoliciesPerNode", 5, undefined],
    ["tablePolicySize", 20_480, undefined],
    ["streamPolicySize", 20_480, undefined],
    ["keyPolicySize", 32_768, undefined],
    ["secretPolicySize", 20_480, undefined],
    ["trustPolicySize", 2_048, 8_192],
    ["inlinePolicySizePerRole", 10_240, undefined],
    ["managedPolicySize", 6_144, undefined],
    ["managedPoliciesPerRole", 20, 25],
    ["endpointPolicySize", 20_480, undefined],
    ["sessionPolicySize", 2_048, undefined],
    ["oidcProvidersPerAccount", 100, 700],
    ["roleNameLength", 64, undefined],
    ["organizationalUnitDepth", 5, undefined],
    ["chainedSessionDuration", 3_600, undefined],
  ];
  for (const [name, value, maximum] of VALUES) {
    it(`has ${value}${maximum === undefined ? "" : `, at most ${maximum},`} for ${name}`, () => {
      const quota: Quota = QUOTAS[name];
      assert.equal(quota.value, value);
      assert.equal(quota.maximum, maximum);
    });
  }

  it("says of each when and where it was read", () => {
    for (const [name, quota] of Object.entries<Quota>(QUOTAS)) {
      assert.match(quota.date, /^202\d-\d\d-\d\d$/, name);
      assert.match(quota.source, /^https:\/\/docs\.aws\.amazon\.com\//, name);
      assert.ok(Number.isInteger(quota.value) && quota.value > 0, name);
      assert.ok(quota.maximum === undefined || (quota.isAdjustable && quota.maximum > quota.value), name);
    }
  });

  it("cannot be changed", () => {
    assert.ok(Object.isFrozen(QUOTAS));
    assert.ok(Object.values(QUOTAS).every((quota) => Object.isFrozen(quota)));
  });
});

describe("a size", () => {
  it("counts what the unit says", () => {
    assert.equal(measure("a é\n", "characters"), 4);
    assert.equal(measure("a é\n", "characters without white space"), 2);
    assert.equal(measure("a é\n", "bytes"), 5);
  });
  it("is refused for units that do not count text", () => {
    assert.throws(() => measure("", "count"), /^Error: quota: the unit does not count text, got "count"; /);
    assert.throws(() => measure("", "seconds"), /^Error: quota: the unit does not count text, got "seconds"; /);
  });
});
