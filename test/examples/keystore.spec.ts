import assert from "node:assert/strict";
import path from "node:path";
import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { readFiles } from "../../bench/multiply-declaration.ts";
import { Keystore } from "../../examples/keystore/keystore.ts";
import { load } from "../../model/checks/load.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { denial, type SdkCredentials, type Tried, triedOrganization, tryOrganization } from "../support/tried.ts";

const STARTING_MILLISECONDS = 120_000;
const FOLDER = path.join(import.meta.dirname, "../../examples/keystore");
const NOW = new Date("2026-11-22T00:00:00Z");
const TABLE = "arn:aws:dynamodb:eu-west-1:400000000001:table/secrets";

describe("the example keystore, called through the proxy", () => {
  let tried: Tried;
  let keeper: SdkCredentials;
  let runner: SdkCredentials;
  let roleA: SdkCredentials;

  const arnOf = (name: string): string => {
    const { names } = tried.organization.world;
    return names.resource(name).arn ?? "";
  };
  const storeOf = (credentials: SdkCredentials, from: string, table = TABLE): Keystore =>
    new Keystore({
      table,
      keyArn: arnOf("vault/keys/wrapping"),
      dynamodb: tried.dynamodb(credentials, from),
      kms: tried.kms(credentials, from),
    });

  before(async function () {
    this.timeout(STARTING_MILLISECONDS);
    const { declaration, problems } = load(readFiles(FOLDER), { now: NOW });
    assert.ok(declaration !== undefined, JSON.stringify(problems));
    const planned = plan(declaration);
    tried = await tryOrganization(await triedOrganization(planned, await rehearsePlan(planned), undefined, NOW));
    keeper = await tried.credentials("vault/keeper");
    runner = await tried.credentials("pipeline/runner");
    const RoleArn = tried.organization.world.names.principal("vault/access/pipeline/runner").arn;
    const { Credentials: opened } = await tried
      .sts(runner, "pipeline/main")
      .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "run-1" }));
    roleA = {
      accessKeyId: opened?.AccessKeyId ?? "",
      secretAccessKey: opened?.SecretAccessKey ?? "",
      sessionToken: opened?.SessionToken ?? "",
    };
  });
  after(async () => {
    await tried.stop();
  });

  it("puts, gets, lists and rotates", async () => {
    const store = storeOf(keeper, "vault/main", "secrets");
    assert.equal(await store.put("registry", "s3cret"), 1);
    assert.equal(await store.put("registry", "s3cret-2"), 2);
    assert.equal(await store.put("signing", "pem"), 1);
    assert.equal(await store.get("registry"), "s3cret-2");
    assert.equal(await store.get("nothing"), undefined);
    assert.deepEqual(await store.list(), ["registry", "signing"]);
    assert.equal(await store.rotate("signing"), 2);
    assert.deepEqual(await store.versions("signing"), [1, 2]);
    assert.equal(await store.get("signing"), "pem");
    await assert.rejects(store.rotate("nothing"), /^Error: nothing: is no secret, put it first$/);
  });

  it("gives the pipeline what it reads through its role, from its own network", async () => {
    await storeOf(keeper, "vault/main").put("deploy", "token");
    assert.equal(await storeOf(roleA, "pipeline/main").get("deploy"), "token");
    for (const from of ["internet", "vault/main"]) await denial(storeOf(roleA, from).get("deploy"));
  });

  it("gives the pipeline nothing without the role, and no list, no new version and no key to encrypt with", async () => {
    await denial(storeOf(runner, "pipeline/main").get("deploy"));
    const store = storeOf(roleA, "pipeline/main");
    assert.match(await denial(store.list()), /perform: dynamodb:Scan/);
    assert.match(await denial(store.put("deploy", "other")), /perform: kms:GenerateDataKey/);
  });

  it("keeps no plaintext, and decrypts no item that was moved to another name", async () => {
    const store = storeOf(keeper, "vault/main");
    await store.put("moved", "plain text");
    const items = tried.dynamodb(keeper, "vault/main");
    const { Items = [] } = await items.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: "#n = :n",
        ExpressionAttributeNames: { "#n": "name" },
        ExpressionAttributeValues: { ":n": { S: "moved" } },
      }),
    );
    const [item] = Items;
    assert.ok(item !== undefined);
    assert.ok(!Buffer.from(item["value"]?.B ?? []).includes("plain text"));
    await items.send(new PutItemCommand({ TableName: TABLE, Item: { ...item, name: { S: "elsewhere" } } }));
    await assert.rejects(store.get("elsewhere"), { name: "InvalidCiphertextException" });
  });
});
