import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { ControlPlane } from "../../../control-plane/control-plane.ts";
import { FolderStore } from "../../../control-plane/folder-store.ts";
import { UNKNOWN } from "../../../control-plane/properties.ts";
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

function urnOf(type: string, name = "it"): string {
  return `urn:pulumi:data.orders::palisade::palisade:data:Table$${type}::${name}`;
}

describe("the aws provider plugin", () => {
  let folder = "";
  let provider: SpawnedProvider;
  const { DiffChanges } = providerPb.DiffResponse;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "palisade-plugin-"));
    provider = await spawnProvider("aws", { PALISADE_SANDBOX_STATE: folder });
    await configure(CONFIGURATION);
  });
  after(async () => {
    await provider.stop();
    rmSync(folder, { recursive: true });
  });

  async function configure(args: Readonly<Record<string, unknown>>): Promise<InstanceType<typeof providerPb.ConfigureResponse>> {
    const request = new providerPb.ConfigureRequest();
    request.setArgs(struct(args));
    return await call(provider.client, METHODS.configure, request);
  }

  async function check(
    type: string,
    news: Readonly<Record<string, unknown>>,
    name = "it",
  ): Promise<InstanceType<typeof providerPb.CheckResponse>> {
    const request = new providerPb.CheckRequest();
    request.setUrn(urnOf(type, name));
    request.setNews(struct(news));
    return await call(provider.client, METHODS.check, request);
  }

  async function create(
    type: string,
    inputs: Readonly<Record<string, unknown>>,
    name = "it",
    preview = false,
  ): Promise<{ id: string; outputs: Record<string, unknown> }> {
    const request = new providerPb.CreateRequest();
    request.setUrn(urnOf(type, name));
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    const response = await call(provider.client, METHODS.create, request);
    return { id: response.getId(), outputs: valuesOf(response.getProperties()) };
  }

  async function read(
    type: string,
    id: string,
    known: Readonly<Record<string, unknown>> = {},
  ): Promise<InstanceType<typeof providerPb.ReadResponse>> {
    const request = new providerPb.ReadRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    request.setProperties(struct(known));
    request.setInputs(struct(known));
    return await call(provider.client, METHODS.read, request);
  }

  async function remove(type: string, id: string): Promise<void> {
    const request = new providerPb.DeleteRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    await call(provider.client, METHODS.delete, request);
  }

  it("says what it is and what it takes", async () => {
    const handshake = await call(provider.client, METHODS.handshake, new providerPb.ProviderHandshakeRequest());
    assert.equal(handshake.getAcceptSecrets(), true);
    const info = await call(provider.client, METHODS.getPluginInfo, new emptyPb.Empty());
    assert.equal(info.getVersion(), "7.48.0");
    const schema = await call(provider.client, METHODS.getSchema, new providerPb.GetSchemaRequest());
    assert.deepEqual(JSON.parse(schema.getSchema()), { name: "aws", version: "7.48.0" });
    const configured = await configure(CONFIGURATION);
    assert.deepEqual([configured.getAcceptsecrets(), configured.getSupportspreview()], [true, true]);
  });

  it("leaves out what the protocol offers beyond, by name", async () => {
    await assert.rejects(call(provider.client, METHODS.call, new providerPb.CallRequest()), /does not answer call/);
  });

  it("makes, shows, changes and deletes, in the account of its configuration", async () => {
    const made = await create(TABLE, ORDERS);
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

    const shown = await read(TABLE, "orders", updated);
    assert.equal(shown.getId(), "orders");
    assert.deepEqual(valuesOf(shown.getProperties()), updated);
    assert.equal(valuesOf(shown.getInputs())["streamViewType"], "KEYS_ONLY");
    await remove(TABLE, "orders");
    assert.equal((await read(TABLE, "orders")).getId(), "");
    await remove(TABLE, "orders");
  });

  it("imports by id alone", async () => {
    await create(TABLE, { ...ORDERS, name: "imported" });
    const shown = await read(TABLE, "imported");
    assert.equal(shown.getId(), "imported");
    assert.deepEqual(valuesOf(shown.getInputs()), { ...ORDERS, name: "imported" });
  });

  it("shows what was changed behind its back", async () => {
    await create(TABLE, { ...ORDERS, name: "drifting" });
    const store = new FolderStore(folder);
    const plane = await ControlPlane.open(store);
    plane.drift({
      caller: { account: OWNER, region: "eu-west-1" },
      type: TABLE,
      id: "drifting",
      inputs: { tableClass: "STANDARD_INFREQUENT_ACCESS" },
    });
    store.close();
    assert.equal(valuesOf((await read(TABLE, "drifting")).getInputs())["tableClass"], "STANDARD_INFREQUENT_ACCESS");
  });

  it("leaves unknown in a preview what AWS gives only afterwards, and writes nothing", async () => {
    const { id, outputs } = await create(TABLE, { ...ORDERS, name: "previewed", tags: { team: UNKNOWN } }, "p", true);
    assert.equal(id, "");
    assert.deepEqual([outputs["arn"], outputs["name"], outputs["deletionProtectionEnabled"]], [UNKNOWN, "previewed", false]);
    assert.deepEqual(outputs["tagsAll"], { "managed-by": "palisade", team: UNKNOWN });
    assert.equal((await read(TABLE, "previewed")).getId(), "");
  });

  it("tells a change from a replacement, and which comes first", async () => {
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
      create(type, inputs),
      new RegExp(`^Error: ${urn}: ResourceNotFoundException in account ${OWNER}, eu-west-1: .*; create it first`),
    );
  });

  it("finds what is wrong with inputs, and fills in names", async () => {
    const failed = await check(TABLE, { ...ORDERS, name: "a b" });
    assert.deepEqual(
      failed.getFailuresList().map((failure) => failure.getProperty()),
      ["name"],
    );
    const named = await check("aws:iam/role:Role", { assumeRolePolicy: "{}" }, "api::v2");
    assert.match(String(valuesOf(named.getInputs())["name"]), /^api::v2-[0-9a-f]{7}$/);
  });

  it("keeps secrets secret, also where they turn up again", async () => {
    const type = "aws:ssm/parameter:Parameter";
    const inputs = { name: "/app/password", type: "String", value: secret("hush hush"), tags: { a: secret("b") } };
    const checked = valuesOf((await check(type, inputs)).getInputs());
    assert.deepEqual(checked["value"], secret("hush hush"));
    const { outputs } = await create(type, inputs);
    assert.deepEqual(outputs["value"], secret("hush hush"));
    assert.deepEqual(outputs["tags"], secret({ a: "b" }));
    assert.deepEqual(outputs["tagsAll"], secret({ "managed-by": "palisade", a: "b" }));
    assert.equal(outputs["insecureValue"], "");
    const shown = await read(type, "/app/password", { value: secret("hush hush") });
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

  it("knows the account in which it works, and refuses to let its role lock itself out", async () => {
    const key = (principal: string): Promise<unknown> =>
      create("aws:kms/key:Key", {
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "kms:*", Resource: "*" }],
        }),
      });
    await key(`arn:aws:iam::${OWNER}:root`);
    await assert.rejects(key("arn:aws:iam::300000000003:root"), /invalid principals/);
  });

  it("refuses a configuration that does not tell its account", async () => {
    const request = new providerPb.CheckRequest();
    request.setNews(struct({ region: "eu-west-1" }));
    const checked = await call(provider.client, METHODS.checkConfig, request);
    assert.match(
      checked.getFailuresList()[0]?.getReason() ?? "",
      /needs the provider's account, got null; give assumeRoles, or allowedAccountIds/,
    );
    request.setNews(struct({ region: "eu-west-1", assumeRoles: UNKNOWN }));
    assert.deepEqual((await call(provider.client, METHODS.checkConfig, request)).getFailuresList(), []);
    await assert.rejects(configure({ region: "eu-west-1" }), /aws provider: the sandbox needs the provider's account/);
    await assert.rejects(
      configure({ ...CONFIGURATION, allowedAccountIds: '["100000000001"]' }),
      /AWS account ID not allowed: 200000000002/,
    );
  });
});

describe("a provider plugin's process", () => {
  it("says what is missing when it has no folder", async () => {
    await assert.rejects(
      spawnProvider("aws", { PALISADE_SANDBOX_STATE: "" }),
      /ended with 1: pulumi-resource-aws: PALISADE_SANDBOX_STATE is not set, got nothing/,
    );
  });

  it("ends with the engine that started it", async () => {
    const engine = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => engine.once("listening", resolve));
    const { port } = engine.address() as { port: number };
    const provider = await spawnProvider("awsx", {}, [`127.0.0.1:${port}`]);
    const ended = new Promise<number | null>((resolve) => provider.child.on("close", resolve));
    engine.close();
    assert.equal(await ended, 0);
    provider.client.close();
  });
});
