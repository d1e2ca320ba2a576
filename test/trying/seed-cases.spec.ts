import assert from "node:assert/strict";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand } from "@aws-sdk/client-kms";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
} from "@aws-sdk/client-sts";
import { sessionPolicy } from "../../tenants/src/session-policy.ts";
import { tenantId } from "../../tenants/src/tenant-id.ts";
import { vendTenantCredentials } from "../../tenants/src/vend-tenant-credentials.ts";
import { denial, type SdkCredentials, type Tried, tryAcme } from "../support/tried.ts";

// Cases of the seed by calls of the AWS SDK: signed, decided over the rehearsed documents, and carried out on items, keys and secrets.

const STARTING_MILLISECONDS = 300_000;
const ORDERS = "arn:aws:dynamodb:eu-west-1:200000000002:table/orders";
const RATES = "arn:aws:dynamodb:eu-west-1:200000000002:table/rates";
const KEYSTORE = "arn:aws:dynamodb:eu-west-1:200000000006:table/keystore";
const TICKETS = "arn:aws:dynamodb:eu-west-1:200000000012:table/tickets";
const ORDER = { customerId: { S: "c1" }, orderId: { S: "o1" } };

let tried: Tried;

const arnOf = (name: string): string => {
  const { names } = tried.organization.world;
  return names.resource(name).arn ?? names.principal(name).arn ?? "";
};

/** Credentials of a role that somebody takes from a network. */
async function assumed(by: SdkCredentials, from: string, input: Partial<AssumeRoleCommandInput>): Promise<SdkCredentials> {
  const { Credentials: opened } = await tried.sts(by, from).send(new AssumeRoleCommand({ RoleSessionName: "test", RoleArn: "", ...input }));
  return {
    accessKeyId: opened?.AccessKeyId ?? "",
    secretAccessKey: opened?.SecretAccessKey ?? "",
    sessionToken: opened?.SessionToken ?? "",
  };
}

before(async function () {
  this.timeout(STARTING_MILLISECONDS);
  tried = await tryAcme();
});

after(async () => {
  await tried.stop();
});

describe("a table that is shared by policy, called with the AWS SDK", () => {
  let etl: SdkCredentials;
  before(async () => {
    const api = await tried.credentials("orders-prod/api");
    await tried.dynamodb(api, "orders-prod/main").send(new PutItemCommand({ TableName: "orders", Item: { ...ORDER, total: { N: "7" } } }));
    etl = await tried.credentials("analytics-prod/nightly-etl");
  });

  it("A1: the ETL reads an item and queries, by the table's ARN from its own VPC", async () => {
    const client = tried.dynamodb(etl, "analytics-prod/main");
    const { Item } = await client.send(new GetItemCommand({ TableName: ORDERS, Key: ORDER }));
    assert.deepEqual(Item?.["total"], { N: "7" });
    const { Items } = await client.send(
      new QueryCommand({
        TableName: ORDERS,
        KeyConditionExpression: "#c = :c",
        ExpressionAttributeNames: { "#c": "customerId" },
        ExpressionAttributeValues: { ":c": { S: "c1" } },
      }),
    );
    assert.equal(Items?.length, 1);
  });

  it("A1: the ETL reads the stream", async () => {
    const client = tried.streams(etl, "analytics-prod/main");
    const StreamArn = arnOf("orders-prod/tables/orders/stream");
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "LATEST" }));
    assert.deepEqual((await client.send(new GetRecordsCommand({ ShardIterator }))).Records, []);
    assert.match(await denial(tried.streams(etl, "internet").send(new GetRecordsCommand({ ShardIterator }))), /dynamodb:GetRecords/);
  });

  it("A1: the ETL writes nothing, scans nothing and deletes no table", async () => {
    const client = tried.dynamodb(etl, "analytics-prod/main");
    const denied = await Promise.all([
      denial(client.send(new PutItemCommand({ TableName: ORDERS, Item: ORDER }))),
      denial(client.send(new ScanCommand({ TableName: ORDERS }))),
      denial(client.send(new DeleteTableCommand({ TableName: ORDERS }))),
    ]);
    const actions = denied.map((message) => / perform: (\S+)/.exec(message)?.[1]);
    assert.deepEqual(actions, ["dynamodb:PutItem", "dynamodb:Scan", "dynamodb:DeleteTable"]);
  });

  for (const from of ["internet", "checkout-prod/main", "198.51.100.7"]) {
    it(`A2: the ETL is denied from ${from}, in AWS's words and with the statement`, async () => {
      const message = await denial(tried.dynamodb(etl, from).send(new GetItemCommand({ TableName: ORDERS, Key: ORDER })));
      const [words = "", ...explanation] = message.split("\n");
      const who = "User: arn:aws:sts::200000000004:assumed-role/nightly-etl/nightly-etl is not authorized to perform: dynamodb:GetItem";
      assert.ok(words.startsWith(`${who} on resource: ${ORDERS} with an explicit deny in a`), words);
      assert.match(explanation.join("\n"), /^explicitly-denied by "Deny/);
    });
  }
});

describe("a role pair, called with the AWS SDK", () => {
  const FROM = "pipeline-prod/main";
  let pipeline: SdkCredentials;
  let roleA: SdkCredentials;
  let wrapped: Uint8Array;
  const context = { purpose: "keystore" };
  before(async () => {
    const issuer = await tried.credentials("keystore-prod/issuer");
    const KeyId = arnOf("keystore-prod/keys/wrapping");
    const { CiphertextBlob = new Uint8Array() } = await tried
      .kms(issuer, "keystore-prod/main")
      .send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("data key"), EncryptionContext: context }));
    wrapped = CiphertextBlob;
    const Item = { keyId: { S: "k" }, version: { N: "1" }, wrapped: { B: wrapped } };
    await tried.dynamodb(issuer, "keystore-prod/main").send(new PutItemCommand({ TableName: "keystore", Item }));
    pipeline = await tried.credentials("pipeline-prod/pipeline");
    roleA = await assumed(pipeline, FROM, { RoleArn: arnOf("keystore-prod/access/pipeline-prod/pipeline"), DurationSeconds: 900 });
  });

  it("C1: role B takes role A, reads the keystore and decrypts with its key", async () => {
    assert.match(
      (await tried.sts(roleA, FROM).send(new GetCallerIdentityCommand({}))).Arn ?? "",
      /^arn:aws:sts::200000000006:assumed-role\//,
    );
    const Key = { keyId: { S: "k" }, version: { N: "1" } };
    const { Item } = await tried.dynamodb(roleA, FROM).send(new GetItemCommand({ TableName: KEYSTORE, Key }));
    const CiphertextBlob = Item?.["wrapped"]?.B;
    const { Plaintext } = await tried.kms(roleA, FROM).send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
    assert.equal(Buffer.from(Plaintext ?? []).toString(), "data key");
  });

  it("C1: the key opens nothing under another encryption context", async () => {
    const decrypting = tried
      .kms(roleA, FROM)
      .send(new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: { purpose: "other" } }));
    await assert.rejects(decrypting, { name: "InvalidCiphertextException" });
  });

  it("C2: any other role, table, key or action is denied", async () => {
    const otherRole = { RoleArn: arnOf("customers-prod/access/platform-prod/notifier"), RoleSessionName: "test" };
    await denial(tried.sts(pipeline, FROM).send(new AssumeRoleCommand(otherRole)));
    const another = await tried.credentials("role/another@pipeline-prod");
    const roleArn = arnOf("keystore-prod/access/pipeline-prod/pipeline");
    const message = await denial(tried.sts(another, FROM).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "test" })));
    assert.match(message, /because no role trust policy allows the sts:AssumeRole action/);
    const items = tried.dynamodb(roleA, FROM);
    const Key = { keyId: { S: "k" }, version: { N: "1" } };
    await denial(items.send(new GetItemCommand({ TableName: RATES, Key: { region: { S: "eu" }, validFrom: { N: "1" } } })));
    await denial(items.send(new PutItemCommand({ TableName: KEYSTORE, Item: Key })));
    await denial(items.send(new ScanCommand({ TableName: KEYSTORE })));
    const kms = tried.kms(roleA, FROM);
    await denial(kms.send(new EncryptCommand({ KeyId: arnOf("keystore-prod/keys/wrapping"), Plaintext: Buffer.from("x") })));
    await denial(kms.send(new GenerateDataKeyCommand({ KeyId: arnOf("keystore-prod/tables/keystore/key"), KeySpec: "AES_256" })));
    await denial(tried.dynamodb(roleA, "internet").send(new GetItemCommand({ TableName: KEYSTORE, Key })));
  });

  it("C3: role B reads nothing without taking role A", async () => {
    const Key = { keyId: { S: "k" }, version: { N: "1" } };
    await denial(tried.dynamodb(pipeline, FROM).send(new GetItemCommand({ TableName: KEYSTORE, Key })));
    await denial(tried.kms(pipeline, FROM).send(new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: context })));
  });

  it("C5: a session through another one lasts an hour at most", async () => {
    const input = { RoleArn: arnOf("keystore-prod/access/pipeline-prod/pipeline"), RoleSessionName: "test", DurationSeconds: 3601 };
    await assert.rejects(tried.sts(pipeline, FROM).send(new AssumeRoleCommand(input)), { name: "ValidationError" });
  });
});

describe("pods and secrets, called with the AWS SDK", () => {
  const FROM = "platform-prod/main";
  const take = async (query = ""): Promise<SdkCredentials> => {
    const token = await (await fetch(`${tried.proxy.url}/token/platform-prod/invoicer${query}`)).text();
    const input = { RoleArn: arnOf("orders-prod/access/platform-prod/invoicer"), RoleSessionName: "pod", WebIdentityToken: token };
    const { Credentials: opened } = await tried
      .sts({ accessKeyId: "", secretAccessKey: "", sessionToken: "" }, FROM)
      .send(new AssumeRoleWithWebIdentityCommand(input));
    return {
      accessKeyId: opened?.AccessKeyId ?? "",
      secretAccessKey: opened?.SecretAccessKey ?? "",
      sessionToken: opened?.SessionToken ?? "",
    };
  };

  it("E3: the pod takes its role by its token; another namespace, audience or issuer does not", async () => {
    assert.notEqual((await take()).accessKeyId, "");
    const message = await denial(take("?subject=system:serviceaccount:default:invoicer"));
    assert.match(message, /^Not authorized to perform: sts:AssumeRoleWithWebIdentity on resource: /);
    await assert.rejects(take("?audience=other"), { name: "InvalidIdentityTokenException" });
    await assert.rejects(take("?issuer=https://issuer.example.com"), { name: "InvalidIdentityTokenException" });
  });

  it("E6: the pod reads the owner's table and secret from the cluster's VPC, and from nowhere else", async () => {
    const pod = await take();
    const { Item } = await tried.dynamodb(pod, FROM).send(new GetItemCommand({ TableName: ORDERS, Key: ORDER }));
    assert.deepEqual(Item?.["orderId"], ORDER.orderId);
    const SecretId = arnOf("orders-prod/secrets/invoice-signing");
    const { SecretString } = await tried.secrets(pod, FROM).send(new GetSecretValueCommand({ SecretId }));
    assert.match(SecretString ?? "", /invoice-signing/);
    for (const from of ["internet", "analytics-prod/main"]) {
      await denial(tried.dynamodb(pod, from).send(new GetItemCommand({ TableName: ORDERS, Key: ORDER })));
      await denial(tried.secrets(pod, from).send(new GetSecretValueCommand({ SecretId })));
    }
  });

  it("E1: the secret is read by the exact role and by the owner's workload, and by nobody else of the account", async () => {
    const SecretId = arnOf("orders-prod/secrets/invoice-signing");
    const owner = await tried.credentials("orders-prod/api");
    const read = await tried.secrets(owner, "orders-prod/main").send(new GetSecretValueCommand({ SecretId }));
    assert.equal(read.ARN, SecretId);
    for (const other of ["role/other@platform-prod", "platform-prod/notifier"])
      await denial(tried.secrets(await tried.credentials(other), FROM).send(new GetSecretValueCommand({ SecretId })));
  });

  it("E1: the secret's key is used through Secrets Manager alone", async () => {
    const pod = await take();
    const KeyId = arnOf("orders-prod/secrets/invoice-signing/key");
    await denial(tried.kms(pod, FROM).send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" })));
  });
});

describe("tenants, called with the AWS SDK", () => {
  const FROM = "tickets-prod/main";
  const item = (PK: string, SK: string, PK1: string) => ({ PK: { S: PK }, SK: { S: SK }, PK1: { S: PK1 }, SK1: { S: SK } });
  const queried = (credentials: SdkCredentials, tenant: string, index?: string) =>
    tried.dynamodb(credentials, FROM).send(
      new QueryCommand({
        TableName: TICKETS,
        IndexName: index,
        KeyConditionExpression: `${index === undefined ? "PK" : "PK1"} = :tenant`,
        ExpressionAttributeValues: { ":tenant": { S: `Tenant#${tenant}` } },
      }),
    );
  let reader: SdkCredentials;
  let vendor: SdkCredentials;
  let vend: (tenant: string) => Promise<SdkCredentials>;
  before(async () => {
    const intake = await tried.credentials("tickets-prod/intake");
    const items = [item("Tenant#1", "Item#1", "Tenant#1"), item("Tenant#2", "Item#2", "Tenant#2"), item("Tenant#2", "Item#3", "Tenant#1")];
    await tried
      .dynamodb(intake, FROM)
      .send(new BatchWriteItemCommand({ RequestItems: { tickets: items.map((Item) => ({ PutRequest: { Item } })) } }));
    reader = await tried.credentials("tickets-prod/reader");
    vendor = await tried.credentials("tickets-prod/vendor");
    const roleArn = arnOf("tickets-prod/tenants/tickets");
    vend = vendTenantCredentials({ sts: tried.sts(vendor, FROM), roleArn, by: { kind: "session-tag", tag: "TenantId" } });
  });

  it("D1: the reader's own role finds 1 item of tenant 1 and 2 of tenant 2", async () => {
    assert.deepEqual([(await queried(reader, "1")).Count, (await queried(reader, "2")).Count], [1, 2]);
  });

  it("D2: by the index it finds 2 items of tenant 1 and 1 of tenant 2", async () => {
    assert.deepEqual([(await queried(reader, "1", "gsi")).Count, (await queried(reader, "2", "gsi")).Count], [2, 1]);
  });

  it("D3: a role without the grant reads nothing, takes no tenant's role, and a session policy gives it nothing", async () => {
    await denial(queried(vendor, "1"));
    const input = { RoleArn: arnOf("tickets-prod/tenants/tickets"), RoleSessionName: "test", Tags: [{ Key: "TenantId", Value: "1" }] };
    await denial(tried.sts(reader, FROM).send(new AssumeRoleCommand(input)));
    const Policy = sessionPolicy(tenantId("1"), { tableArn: TICKETS, prefix: "Tenant#", can: ["read"] });
    const pipeline = await tried.credentials("pipeline-prod/pipeline");
    const roleArn = arnOf("keystore-prod/access/pipeline-prod/pipeline");
    const narrowed = await assumed(pipeline, "pipeline-prod/main", { RoleArn: roleArn, Policy });
    const reading = new GetItemCommand({ TableName: TICKETS, Key: { PK: { S: "Tenant#1" }, SK: { S: "Item#1" } } });
    await denial(tried.dynamodb(narrowed, "pipeline-prod/main").send(reading));
    const keystore = new GetItemCommand({ TableName: KEYSTORE, Key: { keyId: { S: "k" }, version: { N: "1" } } });
    assert.match(await denial(tried.dynamodb(narrowed, "pipeline-prod/main").send(keystore)), /because no session policy allows/);
  });

  for (const [tenant, foreign, own] of [
    ["1", "2", ["Item#1"]],
    ["2", "1", ["Item#2", "Item#3"]],
  ] as const) {
    it(`D4: credentials of tenant ${tenant} reach the table's partition of that tenant alone`, async () => {
      const { Items } = await queried(await vend(tenant), tenant);
      assert.deepEqual(
        Items?.map(({ SK }) => SK?.S),
        own,
      );
      await denial(queried(await vend(tenant), foreign));
    });
  }

  for (const [tenant, foreign, own] of [
    ["1", "2", ["Item#1", "Item#3"]],
    ["2", "1", ["Item#2"]],
  ] as const) {
    it(`D5: credentials of tenant ${tenant} reach the index's partition of that tenant alone`, async () => {
      const { Items } = await queried(await vend(tenant), tenant, "gsi");
      assert.deepEqual(
        Items?.map(({ SK }) => SK?.S),
        own,
      );
      await denial(queried(await vend(tenant), foreign, "gsi"));
    });
  }

  it("D6: Scan, PartiQL, a foreign key in a batch or in a transaction, and the stream are denied", async () => {
    const client = tried.dynamodb(await vend("1"), FROM);
    const key = (PK: string, SK: string) => ({ PK: { S: PK }, SK: { S: SK } });
    const [own, foreign] = [key("Tenant#1", "Item#1"), key("Tenant#2", "Item#2")];
    const check = (Key: Record<string, { S: string }>) => ({
      ConditionCheck: { TableName: TICKETS, Key, ConditionExpression: "attribute_exists(PK)" },
    });
    const read = await client.send(new BatchGetItemCommand({ RequestItems: { [TICKETS]: { Keys: [own] } } }));
    assert.equal(read.Responses?.[TICKETS]?.length, 1);
    await client.send(new TransactWriteItemsCommand({ TransactItems: [check(own)] }));
    const denied = [
      client.send(new ScanCommand({ TableName: TICKETS })),
      client.send(new ScanCommand({ TableName: TICKETS, IndexName: "gsi" })),
      client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM "tickets" WHERE PK = ?', Parameters: [{ S: "Tenant#1" }] })),
      client.send(new BatchGetItemCommand({ RequestItems: { [TICKETS]: { Keys: [own, foreign] } } })),
      client.send(new TransactWriteItemsCommand({ TransactItems: [check(foreign)] })),
      client.send(
        new QueryCommand({
          TableName: TICKETS,
          IndexName: "byAssignee",
          KeyConditionExpression: "assignee = :a",
          ExpressionAttributeValues: { ":a": { S: "Tenant#1" } },
        }),
      ),
      // No condition on the partition key.
      client.send(
        new QueryCommand({ TableName: TICKETS, KeyConditionExpression: "SK = :s", ExpressionAttributeValues: { ":s": { S: "Item#1" } } }),
      ),
    ];
    for (const call of denied) await denial(call);
    const StreamArn = `${TICKETS}/stream/2026-11-22T00:00:00.000`;
    await denial(tried.streams(await vend("1"), FROM).send(new DescribeStreamCommand({ StreamArn })));
  });

  it("D7: tenant acme reaches nothing of acme-2, and nobody vends an empty tenant or a pattern", async () => {
    await denial(queried(await vend("acme"), "acme-2"));
    for (const odd of ["", "*", "?", "acme*"]) {
      await assert.rejects(vend(odd), { name: "TenantError", code: "tenant-refused" });
      const Tags = [{ Key: "TenantId", Value: odd }];
      const opened = assumed(vendor, FROM, { RoleArn: arnOf("tickets-prod/tenants/tickets"), Tags });
      // Where a broker passes such a tag by itself, STS refuses it, or the session reaches nothing.
      await opened.then(
        async (credentials) => {
          await denial(queried(credentials, "1"));
        },
        (error: unknown) => {
          assert.match((error as Error).name, /^(?:AccessDenied|ValidationError)$/);
        },
      );
    }
  });
});
