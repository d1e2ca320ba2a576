import assert from "node:assert/strict";
import { readTrailErrors } from "../../../proof/denials/trail-error.ts";

const ROLE = "arn:aws:sts::200000000004:assumed-role/nightly-etl/i-0abc";
const TABLE = "arn:aws:dynamodb:eu-west-1:200000000004:table/orders";
const KEY = "arn:aws:kms:eu-west-1:200000000002:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10";
const TAKEN = "arn:aws:iam::200000000006:role/palisade/access/pipeline-prod.pipeline";

const record = (service: string, eventName: string, more: object) => ({
  eventVersion: "1.09",
  eventSource: `${service}.amazonaws.com`,
  eventName,
  awsRegion: "eu-west-1",
  errorCode: "AccessDenied",
  sourceIPAddress: "10.40.1.17",
  vpcEndpointId: "vpce-0a1b2c3d",
  userIdentity: { type: "AssumedRole", arn: ROLE, accountId: "200000000004" },
  ...more,
});
const ITEM = record("dynamodb", "GetItem", {
  requestParameters: { tableName: "orders", key: {} },
  errorMessage: `User: ${ROLE} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
});

describe("CloudTrail records of denied calls", () => {
  for (const [what, value, said] of [
    ["a message in full", ITEM, [ROLE, "dynamodb:GetItem", TABLE, "identity", "vpce-0a1b2c3d", "10.40.1.17"]],
    [
      "no message, a table by its name",
      record("dynamodb", "Query", { requestParameters: { tableName: "orders" } }),
      [ROLE, "dynamodb:Query", TABLE, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "an index",
      record("dynamodb", "Query", { requestParameters: { tableName: "orders", indexName: "byStatus" } }),
      [ROLE, "dynamodb:Query", `${TABLE}/index/byStatus`, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "an index of a table among its resources",
      record("dynamodb", "Query", {
        resources: [{ ARN: TABLE, type: "AWS::DynamoDB::Table" }],
        requestParameters: { tableName: "orders", indexName: "byStatus" },
      }),
      [ROLE, "dynamodb:Query", `${TABLE}/index/byStatus`, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "a batch",
      record("dynamodb", "BatchGetItem", { requestParameters: { requestItems: { orders: { keys: [] } } } }),
      [ROLE, "dynamodb:BatchGetItem", TABLE, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "a table of another partition",
      record("dynamodb", "GetItem", {
        awsRegion: "cn-north-1",
        userIdentity: { type: "AssumedRole", arn: ROLE.replace("arn:aws:", "arn:aws-cn:"), accountId: "200000000004" },
        requestParameters: { tableName: "orders" },
      }),
      [
        ...[ROLE.replace("arn:aws:", "arn:aws-cn:"), "dynamodb:GetItem"],
        ...["arn:aws-cn:dynamodb:cn-north-1:200000000004:table/orders", undefined, "vpce-0a1b2c3d", "10.40.1.17"],
      ],
    ],
    [
      "a user, in a session of the console",
      record("secretsmanager", "GetSecretValue", {
        vpcEndpointId: undefined,
        sourceIPAddress: "2001:db8::7",
        userIdentity: { type: "IAMUser", arn: "arn:aws:iam::200000000004:user/jo", accountId: "200000000004" },
        requestParameters: { secretId: "arn:aws:secretsmanager:eu-west-1:200000000002:secret:invoice-signing-AbCdEf" },
      }),
      [
        ...["arn:aws:iam::200000000004:user/jo", "secretsmanager:GetSecretValue"],
        ...["arn:aws:secretsmanager:eu-west-1:200000000002:secret:invoice-signing-AbCdEf", undefined, undefined, "2001:db8::7"],
      ],
    ],
    [
      "a key by its id",
      record("kms", "Decrypt", { requestParameters: { keyId: "5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10" } }),
      [ROLE, "kms:Decrypt", KEY.replace("200000000002", "200000000004"), undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "a stream",
      record("dynamodb", "GetRecords", { requestParameters: { streamArn: `${TABLE}/stream/2026-01-01T00:00:00.000` } }),
      [ROLE, "dynamodb:GetRecords", `${TABLE}/stream/2026-01-01T00:00:00.000`, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "a token, whose bearer is nobody yet",
      record("sts", "AssumeRoleWithWebIdentity", {
        vpcEndpointId: undefined,
        userIdentity: { type: "WebIdentityUser", principalId: "oidc:sts.amazonaws.com:system:serviceaccount:billing:invoicer" },
        requestParameters: { roleArn: TAKEN },
      }),
      [undefined, "sts:AssumeRoleWithWebIdentity", TAKEN, undefined, undefined, "10.40.1.17"],
    ],
    [
      "a key among its resources",
      record("kms", "Decrypt", { errorCode: "AccessDenied", resources: [{ ARN: KEY, type: "AWS::KMS::Key" }], requestParameters: null }),
      [ROLE, "kms:Decrypt", KEY, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "a role",
      record("sts", "AssumeRole", { vpcEndpointId: undefined, sourceIPAddress: "198.51.100.7", requestParameters: { roleArn: TAKEN } }),
      [ROLE, "sts:AssumeRole", TAKEN, undefined, undefined, "198.51.100.7"],
    ],
    [
      "a secret's name",
      record("secretsmanager", "GetSecretValue", { requestParameters: { secretId: "invoice-signing" } }),
      [ROLE, "secretsmanager:GetSecretValue", "invoice-signing", undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
    [
      "a service that calls",
      record("kms", "GenerateDataKey", {
        sourceIPAddress: "dynamodb.amazonaws.com",
        vpcEndpointId: undefined,
        requestParameters: { keyId: KEY },
      }),
      [ROLE, "kms:GenerateDataKey", KEY, undefined, undefined, undefined],
    ],
    [
      "a code of EC2",
      record("ec2", "RunInstances", {
        errorCode: "Client.UnauthorizedOperation",
        errorMessage: "Encoded authorization failure message: x",
      }),
      [ROLE, "ec2:RunInstances", undefined, undefined, "vpce-0a1b2c3d", "10.40.1.17"],
    ],
  ] as const) {
    it(`are read: ${what}`, () => {
      const read = readTrailErrors(JSON.stringify(value));
      assert.ok(!("unreadable" in read), JSON.stringify(read));
      assert.deepEqual(
        read.map(({ principal, action, resource, by, origin }) => [
          principal,
          action,
          resource,
          by?.layer,
          origin.endpoint,
          origin.address,
        ]),
        [said],
      );
    });
  }

  for (const [what, value] of [
    ["a log file", { Records: [ITEM, record("s3", "GetObject", { errorCode: undefined }), ITEM] }],
    ["a list", [ITEM, ITEM]],
    [
      "what lookup-events answers",
      { Events: [{ EventId: "1", CloudTrailEvent: JSON.stringify(ITEM) }, { CloudTrailEvent: JSON.stringify(ITEM) }] },
    ],
    ["events of EventBridge", [{ "detail-type": "AWS API Call via CloudTrail", detail: ITEM }, { detail: ITEM }]],
  ] as const) {
    it(`are found in ${what}`, () => {
      const read = readTrailErrors(JSON.stringify(value));
      assert.ok(!("unreadable" in read));
      assert.equal(read.length, 2);
    });
  }

  for (const [what, text, reason] of [
    ["no JSON", "{", /^is no JSON/],
    ["no JSON in an event", JSON.stringify({ Events: [{ CloudTrailEvent: "{" }] }), /^is no JSON/],
    ["no record", "{}", /^has no CloudTrail record/],
    ["no denial", JSON.stringify(record("s3", "GetObject", { errorCode: "NoSuchKey" })), /^has no record of a call that was denied/],
  ] as const) {
    it(`are refused where there is ${what}`, () => {
      const read = readTrailErrors(text);
      assert.ok("unreadable" in read);
      assert.match(read.unreadable, reason);
    });
  }
});
