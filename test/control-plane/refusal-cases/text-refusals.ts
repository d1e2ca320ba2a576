import { MANAGEMENT, TRUST, table } from "../test-plane.ts";
import { arnOf, type RefusalCase, twins } from "./refusal-case.ts";

const ROLE = "aws:iam/role:Role";
const KEY = "aws:kms/key:Key";
const ACCOUNT = "aws:organizations/account:Account";

const roleWith = (tags: Readonly<Record<string, string>>) => ({ name: "r", assumeRolePolicy: TRUST, tags });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "x"]));
const account = (email: string) => ({ name: "new", email, parentId: "r-ab12" });
const projecting = (count: number) => ({
  ...table("orders").inputs,
  globalSecondaryIndexes: [
    {
      name: "byId",
      hashKey: "id",
      projectionType: "INCLUDE",
      nonKeyAttributes: Array.from({ length: count }, (_, index) => `a${index}`),
    },
  ],
});

/** Tags and other texts that AWS does not take; lengths of single inputs are tested for every type in texts.spec.ts. */
export const TEXT_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a tag's value with other characters than letters, digits, spaces and _.:/=+-@",
    code: "ValidationError",
    says: /'tags\.team\.value' .* regular expression pattern \(got "payments \(eu\)"\)/,
    ...twins(ROLE, roleWith({ team: "payments (eu)" }), roleWith({ team: "Zahlungen für EU" })),
  },
  {
    fact: "the same of a key",
    code: "ValidationException",
    says: /regular expression pattern \(got "payments, eu"\)/,
    ...twins(KEY, { tags: { team: "payments, eu" } }, { tags: { team: "payments eu" } }),
  },
  {
    fact: "a tag's key of more than 128 characters",
    code: "ValidationError",
    says: /'tags\.key' .* less than or equal to 128/,
    ...twins(ROLE, roleWith({ ["k".repeat(129)]: "x" }), roleWith({ ["k".repeat(128)]: "x" })),
  },
  {
    fact: "a tag's value of more than 256 characters",
    code: "ValidationException",
    says: /less than or equal to 256/,
    ...twins(KEY, { tags: { team: "v".repeat(257) } }, { tags: { team: "v".repeat(256), none: "" } }),
  },
  {
    fact: "two tags of a role whose keys differ in case alone",
    code: "InvalidInput",
    says: /case insensitive\. \(got "Team"\)/,
    ...twins(ROLE, roleWith({ team: "a", Team: "b" }), roleWith({ team: "a", Teams: "b" })),
  },
  {
    fact: "a tag that is reserved for AWS, whatever its case",
    code: "ValidationException",
    says: /aws: prefixed tag key names are not allowed/,
    ...twins(KEY, { tags: { "AWS:team": "a" } }, { tags: { "aws-team": "a" } }),
  },
  {
    fact: "the fifty-first tag of a role",
    code: "LimitExceeded",
    says: /more than 50 tags \(got 51\)/,
    ...twins(ROLE, roleWith(many(51)), roleWith(many(50))),
  },
  {
    fact: "a tag on a table whose key is reserved",
    code: "ValidationException",
    says: /aws: prefixed/,
    given: (plane) => ({ table: arnOf(plane, table("orders")) }),
    refused: ({ table: resourceArn }) => ({ type: "aws:dynamodb/tag:Tag", inputs: { resourceArn, key: "aws:x", value: "y" } }),
    accepted: ({ table: resourceArn }) => ({ type: "aws:dynamodb/tag:Tag", inputs: { resourceArn, key: "x", value: "y" } }),
  },
  {
    fact: "a global table with a tag that AWS does not take",
    code: "ValidationException",
    says: /'tags\.team\.value'/,
    ...twins("aws:cloudcontrol/resource:Resource", globalTable("a(b)", "pk"), globalTable("a b", "pk")),
  },
  {
    fact: "a global table with an attribute name of more than 255 characters",
    code: "ValidationException",
    says: /'attributeName'.* less than or equal to 255/,
    ...twins("aws:cloudcontrol/resource:Resource", globalTable("a", "p".repeat(256)), globalTable("a", "p".repeat(255))),
  },
  {
    fact: "more than a hundred attributes that indexes project",
    code: "ValidationException",
    says: /all projections exceeds 100, got 101/,
    ...twins("aws:dynamodb/table:Table", projecting(101), projecting(100)),
  },
  {
    fact: "a role's description with a character above U+00FF",
    code: "ValidationError",
    says: /'description' .*it may contain tabs, line ends and characters of Latin-1/,
    ...twins(
      ROLE,
      { name: "r", assumeRolePolicy: TRUST, description: "reads orders – daily" },
      { name: "r", assumeRolePolicy: TRUST, description: "liest Aufträge - täglich" },
    ),
  },
  {
    fact: "an account's address with a quote in front of the @",
    code: "InvalidInputException",
    says: /INVALID_EMAIL_ADDRESS: "o'brien@example\.com"/,
    ...twins(ACCOUNT, account("o'brien@example.com"), account("o+brien@example.com"), MANAGEMENT),
  },
  {
    fact: "an account's address whose domain ends with a hyphen",
    code: "InvalidInputException",
    says: /INVALID_EMAIL_ADDRESS/,
    ...twins(ACCOUNT, account("aws@example.com-"), account("aws@exam-ple.com"), MANAGEMENT),
  },
];

function globalTable(tag: string, attribute: string) {
  const state = {
    TableName: "orders",
    AttributeDefinitions: [{ AttributeName: attribute, AttributeType: "S" }],
    Replicas: [{ Region: "eu-west-1", Tags: [{ Key: "team", Value: tag }] }],
  };
  return { typeName: "AWS::DynamoDB::GlobalTable", desiredState: JSON.stringify(state) };
}
