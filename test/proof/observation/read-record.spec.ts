import assert from "node:assert/strict";
import { recordReader } from "../../../proof/observation/read-record.ts";
import type { ReadRecord, RecordedCall } from "../../../proof/observation/recorded-call.ts";
import type { TrailSurroundings } from "../../../proof/observation/trail-surroundings.ts";
import { API, CONSUMER, FROM_INTERNET, LEDGER, OWNER, REPORTER, sessionOf, trailRecord } from "../../support/trail-records.ts";

const PROVIDER = `arn:aws:iam::${OWNER}:oidc-provider/token.example.com`;
const KEY = `arn:aws:kms:eu-west-1:${OWNER}:key/made-up`;
const STREAM = `${LEDGER}/stream/made-up`;
const SECRET = `arn:aws:secretsmanager:eu-west-1:${OWNER}:secret:token-AAAAAA`;

const SURROUNDINGS: TrailSurroundings = {
  partition: "aws",
  accounts: [OWNER, CONSUMER],
  services: undefined,
  networks: [
    { name: "owner/main", account: OWNER, cidr: "10.1.0.0/16", endpoints: [] },
    { name: "consumer/main", account: CONSUMER, cidr: "10.2.0.0/16", endpoints: ["vpce-known"] },
    { name: "consumer/untold", account: "300000000003", cidr: undefined, endpoints: [] },
  ],
  ranges: ["203.0.113.0/24"],
  roles: { [`${OWNER}/api`]: API },
  tableKeys: { [LEDGER]: KEY },
  streams: { [LEDGER]: STREAM },
  secrets: [SECRET],
};

const read = (fields: Parameters<typeof trailRecord>[0], surroundings = SURROUNDINGS): ReadRecord =>
  recordReader(surroundings)(JSON.parse(JSON.stringify(trailRecord(fields))));

function called(fields: Parameters<typeof trailRecord>[0]): RecordedCall {
  const found = read(fields);
  if (found.kind !== "call") assert.fail(JSON.stringify(found));
  return found.call;
}

const noEndpoint = { vpcEndpointId: undefined, vpcEndpointAccountId: undefined };

describe("the caller of a record", () => {
  const { sessionContext: _, ...bare } = sessionOf(API);
  for (const [type, userIdentity, expected] of [
    ["a session of a role", sessionOf(API), API],
    ["a session without its issuer, by the declared role's path", bare, API],
    ["a user", { type: "IAMUser", arn: `arn:aws:iam::${OWNER}:user/team/jo`, accountId: OWNER }, `arn:aws:iam::${OWNER}:user/team/jo`],
    ["the root user", { type: "Root", arn: `arn:aws:iam::${OWNER}:root`, accountId: OWNER }, `arn:aws:iam::${OWNER}:root`],
    ["a service", { type: "AWSService", invokedBy: "lambda.amazonaws.com" }, "lambda.amazonaws.com"],
    ["a bearer of a token", { type: "WebIdentityUser", principalId: `${PROVIDER}:sts:me`, identityProvider: PROVIDER }, PROVIDER],
    ["a bearer without its provider's field", { type: "WebIdentityUser", principalId: `${PROVIDER}:sts:me` }, PROVIDER],
    [
      "a bearer of an assertion",
      { type: "SAMLUser", identityProvider: `arn:aws:iam::${OWNER}:saml-provider/idp` },
      `arn:aws:iam::${OWNER}:saml-provider/idp`,
    ],
  ] as const)
    it(`is ${type}`, () => {
      const { principal, isPrincipalUnknown } = called({ userIdentity });
      assert.deepEqual([principal, isPrincipalUnknown], [expected, false]);
    });

  it("brings the claims of its token", () => {
    const { context } = called({
      userIdentity: { type: "WebIdentityUser", principalId: `${PROVIDER}:sts:system:me`, identityProvider: PROVIDER },
    });
    assert.deepEqual([context["token.example.com:aud"], context["token.example.com:sub"]], ["sts", "system:me"]);
  });

  it("is not known where only its account is recorded", () => {
    const { isPrincipalUnknown, copyFor } = called({ userIdentity: { type: "AWSAccount", accountId: CONSUMER, principalId: "AROA:one" } });
    assert.deepEqual([isPrincipalUnknown, copyFor], [true, CONSUMER]);
  });

  for (const [what, userIdentity, foreign] of [
    ["of a kind that is not read", { type: "Directory" }, "callers of another kind: Directory"],
    ["without a kind", {}, "callers of another kind: none"],
    ["without a name", { type: "AWSService", invokedBy: "AWS Internal" }, "callers without a name: AWSService"],
    ["without a role", { type: "AssumedRole" }, "callers without a role: AssumedRole"],
  ] as const)
    it(`is foreign ${what}`, () => {
      assert.deepEqual(read({ userIdentity }), { kind: "foreign", what: foreign });
    });
});

describe("the origin of a record", () => {
  for (const [what, fields, expected] of [
    ["the network whose addresses it has", {}, { kind: "network", name: "owner/main" }],
    [
      "the network whose endpoint is declared",
      { vpcEndpointId: "vpce-known", sourceIPAddress: "172.16.0.1" },
      { kind: "network", name: "consumer/main" },
    ],
    [
      "the network, where the endpoint's account is not recorded",
      { vpcEndpointAccountId: undefined },
      { kind: "network", name: "owner/main" },
    ],
    ["an undeclared network of the endpoint's account", { sourceIPAddress: "10.9.0.1" }, { kind: "undeclared-network", account: OWNER }],
    [
      "an undeclared network, whatever its addresses",
      { vpcEndpointAccountId: "900000000009" },
      { kind: "undeclared-network", account: "900000000009" },
    ],
    [
      "not known where a network of the account has no addresses",
      { vpcEndpointAccountId: "300000000003", vpcEndpointId: "vpce-1" },
      { kind: "unknown", why: "which network the endpoint vpce-1 belongs to" },
    ],
    ["the internet", FROM_INTERNET, { kind: "internet" }],
    [
      "not known for a private address without an endpoint",
      noEndpoint,
      { kind: "unknown", why: "which endpoint calls from private addresses passed, if any" },
    ],
    [
      "not known for what is no address",
      { ...noEndpoint, sourceIPAddress: "AWS Internal" },
      { kind: "unknown", why: 'where calls from "AWS Internal" come from' },
    ],
    [
      "a service that may use the role or forward the call",
      { ...noEndpoint, sourceIPAddress: "lambda.amazonaws.com" },
      { kind: "service", service: "lambda.amazonaws.com", isForwarded: false },
    ],
    [
      "a service that forwards the call",
      { userIdentity: { ...sessionOf(API), invokedBy: "dynamodb.amazonaws.com" } },
      { kind: "service", service: "dynamodb.amazonaws.com", isForwarded: true },
    ],
  ] as const)
    it(`is ${what}`, () => {
      assert.deepEqual(called(fields).origin, expected);
    });

  it("is one address for all that no policy tells apart", () => {
    const reader = recordReader(SURROUNDINGS);
    const from = ["198.51.100.7", "203.0.113.5", "203.0.113.6"].map((sourceIPAddress) =>
      reader(JSON.parse(JSON.stringify(trailRecord({ ...FROM_INTERNET, sourceIPAddress })))),
    );
    const [outside, ...within] = from.map((each) => (each.kind === "call" ? each.call.origin : undefined));
    assert.deepEqual(outside, { kind: "internet" });
    assert.deepEqual(within, [
      { kind: "address", address: "203.0.113.5" },
      { kind: "address", address: "203.0.113.5" },
    ]);
  });
});

describe("what a record is about", () => {
  const none = { resources: undefined };
  const of = (eventSource: string, eventName: string, requestParameters: object, resources?: readonly object[]) => ({
    ...{ eventSource: `${eventSource}.amazonaws.com`, eventName, requestParameters, resources },
  });
  for (const [what, fields, actions, resources] of [
    ["a table of the record's list", {}, ["dynamodb:GetItem"], [LEDGER]],
    ["a table of the caller's own, by name", none, ["dynamodb:GetItem"], [LEDGER]],
    [
      "a table of another account, by ARN",
      { ...none, userIdentity: sessionOf(REPORTER), requestParameters: { tableName: LEDGER } },
      ["dynamodb:GetItem"],
      [LEDGER],
    ],
    [
      "an index",
      { eventName: "Query", requestParameters: { tableName: "ledger", indexName: "byDay" } },
      ["dynamodb:Query"],
      [`${LEDGER}/index/byDay`],
    ],
    [
      "several tables",
      { ...none, eventName: "BatchGetItem", requestParameters: { requestItems: { ledger: {}, other: {} } } },
      ["dynamodb:BatchGetItem"],
      [LEDGER, LEDGER.replace("ledger", "other")],
    ],
    [
      "a stream, by its table",
      { eventName: "GetRecords", resources: [{ ARN: `${LEDGER}/stream/2026-01-01T00:00:00.000` }] },
      ["dynamodb:GetRecords"],
      [STREAM],
    ],
    [
      "one of several actions",
      { eventName: "ExecuteStatement" },
      ["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"],
      [LEDGER],
    ],
    [
      "a table's key, by what is encrypted",
      of("kms", "Decrypt", { encryptionContext: { "aws:dynamodb:tableName": "ledger", "aws:dynamodb:subscriberId": OWNER } }, [
        { ARN: KEY.replace("made-up", "real") },
      ]),
      ["kms:Decrypt"],
      [KEY],
    ],
    ["a key, by its id", of("kms", "Decrypt", { keyId: "one" }), ["kms:Decrypt"], [KEY.replace("made-up", "one")]],
    ["a secret, by its name", of("secretsmanager", "GetSecretValue", { secretId: "token" }), ["secretsmanager:GetSecretValue"], [SECRET]],
    ["a role that is taken", of("sts", "AssumeRole", { roleArn: REPORTER }), ["sts:AssumeRole"], [REPORTER]],
    ["a role, by its name", of("iam", "GetRole", { roleName: "api" }), ["iam:GetRole"], [API]],
    [
      "a version of Lambda's API",
      of("lambda", "GetFunction20150331v2", { functionName: `arn:aws:lambda:eu-west-1:${OWNER}:function:f` }),
      ["lambda:GetFunction"],
      [`arn:aws:lambda:eu-west-1:${OWNER}:function:f`],
    ],
  ] as const)
    it(`is ${what}`, () => {
      const call = called(fields);
      assert.deepEqual([call.actions, call.resources, call.isResourceUnknown], [actions, resources, false]);
    });

  it("is not known where nothing names it", () => {
    const call = called(of("s3", "GetObject", { bucketName: "one" }));
    assert.deepEqual([call.resources, call.isResourceUnknown], [[`arn:aws:s3:*:${OWNER}:*`], true]);
  });

  it("is a denial where AWS says so", () => {
    const codes = [
      "AccessDenied",
      "AccessDeniedException",
      "Client.UnauthorizedOperation",
      "VpceAccessDenied",
      "ThrottlingException",
      undefined,
    ];
    assert.deepEqual(
      codes.map((errorCode) => called({ errorCode }).wasDenied),
      [true, true, true, true, false, false],
    );
  });

  for (const [fields, expected] of [
    [{ eventName: undefined }, { kind: "damaged", what: "records without eventName" }],
    [{ recipientAccountId: 12 }, { kind: "damaged", what: "records without recipientAccountId" }],
    [{ userIdentity: "me" }, { kind: "damaged", what: "records without userIdentity" }],
    [{ eventType: "AwsConsoleSignIn" }, { kind: "foreign", what: "events that are no calls: AwsConsoleSignIn" }],
    [
      { userIdentity: sessionOf(API.replace(OWNER, "900000000009")), recipientAccountId: "900000000009", resources: undefined },
      { kind: "foreign", what: "account: 900000000009" },
    ],
  ] as const)
    it(`is left out and counted: ${expected.what}`, () => {
      assert.deepEqual(read(fields), expected);
    });

  it("is left out where no policy speaks of its service", () => {
    const surroundings = { ...SURROUNDINGS, services: ["dynamodb"] };
    assert.deepEqual(read(of("s3", "GetObject", {}), surroundings), { kind: "foreign", what: "service: s3" });
    assert.equal(read({}, surroundings).kind, "call");
  });

  for (const value of [null, "text", 7, []])
    it(`is damaged: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(recordReader(SURROUNDINGS)(value), { kind: "damaged", what: "no record but another value" });
    });
});
