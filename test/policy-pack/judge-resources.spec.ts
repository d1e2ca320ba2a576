import assert from "node:assert/strict";
import { networkPerimeter } from "../../guardrails/network-perimeter.ts";
import { render } from "../../iam/render.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { RULES } from "../../policy-pack/all-rules.ts";
import { everyPolicy } from "../../policy-pack/every-policy.ts";
import { type Judging, judgeResources, type PackFinding, type RegisteredResource } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { configSchemaOf } from "../../policy-pack/pulumi-policies.ts";
import { settingsOf } from "../../policy-pack/rule.ts";
import { policyOf, UNKNOWN_TEXT } from "./describe-rule.ts";

const PROVIDER = "urn:pulumi:data.owner::palisade::pulumi:providers:aws::aws";
const TABLE_ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const CONSUMER = "arn:aws:iam::300000000002:role/palisade/workload/reporter";

const urnOf = (type: string, name: string) => `urn:pulumi:data.owner::palisade::${type}::${name}`;

function registered(type: string, name: string, inputs: RegisteredResource["inputs"], outputs: RegisteredResource["outputs"] = {}) {
  return { urn: urnOf(type, name), type, name, inputs, outputs, provider: `${PROVIDER}::b1946ac9`, dependsOn: [] };
}

const provider: RegisteredResource = {
  urn: PROVIDER,
  type: "pulumi:providers:aws",
  name: "aws",
  inputs: { allowedAccountIds: '["300000000001"]', defaultTags: '{"tags":{"palisade:stack":"data.owner"}}' },
  outputs: {},
};

const table = (inputs: RegisteredResource["inputs"] = {}) =>
  registered(
    "aws:dynamodb/table:Table",
    "ledger",
    {
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/1" },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      ...inputs,
    },
    { arn: TABLE_ARN },
  );

const tablePolicy = (statement: Record<string, unknown> = {}) =>
  registered("aws:dynamodb/resourcePolicy:ResourcePolicy", "policy", {
    resourceArn: TABLE_ARN,
    policy: policyOf({ Effect: "Allow", Principal: { AWS: CONSUMER }, Action: "dynamodb:GetItem", Resource: TABLE_ARN, ...statement }),
  });

async function judged(resources: readonly RegisteredResource[], judging?: Judging): Promise<readonly PackFinding[]> {
  return judgeResources(resources, await loadCatalogueFor(resources), judging);
}

/** The rules that judge a role's policy, in their order. */
const JUDGING_IDENTITY_POLICIES = [
  "known-policy-language",
  "conditions-that-decide",
  "for-all-values-with-null",
  "negations-apart",
  "exact-data-access",
  "tenant-statement",
  "no-administrator-statement",
  "pass-named-roles",
  "named-via-service",
];

describe("the violations of what was registered", () => {
  it("are none for what is right, its owner among the provider's default tags", async () => {
    assert.deepEqual(await judged([provider, table(), tablePolicy()]), []);
  });

  it("miss the owner without the provider", async () => {
    const [found, ...rest] = await judged([table()]);
    assert.deepEqual(rest, []);
    assert.deepEqual(
      { ...found, message: "" },
      { rule: "table-baseline", urn: table().urn, message: "", level: "mandatory", isUndecided: false },
    );
  });

  it("find a policy's table by what AWS made of it", async () => {
    const found = await judged([provider, table({ serverSideEncryption: { enabled: true } }), tablePolicy()]);
    assert.deepEqual(
      found.map(({ rule, urn }) => [rule, urn]),
      [
        ["no-sharing-under-aws-managed-key", tablePolicy().urn],
        ["table-baseline", table().urn],
      ],
    );
  });

  it("take a rule's settings by its name", async () => {
    const found = await judged([table({ tags: { owner: "orders" } })], { settings: { "table-baseline": { ownerTag: "team" } } });
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ["table-baseline"],
    );
  });

  it("advise where a value is unknown, or is a secret that was masked", async () => {
    for (const policy of [UNKNOWN_TEXT, "[secret]"]) {
      const found = await judged([registered("aws:iam/rolePolicy:RolePolicy", "permissions", { policy })]);
      assert.deepEqual(
        found.map(({ rule, level }) => [rule, level]),
        JUDGING_IDENTITY_POLICIES.map((rule) => [rule, "advisory"]),
      );
    }
  });

  it("come in one order, whatever order the resources are in", async () => {
    const bad = [provider, table({ pointInTimeRecovery: { enabled: false } }), tablePolicy({ Principal: "*" })];
    assert.deepEqual(await judged(bad), await judged(bad.toReversed()));
    assert.equal((await judged(bad)).length, 2);
  });

  it("are judged with every service that a policy names, and with no other", async () => {
    const statement = {
      Principal: { Service: "sns.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "300000000001" } },
      Action: ["sqs:SendMessage", "sqz:SendMessage"],
    };
    const queue = registered("aws:sqs/queuePolicy:QueuePolicy", "queue", {
      policy: policyOf({ Effect: "Allow", Resource: "*", ...statement }),
    });
    const catalogue = await loadCatalogueFor([queue]);
    assert.ok(catalogue.services.includes("sqs") && !catalogue.services.includes("glue"));
    assert.deepEqual(
      (await judged([queue])).map(({ message }) => message),
      ['policy, statement 1: AWS has no such service, got "sqz"; did you mean "sqs"?'],
    );
  });

  it("pass the blueprint's network SCP and refuse it without its region", async () => {
    const content = render(
      serviceControlPolicy(
        networkPerimeter({
          networks: [{ region: "eu-west-1", vpcIds: ["vpc-1"] }],
          services: [],
          serviceRoles: [],
          restoreRoles: [],
          streamPollers: [],
          accessRoles: undefined,
          externalRoles: [],
          deployRole: "arn:aws:iam::300000000001:role/PalisadeDeploy",
          breakGlass: "arn:aws:iam::300000000001:role/palisade/break-glass/BreakGlass",
        }),
      ),
    );
    const scp = (text: string) =>
      registered("aws:organizations/policy:Policy", "network", { type: "SERVICE_CONTROL_POLICY", content: text });
    assert.deepEqual(await judged([scp(content)]), []);
    const careless = content.replaceAll('"StringEquals":{"aws:RequestedRegion":"eu-west-1"},', "");
    assert.notEqual(careless, content);
    assert.deepEqual([...new Set((await judged([scp(careless)])).map(({ rule }) => rule))], ["network-deny-carve-outs"]);
  });
});

describe("the rules", () => {
  it("each have a name of their own in kebab-case, sentences, AWS's page and tags", () => {
    assert.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length);
    for (const { name, displayName, description, remediation, page, tags } of RULES) {
      assert.match(name, /^[a-z]+(-[a-z]+)*$/);
      assert.match(displayName, /^[A-Z].*[^.]$/);
      assert.match(description, /^[A-Z].*\.$/s);
      assert.match(remediation, /^[A-Z].*\.$/s);
      assert.match(page, /^https:\/\/docs\.aws\.amazon\.com\//);
      assert.ok(tags.length > 0, name);
    }
  });

  it("have settings that each say what they are for, and work without any", () => {
    for (const rule of RULES) {
      settingsOf(rule, {});
      if (rule.settings === undefined) continue;
      for (const [key, schema] of Object.entries(configSchemaOf(rule.settings).properties))
        assert.notEqual(schema.description, undefined, `${rule.name}.${key}`);
    }
  });

  it("have no patterns in the schemas of their settings, which Pulumi's CLI would show in place of a message", () => {
    const schemas = everyPolicy().flatMap(({ settings }) => (settings === undefined ? [] : [configSchemaOf(settings)]));
    assert.match(JSON.stringify(schemas), /"organizationalUnit"/);
    assert.doesNotMatch(JSON.stringify(schemas), /"(?:pattern|format)":"/);
  });
});
