import assert from "node:assert/strict";
import { policyOf, UNKNOWN_TEXT } from "./describe-rule.ts";
import { type SpawnedPack, spawnPack } from "./spawned-pack.ts";

const TABLE = "aws:dynamodb/table:Table";
const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const STATEMENT = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/a  b" };
const SPACIOUS = JSON.stringify(JSON.parse(policyOf(STATEMENT)), undefined, 4);

describe("what the pack mends where it is asked to", () => {
  let pack: SpawnedPack;
  before(async () => (pack = await spawnPack()));
  after(() => pack.stop());

  it("is nothing, unless it is asked to", async () => {
    await pack.configure({});
    for (const [type, properties] of [
      [TABLE, {}],
      [SECRET_POLICY, {}],
      [ROLE_POLICY, { policy: SPACIOUS }],
    ] as const)
      assert.deepEqual(await pack.remediate(type, properties), {});
  });

  it("is recovery, a secret's check and white space, and nothing beside", async () => {
    await pack.configure({
      "table-baseline": { level: "remediate" },
      "secret-blocks-public-policy": { level: "remediate" },
      "document-within-quota": { level: "remediate" },
    });
    assert.deepEqual(await pack.remediate(TABLE, { name: "orders" }), {
      "table-baseline": { name: "orders", pointInTimeRecovery: { enabled: true } },
    });
    assert.deepEqual(await pack.remediate(TABLE, { pointInTimeRecovery: { enabled: false, recoveryPeriodInDays: 7 } }), {
      "table-baseline": { pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 7 } },
    });
    const policy = policyOf(STATEMENT);
    assert.deepEqual(await pack.remediate(SECRET_POLICY, { policy }), {
      "secret-blocks-public-policy": { policy, blockPublicPolicy: true },
    });
    assert.deepEqual(await pack.remediate(ROLE_POLICY, { policy: SPACIOUS }), { "document-within-quota": { policy } });
  });

  it("is nothing of what is right, unknown, exempt, or no JSON", async () => {
    assert.deepEqual(await pack.remediate(TABLE, { pointInTimeRecovery: { enabled: true } }), {});
    assert.deepEqual(await pack.remediate(TABLE, { pointInTimeRecovery: UNKNOWN_TEXT }), {});
    assert.deepEqual(await pack.remediate(ROLE_POLICY, { policy: UNKNOWN_TEXT }), {});
    assert.deepEqual(await pack.remediate(ROLE_POLICY, { policy: policyOf(STATEMENT) }), {});
    assert.deepEqual(await pack.remediate(ROLE_POLICY, { policy: "{ not JSON" }), {});
    const exemption = {
      rule: "table-baseline",
      urn: "urn:pulumi:test::palisade::*Table::one",
      reason: "a cache of a day",
      until: "9999-12-31",
    };
    await pack.configure({ "table-baseline": { level: "remediate" }, exemptions: { properties: { list: [exemption] } } });
    assert.deepEqual(await pack.remediate(TABLE, {}), {});
  });

  it("leaves what it cannot mend as a violation", async () => {
    await pack.configure({ "table-baseline": { level: "remediate" } });
    const [mended] = Object.values(await pack.remediate(TABLE, {}));
    const found = (await pack.analyze(TABLE, mended ?? {})).map(({ level, message }) => [
      level,
      /has no point-in-time recovery/.test(message),
    ]);
    assert.deepEqual(found, [
      ["mandatory", false],
      ["mandatory", false],
      ["mandatory", false],
    ]);
  });

  it("follows the tags of the stack", async () => {
    const places = [{ tags: { env: "sandbox" }, rules: { "table-baseline": "disabled" } }];
    await pack.configure({ "table-baseline": { level: "remediate" }, places: { level: "advisory", properties: { list: places } } });
    await pack.tag({ env: "prod" });
    assert.equal(Object.keys(await pack.remediate(TABLE, {})).length, 1);
    await pack.tag({ env: "sandbox" });
    assert.deepEqual(await pack.remediate(TABLE, {}), {});
    assert.deepEqual(await pack.analyze(TABLE, {}), []);
  });
});
