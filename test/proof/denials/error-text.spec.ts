import assert from "node:assert/strict";
import { readErrorText } from "../../../proof/denials/error-text.ts";

const ROLE = "arn:aws:sts::200000000004:assumed-role/nightly-etl/i-0abc";
const USER = "arn:aws:iam::123456789012:user/JohnDoe";
const TABLE = "arn:aws:dynamodb:eu-west-1:200000000002:table/orders";
const KEY = "arn:aws:kms:eu-west-1:200000000002:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10";
const TAKEN = "arn:aws:iam::200000000006:role/palisade/access/pipeline-prod.pipeline";
const SECRET = "arn:aws:secretsmanager:eu-west-1:200000000002:secret:invoice-signing-AbCdEf";
const GET = "dynamodb:GetItem";

/** Texts, each with what they say: principal, action, resource, layer, and whether a statement denies. */
const MESSAGES: readonly (readonly [what: string, text: string, said: readonly (string | boolean | undefined)[]])[] = [
  [
    "identity, implicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} because no identity-based policy allows the ${GET} action`,
    [ROLE, GET, TABLE, "identity", false],
  ],
  [
    "identity, explicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in an identity-based policy`,
    [ROLE, GET, TABLE, "identity", true],
  ],
  [
    "resource, implicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} because no resource-based policy allows the ${GET} action`,
    [ROLE, GET, TABLE, "resource", false],
  ],
  [
    "resource, explicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a resource-based policy`,
    [ROLE, GET, TABLE, "resource", true],
  ],
  [
    "SCP, implicitly, without a resource",
    `User: ${USER} is not authorized to perform: codecommit:ListRepositories because no service control policy allows the codecommit:ListRepositories action`,
    [USER, "codecommit:ListRepositories", undefined, "serviceControl", false],
  ],
  [
    "SCP, explicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a service control policy`,
    [ROLE, GET, TABLE, "serviceControl", true],
  ],
  [
    "SCP, explicitly, with its ARN",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a service control policy: arn:aws:organizations::100000000001:policy/o-acme/service_control_policy/p-1234`,
    [ROLE, GET, TABLE, "serviceControl", true],
  ],
  [
    "SCP, explicitly, without a resource",
    `User: ${USER} is not authorized to perform: codecommit:ListRepositories with an explicit deny in a service control policy`,
    [USER, "codecommit:ListRepositories", undefined, "serviceControl", true],
  ],
  [
    "RCP, explicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a resource control policy`,
    [ROLE, GET, TABLE, "resourceControl", true],
  ],
  [
    "RCP on a role",
    `User: ${ROLE} is not authorized to perform: sts:AssumeRole on resource: ${TAKEN} with an explicit deny in a resource control policy`,
    [ROLE, "sts:AssumeRole", TAKEN, "resourceControl", true],
  ],
  [
    "endpoint, implicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} because no VPC endpoint policy allows the ${GET} action`,
    [ROLE, GET, TABLE, "endpoint", false],
  ],
  [
    "endpoint, explicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a VPC endpoint policy`,
    [ROLE, GET, TABLE, "endpoint", true],
  ],
  [
    "boundary, implicitly",
    `User: ${USER} is not authorized to perform: ${GET} on resource: ${TABLE} because no permissions boundary allows the ${GET} action`,
    [USER, GET, TABLE, "boundary", false],
  ],
  [
    "boundary, explicitly",
    `User: ${USER} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a permissions boundary`,
    [USER, GET, TABLE, "boundary", true],
  ],
  [
    "session, implicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} because no session policy allows the ${GET} action`,
    [ROLE, GET, TABLE, "session", false],
  ],
  [
    "session, explicitly",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a session policy`,
    [ROLE, GET, TABLE, "session", true],
  ],
  [
    "trust, implicitly",
    `User: ${ROLE} is not authorized to perform: sts:AssumeRole on resource: ${TAKEN} because no role trust policy allows the sts:AssumeRole action`,
    [ROLE, "sts:AssumeRole", TAKEN, "resource", false],
  ],
  [
    "trust, explicitly",
    `User: ${ROLE} is not authorized to perform: sts:AssumeRole on resource: ${TAKEN} with an explicit deny in the role trust policy`,
    [ROLE, "sts:AssumeRole", TAKEN, "resource", true],
  ],
  [
    "STS without a reason, by the AWS CLI",
    `\nAn error occurred (AccessDenied) when calling the AssumeRole operation: User: ${ROLE} is not authorized to perform: sts:AssumeRole on resource: ${TAKEN}\n`,
    [ROLE, "sts:AssumeRole", TAKEN, undefined, undefined],
  ],
  [
    "STS of a tag",
    `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${ROLE} is not authorized to perform: sts:TagSession on resource: ${TAKEN}`,
    [ROLE, "sts:TagSession", TAKEN, undefined, undefined],
  ],
  [
    "STS of a token",
    "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    [undefined, "sts:AssumeRoleWithWebIdentity", undefined, undefined, undefined],
  ],
  [
    "KMS by a key's policy",
    `AccessDeniedException: User: ${ROLE} is not authorized to perform: kms:Decrypt on resource: ${KEY} because no resource-based policy allows the kms:Decrypt action`,
    [ROLE, "kms:Decrypt", KEY, "resource", false],
  ],
  [
    "KMS on the resource of a ciphertext",
    `User: ${ROLE} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    [ROLE, "kms:Decrypt", undefined, undefined, undefined],
  ],
  [
    "KMS without details",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    [undefined, "kms:Decrypt", undefined, undefined, undefined],
  ],
  [
    "KMS through DynamoDB",
    `botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: KMS key access denied error: User: ${ROLE} is not authorized to perform: kms:Decrypt on resource: ${KEY} because no identity-based policy allows the kms:Decrypt action (Service: AWSKMS)`,
    [ROLE, "kms:Decrypt", KEY, "identity", false],
  ],
  [
    "KMS through Secrets Manager",
    "An error occurred (AccessDeniedException) when calling the GetSecretValue operation: Access to KMS is not allowed",
    [undefined, "kms:Decrypt", undefined, undefined, undefined],
  ],
  [
    "a secret by its name",
    `User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: invoice-signing because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    [ROLE, "secretsmanager:GetSecretValue", "invoice-signing", "identity", false],
  ],
  [
    "a secret by its ARN, in an SDK's JSON",
    `{"name":"AccessDeniedException","$fault":"client","message":"User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET} because no resource-based policy allows the secretsmanager:GetSecretValue action"}`,
    [ROLE, "secretsmanager:GetSecretValue", SECRET, "resource", false],
  ],
  [
    "an index, over several lines",
    `User:\n  ${ROLE}\n is not authorized to perform:\n  dynamodb:Query on resource:\n  ${TABLE}/index/byStatus\n because no identity-based policy allows the dynamodb:Query action`,
    [ROLE, "dynamodb:Query", `${TABLE}/index/byStatus`, "identity", false],
  ],
  [
    "with a full stop",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE}.`,
    [ROLE, GET, TABLE, undefined, undefined],
  ],
  [
    "nobody",
    `User: anonymous is not authorized to perform: ${GET} on resource: ${TABLE} because no resource-based policy allows the ${GET} action`,
    ["anonymous", GET, TABLE, "resource", false],
  ],
  [
    "a decoded message",
    JSON.stringify({
      allowed: false,
      explicitDeny: true,
      matchedStatements: { items: [] },
      context: {
        principal: { id: "AROA:i", arn: ROLE },
        action: "ec2:RunInstances",
        resource: "arn:aws:ec2:eu-west-1:200000000004:instance/*",
        conditions: { items: [] },
      },
    }),
    [ROLE, "ec2:RunInstances", "arn:aws:ec2:eu-west-1:200000000004:instance/*", undefined, undefined],
  ],
  [
    "a decoded message as STS answers it",
    JSON.stringify({
      DecodedMessage: JSON.stringify({ allowed: false, context: { principal: { arn: ROLE }, action: "ec2:StopInstances", resource: "*" } }),
    }),
    [ROLE, "ec2:StopInstances", "*", undefined, undefined],
  ],
  [
    "npm run try's explanation below it",
    `User: ${ROLE} is not authorized to perform: ${GET} on resource: ${TABLE} with an explicit deny in a service control policy\nDenied by "DenyTableData" of palisade-network.\n  Remedy: call from another network.`,
    [ROLE, GET, TABLE, "serviceControl", true],
  ],
];

describe("the text of a denial", () => {
  it("comes in more than thirty shapes here", () => {
    assert.ok(MESSAGES.length >= 30);
  });

  for (const [what, text, said] of MESSAGES) {
    it(`is read: ${what}`, () => {
      const read = readErrorText(text);
      assert.ok(!("unreadable" in read), JSON.stringify(read));
      const { principal, action, resource, by } = read;
      assert.deepEqual([principal, action, resource, by?.layer, by?.isExplicit], said);
    });
  }

  for (const [what, text, reason] of [
    [
      "encoded",
      "You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm",
      /^is an encoded message; decode it with aws sts decode-authorization-message/,
    ],
    [
      "of something else",
      "ResourceNotFoundException: Requested resource not found",
      /^is no text of a denial that is known; give the whole message/,
    ],
    ["empty", "", /^is no text of a denial/],
    ["JSON of something else", '{"allowed":false}', /^is no text of a denial/],
  ] as const) {
    it(`is not guessed at where it is ${what}`, () => {
      const read = readErrorText(text);
      assert.ok("unreadable" in read);
      assert.match(read.unreadable, reason);
    });
  }
});
