import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { ControlPlane } from "../../../control-plane/control-plane.ts";
import { FolderStore } from "../../../control-plane/folder-store.ts";
import { UNKNOWN } from "../../../control-plane/properties.ts";
import { ProviderClient, urnOf } from "./provider-client.ts";
import { call, METHODS, type SpawnedProvider, secret, spawnProvider, struct, valuesOf } from "./spawned-provider.ts";

const OWNER = "200000000002";
const DEPLOYER = `arn:aws:iam::${OWNER}:role/PalisadeDeploy`;
const CONFIGURATION = {
  region: "eu-west-1",
  assumeRoles: JSON.stringify([{ roleArn: DEPLOYER }]),
  allowedAccountIds: JSON.stringify([OWNER]),
  defaultTags: JSON.stringify({ tags: { "managed-by": "palisade" } }),
};
const TABLE = "aws:dynamodb/table:Table";
const ORDERS = { name: "orders", billingMode: "PAY_PER_REQUEST", hashKey: "id", attributes: [{ name: "id", type: "S" }] };

describe("the aws provider plugin", () => {
  let folder = "";
  let provider: SpawnedProvider;
  let aws: ProviderClient;
  const { DiffChanges } = providerPb.DiffResponse;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "palisade-plugin-"));
    provider = await spawnProvider("aws", { PALISADE_SANDBOX_STATE: folder });
    aws = new ProviderClient(provider);
    await aws.configure(CONFIGURATION);
  });
  after(async () => {
    await provider.stop();
    rmSync(folder, { recursive: true });
  });

  it("says what it is and what it takes", async () => {
    const handshake = await call(provider.client, METHODS.handshake, new providerPb.ProviderHandshakeRequest());
    assert.equal(handshake.getAcceptSecrets(), true);
    const info = await call(provider.client, METHODS.getPluginInfo, new emptyPb.Empty());
    assert.equal(info.getVersion(), "7.48.0");
    const schema = await call(provider.client, METHODS.getSchema, new providerPb.GetSchemaRequest());
    assert.deepEqual(JSON.parse(schema.getSchema()), { name: "aws", version: "7.48.0" });
    const configured = await aws.configure(CONFIGURATION);
    assert.deepEqual([configured.getAcceptsecrets(), configured.getSupportspreview()], [true, true]);
  });

  it("leaves out what the protocol offers beyond, by name", async () => {
    await assert.rejects(call(provider.client, METHODS.call, new providerPb.CallRequest()), /does not answer call/);
  });

  it("makes, shows, changes and deletes, in the account of its configuration", async () => {
    const made = await aws.create(TABLE, ORDERS);
    assert.equal(made.id, "orders");
    assert.equal(made.outputs["arn"], `arn:aws:dynamodb:eu-west-1:${OWNER}:table/orders`);
    assert.deepEqual(made.outputs["tagsAll"], { "managed-by": "palisade" });

    const request = new providerPb.UpdateRequest();
    request.setUrn(urnOf(TABLE));
    request.setId("orders");
    request.setOlds(struct(made.outputs));
    request.setOldInputs(struct(ORDERS));
    request.setNews(struct({ ...ORDERS, streamEnabled: true, streamViewType: "KEYS_ONLY" }));
    request.setPreview(true);
    const preview = valuesOf((await call(provider.client, METHODS.update, request)).getProperties());
    assert.deepEqual([preview["arn"], preview["streamArn"]], [made.outputs["arn"], UNKNOWN]);
    request.setPreview(false);
    const updated = valuesOf((await call(provider.client, METHODS.update, request)).getProperties());
    assert.match(String(updated["streamArn"]), /\/stream\/2025-/);

    const shown = await aws.read(TABLE, "orders", updated);
    assert.equal(shown.getId(), "orders");
    assert.deepEqual(valuesOf(shown.getProperties()), updated);
    assert.equal(valuesOf(shown.getInputs())["streamViewType"], "KEYS_ONLY");
    await aws.remove(TABLE, "orders");
    assert.equal((await aws.read(TABLE, "orders")).getId(), "");
    await aws.remove(TABLE, "orders");
  });

  it("imports by id alone", async () => {
    await aws.create(TABLE, { ...ORDERS, name: "imported" });
    const shown = await aws.read(TABLE, "imported");
    assert.equal(shown.getId(), "imported");
    assert.deepEqual(valuesOf(shown.getInputs()), { ...ORDERS, name: "imported" });
  });

  it("shows what was changed behind its back", async () => {
    await aws.create(TABLE, { ...ORDERS, name: "drifting" });
    const store = new FolderStore(folder);
    const plane = await ControlPlane.open(store);
    plane.drift({
      caller: { account: OWNER, region: "eu-west-1" },
      type: TABLE,
      id: "drifting",
      inputs: { tableClass: "STANDARD_INFREQUENT_ACCESS" },
    });
    store.close();
    assert.equal(valuesOf((await aws.read(TABLE, "drifting")).getInputs())["tableClass"], "STANDARD_INFREQUENT_ACCESS");
  });

  it("leaves unknown in a preview what AWS gives only afterwards, and writes nothing", async () => {
    const { id, outputs } = await aws.create(TABLE, { ...ORDERS, name: "previewed", tags: { team: UNKNOWN } }, "p", true);
    assert.equal(id, "");
    assert.deepEqual([outputs["arn"], outputs["name"], outputs["deletionProtectionEnabled"]], [UNKNOWN, "previewed", false]);
    assert.deepEqual(outputs["tagsAll"], { "managed-by": "palisade", team: UNKNOWN });
    assert.equal((await aws.read(TABLE, "previewed")).getId(), "");
  });

  it("distinguishes a change from a replacement, and says which resource comes first", async () => {
    const diff = async (news: Readonly<Record<string, unknown>>, olds: Readonly<Record<string, unknown>> = ORDERS) => {
      const request = new providerPb.DiffRequest();
      request.setUrn(urnOf(TABLE));
      request.setId("orders");
      request.setOlds(struct({ ...olds, tagsAll: { "managed-by": "palisade" } }));
      request.setOldInputs(struct(olds));
      request.setNews(struct(news));
      const response = await call(provider.client, METHODS.diff, request);
      const details = response.getDetaileddiffMap().toObject(false, (_, detail) => detail.getKind()) as [string, number][];
      return [response.getChanges(), response.getReplacesList(), response.getDeletebeforereplace(), Object.fromEntries(details)];
    };
    const { Kind } = providerPb.PropertyDiff;
    assert.deepEqual(await diff(ORDERS), [DiffChanges.DIFF_NONE, [], false, {}]);
    assert.deepEqual(await diff({ ...ORDERS, tags: { a: "b" } }), [DiffChanges.DIFF_SOME, [], false, { tags: Kind.ADD }]);
    assert.deepEqual(await diff(ORDERS, { ...ORDERS, tags: { a: "b" } }), [DiffChanges.DIFF_SOME, [], false, { tags: Kind.DELETE }]);
    assert.deepEqual(await diff({ ...ORDERS, hashKey: "pk" }), [
      DiffChanges.DIFF_SOME,
      ["hashKey"],
      true,
      { hashKey: Kind.UPDATE_REPLACE },
    ]);
    assert.deepEqual(await diff({ ...ORDERS, name: UNKNOWN }), [DiffChanges.DIFF_SOME, ["name"], false, { name: Kind.UPDATE_REPLACE }]);
  });

  it("shows AWS's code, the URN and the remedy of a refusal", async () => {
    const inputs = { resourceArn: `arn:aws:dynamodb:eu-west-1:${OWNER}:table/none`, policy: "{}" };
    const type = "aws:dynamodb/resourcePolicy:ResourcePolicy";
    const urn = urnOf(type).replaceAll("$", "\\$");
    await assert.rejects(
      aws.create(type, inputs),
      new RegExp(`^Error: ${urn}: ResourceNotFoundException in account ${OWNER}, eu-west-1: .*; create it first`),
    );
  });

  it("finds what is wrong with inputs, and fills in names", async () => {
    const failed = await aws.check(TABLE, { ...ORDERS, name: "a b" });
    assert.deepEqual(
      failed.getFailuresList().map((failure) => failure.getProperty()),
      ["name"],
    );
    const named = await aws.check("aws:iam/role:Role", { assumeRolePolicy: "{}" }, "api::v2");
    assert.match(String(valuesOf(named.getInputs())["name"]), /^api::v2-[0-9a-f]{7}$/);
  });

  it("keeps secrets secret, also where they turn up again", async () => {
    const type = "aws:ssm/parameter:Parameter";
    const inputs = { name: "/app/password", type: "String", value: secret("hush hush"), tags: { a: secret("b") } };
    const checked = valuesOf((await aws.check(type, inputs)).getInputs());
    assert.deepEqual(checked["value"], secret("hush hush"));
    const { outputs } = await aws.create(type, inputs);
    assert.deepEqual(outputs["value"], secret("hush hush"));
    assert.deepEqual(outputs["tags"], secret({ a: "b" }));
    assert.deepEqual(outputs["tagsAll"], secret({ "managed-by": "palisade", a: "b" }));
    assert.equal(outputs["insecureValue"], "");
    const shown = await aws.read(type, "/app/password", { value: secret("hush hush") });
    assert.deepEqual(valuesOf(shown.getProperties())["value"], secret("hush hush"));
    assert.deepEqual(valuesOf(shown.getInputs())["value"], secret("hush hush"));
  });

  it("answers data sources as the role that it assumes", async () => {
    const request = new providerPb.InvokeRequest();
    request.setTok("aws:index/getCallerIdentity:getCallerIdentity");
    request.setArgs(struct({}));
    const response = await call(provider.client, METHODS.invoke, request);
    assert.deepEqual(valuesOf(response.getReturn()), { id: OWNER, accountId: OWNER, arn: DEPLOYER, userId: OWNER });
    request.setTok("aws:rds/getInstance:getInstance");
    await assert.rejects(call(provider.client, METHODS.invoke, request), /not modelled/);
  });

  it("takes its own account as existing, and refuses a key policy that names an unknown one", async () => {
    const key = (principal: string): Promise<unknown> =>
      aws.create("aws:kms/key:Key", {
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "kms:*", Resource: "*" }],
        }),
      });
    await key(`arn:aws:iam::${OWNER}:root`);
    await assert.rejects(key("arn:aws:iam::300000000003:root"), /invalid principals/);
  });

  it("refuses a configuration without an account", async () => {
    const request = new providerPb.CheckRequest();
    request.setNews(struct({ region: "eu-west-1" }));
    const checked = await call(provider.client, METHODS.checkConfig, request);
    assert.match(
      checked.getFailuresList()[0]?.getReason() ?? "",
      /needs the provider's account, got null; give assumeRoles, or allowedAccountIds/,
    );
    request.setNews(struct({ region: "eu-west-1", assumeRoles: UNKNOWN }));
    assert.deepEqual((await call(provider.client, METHODS.checkConfig, request)).getFailuresList(), []);
    await assert.rejects(aws.configure({ region: "eu-west-1" }), /aws provider: the sandbox needs the provider's account/);
    await assert.rejects(
      aws.configure({ ...CONFIGURATION, allowedAccountIds: '["100000000001"]' }),
      /AWS account ID not allowed: 200000000002/,
    );
  });
});
