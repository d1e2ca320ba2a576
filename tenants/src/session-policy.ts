import type { TenantId } from "./tenant-id.ts";

/** What the sessions of a tenant may use, where a session policy says it in place of a tag. */
export interface TenantAccess {
  readonly tableArn: string;
  /** What partition keys begin with, before the tenant's id. */
  readonly prefix: string;
  readonly can: readonly ("read" | "write")[];
  /** Names of indexes whose partition key is the tenant's, too. @default none */
  readonly indexes?: readonly string[];
  /** The key that the table is encrypted with, where it is one of the account's. */
  readonly keyArn?: string;
}

/** Actions whose requests carry leading keys. Service authorization reference, "Amazon DynamoDB". */
const ACTIONS = {
  read: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"],
  write: ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
} as const;

/**
 * The session policy of one tenant: it narrows the role to the items whose partition key is the tenant's, whole and exactly. A request that
 * carries no leading key is denied.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function sessionPolicy(tenant: TenantId, { tableArn, prefix, can, indexes = [], keyArn }: TenantAccess): string {
  const own = {
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [`${prefix}${tenant}`] },
    Null: { "dynamodb:LeadingKeys": "false" },
  };
  const [, , , region = ""] = tableArn.split(":");
  const statements = [
    { Sid: "UseOwnItems", Effect: "Allow", Action: can.flatMap((right) => [...ACTIONS[right]]), Resource: tableArn, Condition: own },
    ...(indexes.length === 0 || !can.includes("read")
      ? []
      : [
          {
            Sid: "QueryOwnItemsByIndex",
            Effect: "Allow",
            Action: "dynamodb:Query",
            Resource: indexes.map((index) => `${tableArn}/index/${index}`),
            Condition: own,
          },
        ]),
    ...(keyArn === undefined
      ? []
      : [
          {
            Sid: "UseTheTablesKey",
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:DescribeKey"],
            Resource: keyArn,
            Condition: { StringLike: { "kms:ViaService": `dynamodb.${region}.amazonaws.com*` } },
          },
        ]),
  ];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
