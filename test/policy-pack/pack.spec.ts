import assert from "node:assert/strict";
import type grpc from "@grpc/grpc-js";
import analyzerPb from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { RULES } from "../../policy-pack/all-rules.ts";
import { policyOf, UNKNOWN_TEXT } from "./describe-rule.ts";
import { type SpawnedPack, spawnPack } from "./spawned-pack.ts";

type Properties = Readonly<Record<string, JavaScriptValue>>;

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const TABLE = "aws:dynamodb/table:Table";
const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";
const TABLE_ARN = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";

const LEVELS = { mandatory: analyzerPb.EnforcementLevel.MANDATORY, advisory: analyzerPb.EnforcementLevel.ADVISORY };

describe("the pack in a process of its own", () => {
  let pack: SpawnedPack;
  before(async () => (pack = await spawnPack()));
  after(() => pack.stop());

  const structOf = (properties: Properties) => structPb.Struct.fromJavaScript({ ...properties });

  function ask<Response>(send: (answer: (error: grpc.ServiceError | null, response: Response) => void) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }

  async function analyze(type: string, properties: Properties, providerProperties: Properties = {}) {
    const request = new analyzerPb.AnalyzeRequest();
    request.setType(type);
    request.setName("one");
    request.setUrn(`urn:pulumi:test::palisade::${type}::one`);
    request.setProperties(structOf(properties));
    request.setOptions(new analyzerPb.AnalyzerResourceOptions());
    const provider = new analyzerPb.AnalyzerProviderResource();
    provider.setType("pulumi:providers:aws");
    provider.setProperties(structOf(providerProperties));
    request.setProvider(provider);
    return said(await ask<analyzerPb.AnalyzeResponse>((answer) => pack.client.analyze(request, answer)));
  }

  async function analyzeStack(resources: readonly (readonly [type: string, properties: Properties])[]) {
    const request = new analyzerPb.AnalyzeStackRequest();
    for (const [type, properties] of resources) {
      const resource = request.addResources();
      resource.setType(type);
      resource.setName("one");
      resource.setUrn(`urn:pulumi:test::palisade::${type}::one`);
      resource.setProperties(structOf(properties));
      resource.setOptions(new analyzerPb.AnalyzerResourceOptions());
    }
    return said(await ask<analyzerPb.AnalyzeResponse>((answer) => pack.client.analyzeStack(request, answer)));
  }

  function said(response: analyzerPb.AnalyzeResponse) {
    const { MANDATORY, ADVISORY } = analyzerPb.EnforcementLevel;
    return response.getDiagnosticsList().map((diagnostic) => {
      const level = diagnostic.getEnforcementlevel();
      assert.ok(level === MANDATORY || level === ADVISORY);
      return { rule: diagnostic.getPolicyname(), level: level === MANDATORY ? "mandatory" : "advisory", message: diagnostic.getMessage() };
    });
  }

  const names = (reports: readonly { readonly rule: string; readonly level: string }[]) => reports.map(({ rule, level }) => [rule, level]);

  it("names itself and its rules with their levels", async () => {
    const info = await ask<analyzerPb.AnalyzerInfo>((answer) => pack.client.getAnalyzerInfo(new emptyPb.Empty(), answer));
    assert.equal(info.getName(), "palisade");
    assert.deepEqual(
      info.getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()]),
      [...RULES.map(({ name, level = "mandatory" }) => [name, LEVELS[level]]), ["exemptions", LEVELS.mandatory]],
    );
  });

  it("refuses a resource by the rule's name, with sentence and message", async () => {
    const reports = await analyze(ROLE_POLICY, {
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
      await analyze(ROLE_POLICY, { policy: policyOf({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE_ARN }) }),
      [],
    );
  });

  it("advises of a policy that is unknown in a preview", async () => {
    const reports = await analyze(ROLE_POLICY, { policy: UNKNOWN_TEXT });
    assert.deepEqual(names(reports), [
      ["known-policy-language", "advisory"],
      ["exact-data-access", "advisory"],
    ]);
    for (const { message } of reports) assert.match(message, /^policy is unknown in this preview/);
  });

  it("reads the owner from the provider's default tags", async () => {
    const properties = {
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/1" },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
    };
    assert.deepEqual(await analyze(TABLE, properties, { defaultTags: '{"tags":{"palisade:stack":"data.owner"}}' }), []);
    assert.deepEqual(names(await analyze(TABLE, properties)), [["table-baseline", "mandatory"]]);
  });

  it("refuses a stack for what its resources do together", async () => {
    const policy = policyOf({ Effect: "Allow", Principal: { AWS: "300000000002" }, Action: "dynamodb:GetItem", Resource: TABLE_ARN });
    const reports = await analyzeStack([
      [TABLE, { arn: TABLE_ARN }],
      [TABLE_POLICY, { resourceArn: TABLE_ARN, policy }],
    ]);
    assert.deepEqual(names(reports), [["no-sharing-under-aws-managed-key", "mandatory"]]);
  });

  it("takes a rule's settings, and leaves out a rule that is switched off", async () => {
    const config = new analyzerPb.ConfigureAnalyzerRequest();
    const settings = new analyzerPb.PolicyConfig();
    settings.setEnforcementlevel(analyzerPb.EnforcementLevel.MANDATORY);
    settings.setProperties(structOf({ ownerTag: "team" }));
    const off = new analyzerPb.PolicyConfig();
    off.setEnforcementlevel(analyzerPb.EnforcementLevel.DISABLED);
    off.setProperties(structOf({}));
    config.getPolicyconfigMap().set("table-baseline", settings).set("exact-data-access", off);
    await ask((answer) => pack.client.configure(config, answer));
    const properties = {
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-west-1:300000000001:key/1" },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: true,
      tags: { team: "orders" },
    };
    assert.deepEqual(await analyze(TABLE, properties), []);
    assert.deepEqual(await analyze(ROLE_POLICY, { policy: policyOf({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }) }), []);
    await ask((answer) => pack.client.configure(new analyzerPb.ConfigureAnalyzerRequest(), answer));
  });
});
