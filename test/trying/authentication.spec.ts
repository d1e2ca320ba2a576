import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { vendTenantCredentials } from "../../tenants/src/vend-tenant-credentials.ts";
import { NodeSha256 } from "../../trying/signing/node-sha256.ts";
import type { SdkCredentials, Tried } from "../support/tried.ts";
import { tryTenants } from "../support/tried-tenants.ts";

const STARTING_MILLISECONDS = 120_000;
const FROM = "owner/main";
const MINUTE = 60_000;

let tried: Tried;
/** What the proxy's clock is ahead of this machine's. */
let ahead = 0;
let intake: SdkCredentials;

before(async function () {
  this.timeout(STARTING_MILLISECONDS);
  tried = await tryTenants(() => Date.now() + ahead);
});
after(async () => {
  await tried.stop();
});
beforeEach(async () => {
  ahead = 0;
  intake = await tried.credentials("owner/intake");
});

interface Sent {
  readonly status: number;
  readonly type: string;
}

/** Signs a GetItem by hand, changes what is sent, and says the error that comes back. */
async function sent(
  changed: {
    readonly headers?: Record<string, string | undefined>;
    readonly body?: string;
    readonly path?: string;
    readonly host?: string;
  },
  { service = "dynamodb", date = new Date(), credentials = intake }: { service?: string; date?: Date; credentials?: SdkCredentials } = {},
): Promise<Sent> {
  const url = new URL(tried.proxy.url);
  const signer = new SignatureV4({ service, region: "eu-west-1", credentials, sha256: NodeSha256, applyChecksum: false });
  const body = JSON.stringify({ TableName: "tickets", Item: { PK: { S: "Tenant#1" }, SK: { S: "Item#1" } } });
  const headers = { host: url.host, "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.PutItem" };
  const signed = await signer.sign(
    { method: "POST", protocol: "http:", hostname: url.hostname, path: `/${FROM}/`, query: {}, headers, body },
    { signingDate: date },
  );
  const given = { ...signed.headers, ...(changed.host === undefined ? {} : { host: changed.host }), ...changed.headers };
  const kept = Object.fromEntries(Object.entries<string | undefined>(given).filter(([, value]) => value !== undefined));
  return await new Promise((resolve, reject) => {
    const options = { port: url.port, host: url.hostname, method: "POST", path: changed.path ?? `/${FROM}/`, headers: kept };
    const sending = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => void chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const { __type: type = "" } = (text.startsWith("{") ? JSON.parse(text) : {}) as { readonly __type?: string };
        resolve({ status: response.statusCode ?? 0, type });
      });
    });
    sending.on("error", reject);
    sending.end(changed.body ?? body);
  });
}

describe("a signature", () => {
  it("is accepted where nothing was changed", async () => {
    assert.deepEqual(await sent({}), { status: 200, type: "" });
  });

  for (const [what, changed] of [
    ["another body", { body: JSON.stringify({ TableName: "notes", Item: { PK: { S: "Tenant#2" }, SK: { S: "x" } } }) }],
    ["another network", { path: "/consumer/main/" }],
    ["another operation", { headers: { "x-amz-target": "DynamoDB_20120810.DeleteItem" } }],
    ["a header of AWS's that is not signed", { headers: { "x-amz-other": "1" } }],
    ["a hash of another body", { headers: { "x-amz-content-sha256": "0".repeat(64) } }],
    ["no date", { headers: { "x-amz-date": undefined } }],
    ["another form", { headers: { authorization: "AWS4-HMAC-SHA256 Credential=a" } }],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      assert.deepEqual(await sent(changed), { status: 400, type: "InvalidSignatureException" });
    });
  }

  it("is missing where there is none", async () => {
    assert.deepEqual(await sent({ headers: { authorization: undefined } }), { status: 400, type: "MissingAuthenticationTokenException" });
  });

  it("is refused with another session's token, without one, and of a key that nobody has", async () => {
    const other = await tried.credentials("owner/api");
    const invalid = { status: 400, type: "UnrecognizedClientException" };
    assert.deepEqual(await sent({}, { credentials: { ...intake, sessionToken: other.sessionToken } }), invalid);
    assert.deepEqual(await sent({ headers: { "x-amz-security-token": undefined } }), invalid);
    assert.deepEqual(await sent({}, { credentials: { ...intake, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" } }), invalid);
  });

  it("is refused with another secret key, and for another service", async () => {
    const wrong = { status: 400, type: "InvalidSignatureException" };
    assert.deepEqual(await sent({}, { credentials: { ...intake, secretAccessKey: "secret" } }), wrong);
    assert.deepEqual(await sent({}, { service: "kms" }), wrong);
  });

  for (const [minutes, type] of [
    [-6, "InvalidSignatureException"],
    [-4, ""],
    [4, ""],
    [6, "InvalidSignatureException"],
  ] as const) {
    it(`of a clock that is ${Math.abs(minutes).toString()} minutes ${minutes < 0 ? "slow" : "fast"} is ${type === "" ? "accepted" : "refused"}`, async () => {
      assert.equal((await sent({}, { date: new Date(Date.now() + minutes * MINUTE) })).type, type);
    });
  }

  it("is not asked for where a page of another site asks", async () => {
    assert.equal((await sent({ host: "example.com" })).status, 421);
  });
});

describe("a session", () => {
  it("ends when its credentials do", async () => {
    const client = new STSClient({ region: "eu-west-1", endpoint: `${tried.proxy.url}/${FROM}`, credentials: intake, maxAttempts: 1 });
    assert.match((await client.send(new GetCallerIdentityCommand({}))).Arn ?? "", /assumed-role\/intake/);
    ahead = 61 * MINUTE;
    const late = new Date(Date.now() + ahead);
    assert.deepEqual(await sent({}, { date: late }), { status: 400, type: "ExpiredTokenException" });
  });

  it("is over at its end and no sooner, for any caller whose clock is at most five minutes off", async () => {
    // The date of a signature has whole seconds, and a call takes a while: the limits themselves are left out.
    const apart = 5_000;
    const beside = (limit: number) => (at: number) => Math.abs(Math.abs(at) - limit) > apart;
    const skews = fc.integer({ min: -12 * MINUTE, max: 12 * MINUTE }).filter(beside(5 * MINUTE));
    const ages = fc.integer({ min: 0, max: 120 * MINUTE }).filter(beside(60 * MINUTE));
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(skews, ages, async (skew, age) => {
        ahead = age;
        const { type } = await sent({}, { date: new Date(Date.now() + age + skew) });
        const ended = age > 60 * MINUTE ? "ExpiredTokenException" : "";
        assert.equal(type, Math.abs(skew) > 5 * MINUTE ? "InvalidSignatureException" : ended);
        seen.set(type, (seen.get(type) ?? 0) + 1);
      }),
      { seed: 20261122, numRuns: 400 },
    );
    assert.equal(seen.size, 3);
  });

  it("of a tenant is opened anew before it ends, and answers on", async () => {
    const roleArn = tried.organization.world.names.principal("owner/tenants/tickets").arn ?? "";
    const broker = await tried.credentials("owner/vendor");
    const skewed = () =>
      new STSClient({ region: "eu-west-1", endpoint: `${tried.proxy.url}/${FROM}`, credentials: broker, systemClockOffset: ahead });
    let passed = 0;
    const vend = vendTenantCredentials({
      sts: { send: (command: AssumeRoleCommand) => skewed().send(command) } as never,
      roleArn,
      by: { kind: "session-tag", tag: "TenantId" },
      clock: () => passed,
      now: () => passed,
    });
    const first = await vend("1");
    assert.equal((await vend("1")).accessKeyId, first.accessKeyId);
    passed = ahead = 14 * MINUTE;
    const second = await vend("1");
    assert.notEqual(second.accessKeyId, first.accessKeyId);
    const read = async (credentials: SdkCredentials): Promise<unknown> => {
      const client = new DynamoDBClient({
        region: "eu-west-1",
        endpoint: `${tried.proxy.url}/${FROM}`,
        credentials,
        systemClockOffset: ahead,
        maxAttempts: 1,
      });
      return await client.send(new GetItemCommand({ TableName: "tickets", Key: { PK: { S: "Tenant#1" }, SK: { S: "Item#1" } } }));
    };
    await read(first);
    ahead = 16 * MINUTE;
    await assert.rejects(read(first), { name: "ExpiredTokenException" });
    await read(second);
  });

  it("is opened for 900 seconds to what its role allows, and passes no wrong tags", async () => {
    const roleArn = tried.organization.world.names.principal("owner/tenants/tickets").arn ?? "";
    const sts = tried.sts(await tried.credentials("owner/vendor"), FROM);
    const input = { RoleArn: roleArn, RoleSessionName: "test", Tags: [{ Key: "TenantId", Value: "1" }] };
    await sts.send(new AssumeRoleCommand({ ...input, DurationSeconds: 900 }));
    for (const wrong of [
      { DurationSeconds: 899 },
      { DurationSeconds: 3601 },
      { RoleSessionName: "a b" },
      { Tags: [{ Key: "TenantId", Value: "x\u0000" }] },
      { Policy: "{" },
      { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Maybe", Action: "*", Resource: "*" }] }) },
      { TransitiveTagKeys: ["Other"] },
    ])
      await assert.rejects(sts.send(new AssumeRoleCommand({ ...input, ...wrong })), { $fault: "client" }, JSON.stringify(wrong));
  });

  it("of a network that nobody declares is refused by name", async () => {
    const client = tried.dynamodb(intake, "owner/elsewhere");
    await assert.rejects(client.send(new ListTablesCommand({})), /is not a network of the organization, got "owner\/elsewhere"/);
  });

  it("is of a role that the organization has", async () => {
    await assert.rejects(tried.credentials("owner/nobody"), /is not a principal of the organization/);
  });
});
