import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import { make, OWNER, policy, table, type Wanted } from "../test-plane.ts";
import { arnOf, type RefusalCase, ROOT, TABLE_ARN, twins } from "./refusal-case.ts";

const ROLE = "aws:iam/role:Role";
const KEY = "aws:kms/key:Key";
const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";

const trust = (Principal: unknown) => ({ name: "r", assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal }) });
const tagged = (value: string) => ({
  name: "r",
  assumeRolePolicy: policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { AWS: ROOT },
    Condition: { StringEquals: { "aws:PrincipalTag/team": value } },
  }),
});
const keyFor = (...sids: readonly string[]) => ({
  policy: policy(...sids.map((Sid) => ({ Sid, Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" }))),
});
const reading = (statement: Record<string, unknown>) => ({
  Effect: "Allow",
  Principal: { AWS: ROOT },
  Action: "dynamodb:GetItem",
  Resource: TABLE_ARN,
  ...statement,
});
const onTable = (...statements: readonly Record<string, unknown>[]): Wanted => ({
  type: TABLE_POLICY,
  inputs: { resourceArn: TABLE_ARN, policy: policy(...statements.map(reading)) },
});
const withOrders = (plane: ControlPlane) => ({ table: arnOf(plane, table("orders")) });

/** Words of documents that AWS does not take, whatever kind of document it is. */
export const DOCUMENT_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a document with a character above U+00FF",
    code: "MalformedPolicyDocument",
    says: /got "€".*characters from U\+0020 to U\+00FF/,
    ...twins(ROLE, tagged("Zahlung in €"), tagged("Zahlung in Müll")),
  },
  {
    fact: "a document with a control character",
    code: "MalformedPolicyDocument",
    says: /the document, got "\\u0001"/,
    ...twins(
      ROLE,
      { name: "r", assumeRolePolicy: `${trust({ AWS: ROOT }).assumeRolePolicy}\u0001` },
      { name: "r", assumeRolePolicy: `\t${trust({ AWS: ROOT }).assumeRolePolicy}\r\n` },
    ),
  },
  {
    fact: "a service that AWS does not have",
    code: "MalformedPolicyDocument",
    says: /Invalid principal in policy: "Service":"lamda\.amazonaws\.com"/,
    ...twins(ROLE, trust({ Service: "lamda.amazonaws.com" }), trust({ Service: "lambda.amazonaws.com" })),
  },
  {
    fact: "a service under the name of its actions' prefix with a region that is none",
    code: "MalformedPolicyDocument",
    says: /Invalid principal/,
    ...twins(ROLE, trust({ Service: "logs.eu-west.amazonaws.com" }), trust({ Service: "logs.eu-west-1.amazonaws.com" })),
  },
  {
    fact: "a key policy with a Sid twice",
    code: "MalformedPolicyDocumentException",
    says: /malformed.* got "Admin"/,
    ...twins(KEY, keyFor("Admin", "Admin"), keyFor("Admin", "admin")),
  },
  {
    fact: "a table policy with a Sid twice",
    code: "ValidationException",
    says: /got "Read"/,
    given: withOrders,
    refused: () => onTable({ Sid: "Read" }, { Sid: "Read", Action: "dynamodb:Query" }),
    accepted: () => onTable({ Sid: "Read" }, { Sid: "Query", Action: "dynamodb:Query" }),
  },
  {
    fact: "a table policy for another table",
    code: "ValidationException",
    says: /another resource than .*table\/orders \(statement 1, got ".*table\/carts"\)/,
    given: withOrders,
    refused: () => onTable({ Resource: [TABLE_ARN, TABLE_ARN.replace("orders", "carts")] }),
    accepted: () => onTable({ Resource: [TABLE_ARN, `${TABLE_ARN}/index/*`] }, { Resource: "*" }),
  },
  {
    fact: "a table policy for the table's stream",
    code: "ValidationException",
    says: /another resource/,
    given: withOrders,
    refused: () => onTable({ Resource: `${TABLE_ARN}/stream/*` }),
    accepted: () => onTable({ Resource: `${TABLE_ARN}/index/byDay` }),
  },
  {
    fact: "a stream's policy for its table",
    code: "ValidationException",
    says: /another resource.*write "\*" or the stream's ARN/,
    given: (plane) => ({
      stream: String(make(plane, table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" })).outputs["streamArn"]),
    }),
    refused: ({ stream = "" }) => onStream(stream, TABLE_ARN),
    accepted: ({ stream = "" }) => onStream(stream, stream),
  },
  {
    fact: "a global table's policy for another table",
    code: "ValidationException",
    says: /another resource/,
    ...twins("aws:cloudcontrol/resource:Resource", globalTable("carts"), globalTable("orders")),
  },
];

function onStream(resourceArn: string, Resource: string): Wanted {
  return { type: TABLE_POLICY, inputs: { resourceArn, policy: policy(reading({ Action: "dynamodb:GetRecords", Resource })) } };
}

function globalTable(named: string) {
  const PolicyDocument = policy(reading({ Resource: `arn:aws:dynamodb:eu-west-1:${OWNER.account}:table/${named}` }));
  const state = { TableName: "orders", Replicas: [{ Region: "eu-west-1", ResourcePolicy: { PolicyDocument } }] };
  return { typeName: "AWS::DynamoDB::GlobalTable", desiredState: JSON.stringify(state) };
}
