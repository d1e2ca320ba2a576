import { allOf, condition } from "../iam/condition.ts";
import { noTagKeysBut, onlyLeadingKeys, viaService } from "../iam/grant-conditions.ts";
import type { IdentityStatement } from "../iam/identity-policy.ts";
import type { KeyStatement } from "../iam/key-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { sidOf } from "../iam/sid.ts";
import { allow } from "../iam/statement.ts";
import type { TrustStatement } from "../iam/trust-policy.ts";
import type { PlannedTenants } from "../model/plan/planned-table.ts";
import { TAGS_OF_PODS } from "./access-trust.ts";
import type { NamedRole } from "./deployed-grant.ts";
import { TABLE_KEY_ACTIONS } from "./permissions.ts";
import { type NamedTable, placesOf } from "./shared-resource.ts";

// Tenants share a table whose partition keys begin with the tenant. A broker hands each request a session of the tenant role that carries
// the tenant as a tag, and the role reaches the items of that tenant alone.

/**
 * Actions by right whose requests carry leading keys. DescribeTable, Scan, streams, vector search and PartiQL are not among them.
 * Service authorization reference, "Amazon DynamoDB".
 */
const ACTIONS = {
  read: {
    table: ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query"],
    index: ["dynamodb:Query"],
  },
  write: {
    table: ["dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    index: [],
  },
} as const;

/**
 * Lets the broker take the role with exactly the tenant's tag, which must not be empty. With `carriesTags` it allows the tags of the broker's own
 * session besides: those of a pod by EKS Pod Identity go on into every role.
 */
export function trustBroker(
  { broker, tag }: Pick<PlannedTenants, "broker" | "tag">,
  role: NamedRole,
  carriesTags: boolean,
): TrustStatement {
  return allow({
    sid: sidOf(["trust", "the", "broker", broker], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: ["sts:AssumeRole", "sts:TagSession"],
    conditions: allOf(condition("StringLike", `aws:RequestTag/${tag}`, ["?*"]), noTagKeysBut(carriesTags ? [tag, ...TAGS_OF_PODS] : [tag])),
  });
}

/**
 * A tenant's own items in the table and in the indexes that its key leads. The prefix stands here and not in the tag, since STS does not
 * take characters like `#` in tags. In an index AWS compares the index's own partition key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function tenantStatements({ tag, prefix, can, on }: PlannedTenants, table: NamedTable): NonEmpty<IdentityStatement> {
  const own = onlyLeadingKeys([`${prefix}\${aws:PrincipalTag/${tag}}`]);
  const places = placesOf(on, table);
  const actions = (part: "table" | "index") => [...new Set(can.flatMap((verb) => [...ACTIONS[verb][part]]))].sort();
  const statement = (sid: string, allowed: readonly `dynamodb:${string}`[], resources: readonly string[]): IdentityStatement[] =>
    allowed.length === 0 || resources.length === 0
      ? []
      : [allow({ sid, actions: nonEmpty(allowed, "actions"), resources: nonEmpty(resources, "places"), conditions: own })];
  return nonEmpty(
    [
      ...statement("UseOwnItems", actions("table"), places.table),
      ...statement("QueryOwnItemsByIndex", actions("index"), places.indexes),
      ...(table.keyArn === undefined
        ? []
        : [
            allow({
              sid: "UseTheTablesKey",
              actions: TABLE_KEY_ACTIONS,
              resources: [table.keyArn],
              conditions: viaService("dynamodb", table.region),
            }),
          ]),
    ],
    "tenants",
  );
}

/** The statement for the tenant role in the policy of the table's key. */
export function tenantKeyStatement(table: string, role: NamedRole, region: string): KeyStatement {
  return allow({
    sid: sidOf(["allow", "tenants", "of", table, "through", "dynamodb"], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: TABLE_KEY_ACTIONS,
    conditions: viaService("dynamodb", region),
  });
}
