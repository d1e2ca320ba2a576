import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { awsStates } from "../../operation/aws-state.ts";

/** An answer as AWS gave it. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
interface Recorded {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const ACCOUNT = "100000000001";
const BUCKET = "line-pulumi-state";
const refusal = (code: string, status: number): Recorded => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} of AWS</Message></Error>`,
});
const kmsRefusal = (code: string): Recorded => ({
  status: 400,
  body: JSON.stringify({ __type: code, message: `${code} of AWS` }),
  headers: { "x-amzn-errortype": code },
});

describe("what AWS says of the states, in recorded answers", () => {
  let answers: (call: string, request: IncomingMessage) => Recorded;
  let asked: string[];
  const saved = { ...process.env };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const target = request.headers["x-amz-target"];
      const [, query = ""] = (request.url ?? "").split("?");
      const setting = /^[a-z]+(?=$|[&=])/i.exec(query)?.[0] ?? "";
      const call = typeof target === "string" ? (target.split(".").at(-1) ?? "") : `${request.method ?? ""} ${setting}`.trim();
      asked.push(call);
      const { status, body = "", headers = {} } = answers(call, request);
      response.writeHead(status, headers).end(body);
    });
  });

  before(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_MAX_ATTEMPTS: "1",
    });
  });
  beforeEach(() => {
    asked = [];
  });
  after(() => {
    for (const name of Object.keys(process.env)) if (!(name in saved)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, saved);
    server.closeAllConnections();
    server.close();
  });

  const bucketOf = (given: typeof answers) => {
    answers = given;
    return awsStates().bucket(BUCKET, "eu-west-1", ACCOUNT);
  };
  const keyOf = (given: typeof answers) => {
    answers = given;
    return awsStates().key(`arn:aws:kms:eu-west-1:${ACCOUNT}:alias/pulumi`, "eu-west-1");
  };
  const HEADED: Recorded = { status: 200, headers: { "x-amz-bucket-region": "eu-west-1" } };

  it("reads a bucket whose settings were never made as having none of them", async () => {
    const found = await bucketOf((call) => {
      const none: Readonly<Record<string, Recorded>> = {
        HEAD: HEADED,
        "GET versioning": { status: 200, body: "<VersioningConfiguration/>" },
        "GET encryption": refusal("ServerSideEncryptionConfigurationNotFoundError", 404),
        "GET ownershipControls": refusal("OwnershipControlsNotFoundError", 404),
        "GET publicAccessBlock": refusal("NoSuchPublicAccessBlockConfiguration", 404),
        "GET policy": refusal("NoSuchBucketPolicy", 404),
      };
      return none[call] ?? refusal("NotImplemented", 501);
    });
    const none = { value: undefined };
    assert.deepEqual(found, {
      bucket: { value: { region: "eu-west-1", isOwn: true } },
      versioning: none,
      encryption: none,
      ownership: none,
      publicAccess: none,
      policy: none,
    });
  });

  it("reads a refusal as a refusal, never as an absence", async () => {
    const found = await bucketOf((call) => (call === "HEAD" ? HEADED : refusal("AccessDenied", 403)));
    for (const setting of ["versioning", "encryption", "ownership", "publicAccess", "policy"] as const) {
      const { [setting]: answer } = found;
      assert.ok("unread" in answer && answer.unread === "AccessDenied: AccessDenied of AWS", `${setting} ${JSON.stringify(answer)}`);
    }
    const { key } = await keyOf(() => kmsRefusal("AccessDeniedException"));
    assert.deepEqual(key, { unread: "AccessDeniedException: AccessDeniedException of AWS", status: 400 });
  });

  it("tells no bucket, another account's, and one that may not be seen apart, and asks no more of those", async () => {
    const isOfAnother = (request: IncomingMessage) => request.headers["x-amz-expected-bucket-owner"] !== undefined;
    const { bucket: none } = await bucketOf(() => ({ status: 404 }));
    assert.deepEqual([none, asked], [{ value: undefined }, ["HEAD"]]);
    asked = [];
    const { bucket: another } = await bucketOf((_, request) => (isOfAnother(request) ? { status: 403 } : HEADED));
    assert.deepEqual([another, asked], [{ value: { region: "eu-west-1", isOwn: false } }, ["HEAD", "HEAD"]]);
    asked = [];
    const { bucket: unseen } = await bucketOf(() => ({ status: 403 }));
    assert.ok("unread" in unseen && unseen.unread.includes("403"), JSON.stringify(unseen));
    assert.deepEqual(asked, ["HEAD", "HEAD"]);
  });

  it("follows a bucket into the region where it is", async () => {
    const { bucket, versioning } = await bucketOf((call, request) => {
      const isThere = /Credential=[^/]+\/\d+\/us-east-1\//.test(request.headers.authorization ?? "");
      if (!isThere) return { status: 301, headers: { "x-amz-bucket-region": "us-east-1" } };
      if (call === "HEAD") return { status: 200, headers: { "x-amz-bucket-region": "us-east-1" } };
      return { status: 200, body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>" };
    });
    assert.deepEqual(bucket, { value: { region: "us-east-1", isOwn: true } });
    assert.deepEqual(versioning, { value: "Enabled" });
  });

  it("reads nothing of a server that does not answer", async () => {
    const { bucket } = await bucketOf(() => refusal("ServiceUnavailable", 503));
    assert.ok("unread" in bucket && bucket.unread.includes("503"), JSON.stringify(bucket));
  });

  it("misses a key that is not there, and reads one by its own ARN behind the alias", async () => {
    const { key: missing } = await keyOf(() => kmsRefusal("NotFoundException"));
    assert.deepEqual([missing, asked], [{ value: undefined }, ["DescribeKey"]]);
    const arn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd`;
    const found = await keyOf((call) => {
      const bodies: Readonly<Record<string, object>> = {
        DescribeKey: { KeyMetadata: { KeyId: "1234abcd", Arn: arn, KeyState: "Disabled" } },
        GetKeyRotationStatus: { KeyRotationEnabled: false },
        GetKeyPolicy: { Policy: '{"Statement":[]}' },
      };
      return { status: 200, body: JSON.stringify(bodies[call]) };
    });
    assert.deepEqual(found, {
      key: { value: { arn, state: "Disabled" } },
      isRotated: { value: false },
      policy: { value: { Statement: [] } },
    });
  });
});
