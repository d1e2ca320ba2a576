import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, OWNER, policy, role, table } from "../test-plane.ts";
import { arnOf, FOREIGN_ROLE, type RefusalCase, ROOT, TABLE_ARN, twins } from "./refusal-case.ts";

const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";

function onTable(statement: Record<string, unknown>): Properties {
  return {
    resourceArn: TABLE_ARN,
    policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "dynamodb:GetItem", Resource: TABLE_ARN, ...statement }),
  };
}

const onRestored = (resourceArn: string) => ({
  type: "aws:dynamodb/tag:Tag",
  name: "tag",
  inputs: { resourceArn, key: "palisade:restored", value: "line" },
});

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
    fact: "a tag of a table that does not exist",
    code: "ResourceNotFoundException",
    says: /Requested resource not found: .*table\/elsewhere/,
    given: withOrders(),
    refused: () => onRestored(TABLE_ARN.replace(/[^/]*$/, "elsewhere")),
    accepted: ({ table: arn = "" }) => onRestored(arn),
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
    accepted: ({ other }) => ({ type: TABLE_POLICY, inputs: { ...onTable({ Resource: other }), resourceArn: other } }),
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
    ...twins(TABLE_POLICY, onTable({ Action: "dynamodb:ListStreams" }), onTable({ Action: "dynamodb:DescribeTable" })),
  },
  {
    fact: "a table policy with an action of streams",
    code: "ValidationException",
    says: /dynamodb:GetRecords/,
    given: withOrders(),
    ...twins(TABLE_POLICY, onTable({ Action: ["dynamodb:GetItem", "dynamodb:GetRecords"] }), onTable({ Action: "dynamodb:GetItem" })),
  },
  {
    fact: "a table policy with a search by vectors, though other names of items are taken",
    code: "ValidationException",
    says: /dynamodb:SearchVectors/,
    given: withOrders(),
    ...twins(TABLE_POLICY, onTable({ Action: "dynamodb:SearchVectors" }), onTable({ Action: "dynamodb:PartiQLSelect" })),
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
    fact: "a table policy for everyone whose condition contains a wildcard",
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
    fact: "sharing a table under the AWS managed key",
    code: "ValidationException",
    says: /AWS managed key \(shared with 200000000003\)/,
    given: withOrders({ serverSideEncryption: { enabled: true } }),
    ...twins(TABLE_POLICY, onTable({ Principal: { AWS: CONSUMER.account } }), onTable({})),
  },
  {
    fact: "a stream's policy with an action of tables",
    code: "ValidationException",
    says: /dynamodb:GetItem/,
    given: (plane) => ({
      on: String(make(plane, table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" })).outputs["streamArn"]),
    }),
    refused: ({ on }) => ({ type: TABLE_POLICY, inputs: { ...onTable({ Action: "dynamodb:GetItem", Resource: on }), resourceArn: on } }),
    accepted: ({ on }) => ({
      type: TABLE_POLICY,
      inputs: { ...onTable({ Action: "dynamodb:GetRecords", Resource: on }), resourceArn: on },
    }),
  },
  {
    fact: "a policy of a stream that is off",
    code: "ResourceNotFoundException",
    says: /Requested resource not found/,
    given: (plane) => ({
      on: String(make(plane, table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" })).outputs["streamArn"]),
    }),
    refused: () => ({ type: TABLE_POLICY, inputs: { ...onTable({}), resourceArn: `${TABLE_ARN}/stream/2025-01-01T00:00:00.000` } }),
    accepted: ({ on }) => ({
      type: TABLE_POLICY,
      inputs: { ...onTable({ Action: "dynamodb:GetRecords", Resource: on }), resourceArn: on },
    }),
  },
];
