import assert from "node:assert/strict";
import { RULES } from "../../policy-pack/all-rules.ts";
import { policyOf, UNKNOWN_TEXT } from "./describe-rule.ts";
import { LEVELS, type SpawnedPack, spawnPack } from "./spawned-pack.ts";

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const TABLE = "aws:dynamodb/table:Table";
const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";
const TABLE_ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";

describe("the pack in a process of its own", () => {
  let pack: SpawnedPack;
  before(async () => (pack = await spawnPack()));
  after(() => pack.stop());

  const names = (reports: readonly { readonly rule: string; readonly level: string }[]) => reports.map(({ rule, level }) => [rule, level]);

  it("names itself and its rules with their levels", async () => {
    const info = await pack.info();
    assert.equal(info.getName(), "palisade");
    assert.deepEqual(
      info.getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()]),
      [
        ...RULES.map(({ name, level = "mandatory" }) => [name, LEVELS[level]]),
        ["places", LEVELS.advisory],
        ["exemptions", LEVELS.mandatory],
      ],
    );
  });

  it("refuses a resource by the rule's name, with sentence and message", async () => {
    const reports = await pack.analyze(ROLE_POLICY, {
      policy: policyOf({
        Effect: "Allow",
        Action: "dynamodb:GetItem",
        Resource: "*",
        Condition: { StringEqual: { "aws:SourceVpc": "vpc-1" } },
      }),
    });
    assert.deepEqual(names(reports), [
      ["known-policy-language", "mandatory"],
      ["exact-data-access", "mandatory"],
    ]);
    assert.match(reports[0]?.message ?? "", /^A policy is JSON.*\n.*did you mean "StringEquals"\?$/);
  });

  it("passes a resource that is right", async () => {
    assert.deepEqual(
      await pack.analyze(ROLE_POLICY, { policy: policyOf({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE_ARN }) }),
      [],
    );
  });

  it("advises of a policy that is unknown in a preview", async () => {
    const reports = await pack.analyze(ROLE_POLICY, { policy: UNKNOWN_TEXT });
    for (const rule of ["known-policy-language", "exact-data-access"])
      assert.ok(
        reports.some((report) => report.rule === rule && report.level === "advisory"),
        rule,
      );
    for (const { message } of reports) assert.match(message, /^policy is unknown in this preview/);
  });

  it("reads the owner from the provider's default tags", async () => {
    const properties = {
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/1" },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
    };
    assert.deepEqual(await pack.analyze(TABLE, properties, { defaultTags: '{"tags":{"palisade:stack":"data.owner"}}' }), []);
    assert.deepEqual(names(await pack.analyze(TABLE, properties)), [["table-baseline", "mandatory"]]);
  });

  it("refuses a stack for what its resources do together", async () => {
    const policy = policyOf({ Effect: "Allow", Principal: { AWS: "300000000002" }, Action: "dynamodb:GetItem", Resource: TABLE_ARN });
    const reports = await pack.analyzeStack([
      [TABLE, { arn: TABLE_ARN }],
      [TABLE_POLICY, { resourceArn: TABLE_ARN, policy }],
    ]);
    assert.deepEqual(names(reports), [["no-sharing-under-aws-managed-key", "mandatory"]]);
  });

  it("takes a rule's settings, and leaves out a rule that is switched off", async () => {
    await pack.configure({ "table-baseline": { properties: { ownerTag: "team" } }, "exact-data-access": { level: "disabled" } });
    const properties = {
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/1" },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags: { team: "orders" },
    };
    assert.deepEqual(await pack.analyze(TABLE, properties), []);
    assert.deepEqual(await pack.analyze(ROLE_POLICY, { policy: policyOf({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }) }), []);
    await pack.configure({});
  });

  it("refuses a rule and a setting that do not exist, and goes on as it was", async () => {
    const wrong = { "table-baseline": { properties: { ownerTags: "team" } }, "table-basline": {} };
    await assert.rejects(pack.configure(wrong), ({ message }: Error) => {
      assert.match(message, /the policy pack's configuration is wrong:\n/);
      assert.match(message, /no such setting, got "ownerTags"; did you mean "ownerTag"\?\n/);
      assert.match(message, /no such rule, got "table-basline"; did you mean "table-baseline"\?$/);
      return true;
    });
    assert.deepEqual(names(await pack.analyze(TABLE, {})).length, 4);
  });

  it("lets through what is exempt, and names the exemption that ended or that nothing needs", async () => {
    const exemption = {
      rule: "table-baseline",
      urn: "urn:pulumi:test::palisade::*Table::one",
      reason: "a cache of a day",
      until: "9999-12-31",
    };
    const exempting = (change: Partial<typeof exemption>) =>
      pack.configure({ exemptions: { properties: { list: [{ ...exemption, ...change }] } } });
    await exempting({});
    assert.deepEqual(await pack.analyze(TABLE, {}), []);
    assert.deepEqual(names(await pack.analyzeStack([[TABLE, {}]])), []);
    await exempting({ rule: "exact-data-access" });
    assert.deepEqual(names(await pack.analyzeStack([[TABLE, {}]])), [["exemptions", "advisory"]]);
    await exempting({ until: "2026-01-01" });
    assert.deepEqual(names(await pack.analyze(TABLE, {})).length, 4);
    assert.deepEqual(names(await pack.analyzeStack([[TABLE, {}]])), [["exemptions", "mandatory"]]);
    await pack.configure({});
  });
});
