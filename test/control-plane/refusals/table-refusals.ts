import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, OWNER, policy, role, table, type Wanted } from "../test-plane.ts";
import { arnOf, FOREIGN_ROLE, type RefusalCase, ROOT, TABLE_ARN, twins } from "./refusal-case.ts";

const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";

function onTable(statement: Record<string, unknown>): Properties {
  return {
    resourceArn: TABLE_ARN,
    policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "dynamodb:GetItem", Resource: TABLE_ARN, ...statement }),
  };
}

const withOrders =
  (inputs: Properties = {}) =>
  (plane: ControlPlane) => ({ table: arnOf(plane, table("orders", inputs)) });

export const TABLE_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a second table of the same name",
    code: "ResourceInUseException",
    says: /Table already exists: orders/,
    given: withOrders(),
    refused: () => ({ ...table("orders"), name: "other" }),
    accepted: () => table("orders2"),
  },
  {
    fact: "a key attribute that is not defined",
    code: "ValidationException",
    says: /Keys: \[id, at\], AttributeDefinitions: \[id\]/,
    refused: () => table("orders", { rangeKey: "at" }),
    accepted: () =>
      table("orders", {
        rangeKey: "at",
        attributes: [
          { name: "id", type: "S" },
          { name: "at", type: "S" },
        ],
      }),
  },
  {
    fact: "a defined attribute that is no key",
    code: "ValidationException",
    says: /does not exactly match/,
    refused: () =>
      table("orders", {
        attributes: [
          { name: "id", type: "S" },
          { name: "at", type: "S" },
        ],
      }),
    accepted: () => table("orders"),
  },
  {
    fact: "a table encrypted with a key that does not exist",
    code: "ValidationException",
    says: /KMS key .* does not exist/,
    given: (plane) => ({ key: arnOf(plane, { type: "aws:kms/key:Key", name: "key", inputs: {} }) }),
    refused: () =>
      table("orders", { serverSideEncryption: { enabled: true, kmsKeyArn: `arn:aws:kms:eu-west-1:${OWNER.account}:key/none` } }),
    accepted: ({ key }) => table("orders", { serverSideEncryption: { enabled: true, kmsKeyArn: key } }),
  },
  {
    fact: "a stream without a view",
    code: "ValidationException",
    says: /StreamViewType is required/,
    refused: () => table("orders", { streamEnabled: true }),
    accepted: () => table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" }),
  },
  {
    fact: "provisioned capacity that is not given",
    code: "ValidationException",
    says: /must both be specified/,
    refused: () => table("orders", { billingMode: "PROVISIONED", readCapacity: 1 }),
    accepted: () => table("orders", { billingMode: "PROVISIONED", readCapacity: 1, writeCapacity: 1 }),
  },
  {
    fact: "a resource policy of a table that does not exist",
    code: "ResourceNotFoundException",
    says: /Requested resource not found/,
    given: withOrders(),
    ...twins(TABLE_POLICY, { ...onTable({}), resourceArn: `${TABLE_ARN}s` }, onTable({})),
  },
  {
    fact: "a second resource policy of the same table",
    code: "ResourceInUseException",
    says: /has a resource policy already/,
    given: (plane) => {
      make(plane, table("orders"));
      const other = make(plane, table("carts"));
      make(plane, { type: TABLE_POLICY, name: "first", inputs: onTable({}) });
      return { other: other.outputs["arn"] as string };
    },
    refused: () => ({ type: TABLE_POLICY, inputs: onTable({}) }),
    accepted: ({ other }) => ({ type: TABLE_POLICY, inputs: { ...onTable({}), resourceArn: other } }),
  },
  {
    fact: "a table policy that names a role which does not exist",
    code: "ValidationException",
    says: /Invalid principal in policy document/,
    given: (plane) => ({ ...withOrders()(plane), etl: arnOf(plane, role("etl2", {}, CONSUMER)) }),
    refused: () => ({ type: TABLE_POLICY, inputs: onTable({ Principal: { AWS: FOREIGN_ROLE } }) }),
    accepted: ({ etl }) => ({ type: TABLE_POLICY, inputs: onTable({ Principal: { AWS: etl } }) }),
  },
  {
    fact: "a table policy with a service that DynamoDB does not take",
    code: "ValidationException",
    says: /Invalid principal/,
    given: withOrders(),
    ...twins(
      TABLE_POLICY,
      onTable({ Principal: { Service: "lambda.amazonaws.com" } }),
      onTable({ Principal: { Service: "redshift.amazonaws.com" } }),
    ),
  },
  {
    fact: "a table policy with an action that does not exist",
    code: "ValidationException",
    says: /Invalid action in policy document: dynamodb:GetItems/,
    given: withOrders(),
    ...twins(TABLE_POLICY, onTable({ Action: "dynamodb:GetItems" }), onTable({ Action: "dynamodb:GetItem" })),
  },
  {
    fact: "a table policy with an action that tables have no policy for",
    code: "ValidationException",
    says: /dynamodb:ListStreams/,
    given: withOrders(),
    ...twins(TABLE_POLICY, onTable({ Action: "dynamodb:ListStreams" }), onTable({ Action: "dynamodb:DescribeStream" })),
  },
  {
    fact: "a table policy of more than 20 KB, white space included",
    code: "ValidationException",
    says: /larger than 20 KB/,
    given: withOrders(),
    ...twins(
      TABLE_POLICY,
      { ...onTable({}), policy: String(onTable({})["policy"]) + " ".repeat(20_480) },
      { ...onTable({}), policy: String(onTable({})["policy"]) + " ".repeat(20_000) },
    ),
  },
  {
    fact: "a table policy for everyone",
    code: "ValidationException",
    says: /Block Public Access/,
    given: withOrders(),
    ...twins(
      TABLE_POLICY,
      onTable({ Principal: "*" }),
      onTable({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acmeexample" } } }),
    ),
  },
  {
    fact: "a table policy for everyone whose condition holds a wildcard",
    code: "ValidationException",
    says: /Block Public Access/,
    given: withOrders(),
    ...twins(
      TABLE_POLICY,
      onTable({ Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${CONSUMER.account}:role/etl-*` } } }),
      onTable({ Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${CONSUMER.account}:role/etl` } } }),
    ),
  },
  {
    fact: "a table policy that locks its writer out",
    code: "ValidationException",
    says: /will not allow you to update the resource policy/,
    given: withOrders(),
    ...twins(
      TABLE_POLICY,
      onTable({ Effect: "Deny", Principal: "*", Action: "dynamodb:*" }),
      onTable({ Effect: "Deny", Principal: "*", Action: "dynamodb:*", Condition: { ArnNotEquals: { "aws:PrincipalArn": ROOT } } }),
    ),
  },
  {
    fact: "sharing a table under the key that AWS manages",
    code: "ValidationException",
    says: /AWS managed key \(shared with 200000000003\)/,
    given: withOrders({ serverSideEncryption: { enabled: true } }),
    ...twins(TABLE_POLICY, onTable({ Principal: { AWS: CONSUMER.account } }), onTable({})),
  },
  {
    fact: "a policy of a stream that is off",
    code: "ResourceNotFoundException",
    says: /Requested resource not found/,
    given: (plane) => ({
      on: String(make(plane, table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" })).outputs["streamArn"]),
    }),
    refused: () => ({ type: TABLE_POLICY, inputs: { ...onTable({}), resourceArn: `${TABLE_ARN}/stream/2025-01-01T00:00:00.000` } }),
    accepted: ({ on }) => ({ type: TABLE_POLICY, inputs: { ...onTable({ Action: "dynamodb:GetRecords" }), resourceArn: on } }),
  },
];

const keyPolicy = (statement: Record<string, unknown>): Properties => ({
  policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" }, statement),
});
const KEY = "aws:kms/key:Key";

export const KEY_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a key policy that names a role which does not exist",
    code: "MalformedPolicyDocumentException",
    says: /invalid principals/,
    given: (plane) => ({ etl: arnOf(plane, role("etl", {}, CONSUMER)) }),
    refused: () => ({
      type: KEY,
      inputs: keyPolicy({ Effect: "Allow", Principal: { AWS: `${FOREIGN_ROLE}s` }, Action: "kms:Decrypt", Resource: "*" }),
    }),
    accepted: ({ etl }) => ({
      type: KEY,
      inputs: keyPolicy({ Effect: "Allow", Principal: { AWS: etl }, Action: "kms:Decrypt", Resource: "*" }),
    }),
  },
  {
    fact: "a key policy that lets nobody change it again",
    code: "MalformedPolicyDocumentException",
    says: /will not allow you to update the key policy/,
    ...twins(
      KEY,
      { policy: policy({ Effect: "Allow", Principal: { AWS: CONSUMER.account }, Action: "kms:*", Resource: "*" }) },
      { policy: policy({ Effect: "Allow", Principal: { AWS: OWNER.account }, Action: "kms:*", Resource: "*" }) },
    ),
  },
  {
    fact: "a key policy whose Deny locks its writer out",
    code: "MalformedPolicyDocumentException",
    says: /will not allow you to update the key policy/,
    ...twins(
      KEY,
      keyPolicy({
        Effect: "Deny",
        Principal: "*",
        Action: "kms:*",
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
      }),
      keyPolicy({
        Effect: "Deny",
        Principal: "*",
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
      }),
    ),
  },
  {
    fact: "a key policy with an action of another service",
    code: "MalformedPolicyDocumentException",
    says: /invalid actions/,
    ...twins(
      KEY,
      keyPolicy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "dynamodb:GetItem", Resource: "*" }),
      keyPolicy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:Decrypt", Resource: "*" }),
    ),
  },
  {
    fact: "a key policy of more than 32 KB",
    code: "LimitExceededException",
    says: /32768 bytes/,
    ...twins(
      KEY,
      keyPolicy({
        Effect: "Allow",
        Principal: { AWS: ROOT },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": "x".repeat(33_000) } },
      }),
      keyPolicy({
        Effect: "Allow",
        Principal: { AWS: ROOT },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": "x".repeat(32_000) } },
      }),
    ),
  },
  {
    fact: "an alias of a key that does not exist",
    code: "NotFoundException",
    says: /Key 'none' does not exist/,
    given: (plane) => ({ key: make(plane, { type: KEY, name: "key", inputs: {} }).id }),
    refused: () => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: "none" } }),
    accepted: ({ key }) => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: key } }),
  },
  {
    fact: "an alias that is taken",
    code: "AlreadyExistsException",
    says: /alias\/orders already exists/,
    given: (plane) => {
      const key = make(plane, { type: KEY, name: "key", inputs: {} }).id;
      make(plane, { type: "aws:kms/alias:Alias", name: "first", inputs: { name: "alias/orders", targetKeyId: key } });
      return { key };
    },
    refused: ({ key }) => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: key } }),
    accepted: ({ key }) => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/carts", targetKeyId: key } }),
  },
  {
    fact: "a waiting period of six days before a key is deleted",
    code: "ValidationException",
    says: /deletionWindowInDays/,
    ...twins(KEY, { deletionWindowInDays: 6 }, { deletionWindowInDays: 7 }),
  },
];

const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const secretPolicy = (arn: string | undefined, statement: Record<string, unknown>, more: Properties = {}): Wanted => ({
  type: SECRET_POLICY,
  inputs: {
    secretArn: arn,
    policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "secretsmanager:GetSecretValue", Resource: "*", ...statement }),
    ...more,
  },
});

function secrets(plane: ControlPlane): Readonly<Record<string, string>> {
  const key = arnOf(plane, { type: KEY, name: "key", inputs: {} });
  const own = arnOf(plane, { type: "aws:secretsmanager/secret:Secret", name: "own", inputs: { name: "own", kmsKeyId: key } });
  const managed = arnOf(plane, { type: "aws:secretsmanager/secret:Secret", name: "managed", inputs: { name: "managed" } });
  return { own, managed, etl: arnOf(plane, role("etl", {}, CONSUMER)) };
}

export const SECRET_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "sharing a secret under the key that AWS manages",
    code: "InvalidParameterException",
    says: /default KMS service key.*shared with 200000000003/,
    given: secrets,
    refused: ({ managed, etl }) => secretPolicy(managed, { Principal: { AWS: etl } }),
    accepted: ({ own, etl }) => secretPolicy(own, { Principal: { AWS: etl } }),
  },
  {
    fact: "a secret's policy that names a role which does not exist",
    code: "MalformedPolicyDocumentException",
    says: /unsupported principal/,
    given: secrets,
    refused: ({ own }) => secretPolicy(own, { Principal: { AWS: `${FOREIGN_ROLE}s` } }),
    accepted: ({ own, etl }) => secretPolicy(own, { Principal: { AWS: etl } }),
  },
  {
    fact: "a public policy of a secret that blocks them",
    code: "PublicPolicyException",
    says: /public/,
    given: secrets,
    refused: ({ own }) => secretPolicy(own, { Principal: "*" }, { blockPublicPolicy: true }),
    accepted: ({ own }) => secretPolicy(own, { Principal: "*" }),
  },
  {
    fact: "an unknown action on a secret",
    code: "MalformedPolicyDocumentException",
    says: /invalid action/,
    given: secrets,
    refused: ({ own }) => secretPolicy(own, { Action: "secretsmanager:GetSecret" }),
    accepted: ({ own }) => secretPolicy(own, { Action: "secretsmanager:Get*" }),
  },
  {
    fact: "a second secret of the same name",
    code: "ResourceExistsException",
    says: /the secret own already exists/,
    given: secrets,
    ...twins("aws:secretsmanager/secret:Secret", { name: "own" }, { name: "other" }),
  },
  {
    fact: "a version of a secret that does not exist",
    code: "ResourceNotFoundException",
    says: /can't find the specified secret/,
    given: secrets,
    refused: ({ own }) => ({ type: "aws:secretsmanager/secretVersion:SecretVersion", inputs: { secretId: `${own}x`, secretString: "s" } }),
    accepted: ({ own }) => ({ type: "aws:secretsmanager/secretVersion:SecretVersion", inputs: { secretId: own, secretString: "s" } }),
  },
];
