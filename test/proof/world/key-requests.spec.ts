import assert from "node:assert/strict";
import { type Principal, parsePrincipal } from "../../../proof/engine/principal.ts";
import { callsToKms, keyRequests } from "../../../proof/world/key-requests.ts";

const KEY = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const TABLE = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:token-AbCdEf";
const ROLE = "arn:aws:iam::222222222222:role/etl";

const principal = (text: string): Principal => {
  const parsed = parsePrincipal(text);
  assert.ok(parsed !== undefined, text);
  return parsed;
};
const asked = (action: string, resource: string, context = {}, caller = ROLE) =>
  keyRequests({ principal: caller, action, resource, context }, principal(caller), KEY);

describe("what a service asks of KMS for its caller", () => {
  for (const [action, calls] of [
    ["dynamodb:GetItem", ["kms:Decrypt"]],
    ["dynamodb:PutItem", ["kms:Decrypt"]],
    ["DynamoDB:PARTIQLSELECT", ["kms:Decrypt"]],
    ["dynamodb:GetRecords", ["kms:Decrypt"]],
    ["dynamodb:StartAwsBackupJob", ["kms:Decrypt", "kms:GenerateDataKey"]],
    ["dynamodb:RestoreTableFromBackup", ["kms:Decrypt"]],
    ["dynamodb:DescribeTable", []],
    ["dynamodb:UpdateTable", []],
    ["dynamodb:GetShardIterator", []],
    ["secretsmanager:GetSecretValue", ["kms:Decrypt"]],
    ["secretsmanager:PutSecretValue", ["kms:GenerateDataKey"]],
    ["secretsmanager:DescribeSecret", []],
    ["kms:Decrypt", []],
  ] as const) {
    it(`is ${calls.join(" and ") || "nothing"} for ${action}`, () => {
      assert.deepEqual(callsToKms(action), calls);
    });
  }

  it("goes through DynamoDB, bound to the table, in the caller's name and without its network", () => {
    const context = {
      "aws:SourceVpc": "vpc-1",
      "aws:SourceVpce": "vpce-1",
      "aws:SourceIp": "203.0.113.1",
      "aws:RequestedRegion": "eu-west-1",
      "aws:ResourceTag/team": "orders",
      "dynamodb:LeadingKeys": ["one"],
      "aws:PrincipalTag/TenantId": "one",
      "aws:PrincipalOrgID": "o-1",
      "aws:TokenIssueTime": "2026-11-22T00:00:00Z",
    };
    assert.deepEqual(asked("dynamodb:Query", `${TABLE}/index/byStatus`, context), [
      {
        principal: ROLE,
        action: "kms:Decrypt",
        resource: KEY,
        context: {
          "aws:PrincipalTag/TenantId": "one",
          "aws:PrincipalOrgID": "o-1",
          "aws:TokenIssueTime": "2026-11-22T00:00:00Z",
          "aws:ViaAWSService": "true",
          "aws:CalledVia": ["dynamodb.amazonaws.com"],
          "aws:CalledViaFirst": "dynamodb.amazonaws.com",
          "aws:CalledViaLast": "dynamodb.amazonaws.com",
          "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com",
          "kms:EncryptionContext:aws:dynamodb:tableName": "orders",
          "kms:EncryptionContext:aws:dynamodb:subscriberId": "111111111111",
          "kms:EncryptionContextKeys": ["aws:dynamodb:tableName", "aws:dynamodb:subscriberId"],
        },
      },
    ]);
  });

  it("names every service that the call went through, the first first", () => {
    const [request] = asked("dynamodb:GetItem", TABLE, { "aws:calledvia": ["athena.amazonaws.com"] });
    assert.deepEqual(request?.context["aws:CalledVia"], ["athena.amazonaws.com", "dynamodb.amazonaws.com"]);
    assert.equal(request.context["aws:CalledViaFirst"], "athena.amazonaws.com");
    assert.equal(request.context["aws:calledvia"], undefined);
  });

  it("goes through Secrets Manager, bound to the secret and a version", () => {
    const [request] = asked("secretsmanager:GetSecretValue", SECRET);
    assert.deepEqual(request?.context, {
      "aws:ViaAWSService": "true",
      "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com",
      "kms:EncryptionContext:SecretARN": SECRET,
      "kms:EncryptionContextKeys": ["SecretARN", "SecretVersionId"],
    });
  });

  it("goes through the services of China by their names there", () => {
    const [request] = asked("dynamodb:GetItem", "arn:aws-cn:dynamodb:cn-north-1:111111111111:table/orders");
    assert.equal(request?.context["kms:ViaService"], "dynamodb.cn-north-1.amazonaws.com.cn");
  });

  it("is asked by a service for itself where that calls", () => {
    const source = { "aws:SourceAccount": "111111111111" };
    const [request] = asked("dynamodb:ReadDataForReplication", TABLE, source, "replication.dynamodb.amazonaws.com");
    assert.deepEqual(request?.context, source);
  });

  it("is not asked for service-linked roles, which the service's own grants let in", () => {
    const linked =
      "arn:aws:iam::111111111111:role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication";
    assert.deepEqual(asked("dynamodb:PutItem", TABLE, {}, linked), []);
  });
});
