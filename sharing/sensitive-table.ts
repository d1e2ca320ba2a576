import { type Partition, roleArn } from "../iam/arn.ts";
import { allOf } from "../iam/condition.ts";
import { calledDirectly, calledViaOthersThan, exceptAwsServices, exceptPrincipals, forPrincipalsLike } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { deny } from "../iam/statement.ts";
import type { TableStatement } from "../iam/table-policy.ts";

/** The roles that administer a sensitive table and use none of its items. */
export interface TableAdministrators {
  readonly partition: Partition;
  readonly accountId: string;
  /** ARNs. The deploy role deploys; break-glass changes settings; backup roles back up, and restore roles restore. */
  readonly deployRole: string;
  readonly breakGlassRole: string;
  readonly backupRoles: readonly string[];
  readonly restoreRoles: readonly string[];
}

/**
 * The actions by which items leave or enter a table, as far as DynamoDB takes their names in a table's policy; one name that it does not take
 * refuses the whole policy. `dynamodb:SearchVectors` is no such name, and guardrails bind it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
const DATA: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DeleteItem",
  "dynamodb:EnableKinesisStreamingDestination",
  "dynamodb:ExportTableToPointInTime",
  "dynamodb:GetItem",
  "dynamodb:PartiQLDelete",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLSelect",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:UpdateContributorInsights",
  "dynamodb:UpdateItem",
  "dynamodb:UpdateKinesisStreamingDestination",
];

/** Those of them that an index takes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html */
const INDEX_DATA: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:UpdateContributorInsights",
];

/** A role that its team made and that is granted something of the table; it may hold more permissions than what it is granted. */
export interface TeamRole {
  readonly arn: string;
  /** What it is granted on the table itself, and on the indexes that follow. */
  readonly tableActions: readonly string[];
  readonly indexActions: readonly string[];
  readonly indexArns: readonly string[];
}

/** Actions that break-glass must not take either: they copy the data elsewhere, change who may read it, or destroy it. */
const BEYOND_SETTINGS: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:AssociateTableReplica",
  "dynamodb:CreateBackup",
  "dynamodb:DeleteResourcePolicy",
  "dynamodb:DeleteTable",
  "dynamodb:PutResourcePolicy",
  "dynamodb:RestoreTableToPointInTime",
];

/** Everything but a restore that restore roles must not do either. */
const BEYOND_RESTORES: NonEmpty<`dynamodb:${string}`> = [
  "dynamodb:AssociateTableReplica",
  "dynamodb:CreateBackup",
  "dynamodb:DeleteResourcePolicy",
  "dynamodb:DeleteTable",
  "dynamodb:DisableKinesisStreamingDestination",
  "dynamodb:PutResourcePolicy",
  "dynamodb:TagResource",
  "dynamodb:UntagResource",
  "dynamodb:UpdateContinuousBackups",
  "dynamodb:UpdateTable",
  "dynamodb:UpdateTableReplicaAutoScaling",
  "dynamodb:UpdateTimeToLive",
];

/**
 * The denials in a sensitive table's policy: everything for principals that are not declared, and the items for the table's administrators.
 *
 * A table's policy also binds service-linked roles, which scaling and replication use: their path is exempt. The deploy role is exempt, since
 * it would lock itself out of the policy. The root user is denied, and can still delete the policy.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 * @param declared ARNs of the roles that may read or write
 * @param isReplicated whether the account replicates it among its regions: DynamoDB then calls for the deploy role
 */
export function sensitiveTableStatements(
  tableArn: string,
  declared: readonly string[],
  { partition, accountId, deployRole, breakGlassRole, backupRoles, restoreRoles }: TableAdministrators,
  { isReplicated }: { readonly isReplicated: boolean } = { isReplicated: false },
): NonEmpty<TableStatement> {
  const others = [breakGlassRole, ...backupRoles, ...restoreRoles] as const;
  const administrators = [deployRole, ...others] as const;
  const serviceLinked = roleArn({ partition, accountId, path: "aws-service-role", name: "*" });
  const resources = [tableArn, `${tableArn}/index/*`] as const;
  return [
    deny({
      sid: "DenyTableToUndeclaredPrincipals",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources,
      conditions: allOf(exceptPrincipals([serviceLinked, ...administrators, ...declared]), exceptAwsServices()),
    }),
    deny({
      sid: "DenyDataToAdministratorsOfTheTable",
      principals: "anyone",
      actions: DATA,
      resources,
      conditions: forPrincipalsLike(isReplicated ? others : administrators),
    }),
    ...(isReplicated ? dataToTheDeployRole(deployRole, resources) : []),
    deny({
      sid: "DenyBreakGlassAllButSettings",
      principals: "anyone",
      actions: BEYOND_SETTINGS,
      resources,
      conditions: forPrincipalsLike([breakGlassRole]),
    }),
    ...(restoreRoles.length === 0
      ? []
      : [
          deny({
            sid: "DenyRestoreRolesAllButRestores",
            principals: "anyone",
            actions: BEYOND_RESTORES,
            resources,
            conditions: forPrincipalsLike(nonEmpty(restoreRoles, "restore roles")),
          }),
        ]),
  ];
}

/**
 * The denials of items to the deploy role of an account that replicates the table among its regions. When a replica is made, DynamoDB needs the
 * caller's rights to items; that call names DynamoDB in `aws:CalledVia` and is spared. The separate statement keeps a decision about a direct
 * call from depending on how AWS evaluates `ForAllValues` without a key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
 */
const dataToTheDeployRole = (deployRole: string, resources: NonEmpty<string>): TableStatement[] => [
  deny({
    sid: "DenyDataToTheDeployRole",
    principals: "anyone",
    actions: DATA,
    resources,
    conditions: allOf(forPrincipalsLike([deployRole]), calledDirectly()),
  }),
  deny({
    sid: "DenyDataToTheDeployRoleThroughOtherServices",
    principals: "anyone",
    actions: DATA,
    resources,
    conditions: allOf(forPrincipalsLike([deployRole]), calledViaOthersThan(["dynamodb.amazonaws.com"])),
  }),
];

/**
 * The denials in the policy of a sensitive table's stream: everything for all but the declared readers and the deploy role, which writes this
 * policy; and for the deploy role, reading the records.
 */
export function sensitiveStreamStatements(
  streamArn: string,
  declared: readonly string[],
  { partition, accountId, deployRole }: TableAdministrators,
): NonEmpty<TableStatement> {
  const serviceLinked = roleArn({ partition, accountId, path: "aws-service-role", name: "*" });
  return [
    deny({
      sid: "DenyStreamToUndeclaredPrincipals",
      principals: "anyone",
      actions: ["dynamodb:*"],
      resources: [streamArn],
      conditions: allOf(exceptPrincipals([serviceLinked, deployRole, ...declared]), exceptAwsServices()),
    }),
    deny({
      sid: "DenyRecordsToTheDeployRole",
      principals: "anyone",
      actions: ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [streamArn],
      conditions: forPrincipalsLike([deployRole]),
    }),
  ];
}

/**
 * The denials that keep a team's own roles to what they are granted on a sensitive table, whatever permissions they hold. Roles that are granted
 * the same share statements.
 * @param indexArns every declared index of the table
 */
export function teamRoleStatements(tableArn: string, indexArns: readonly string[], roles: readonly TeamRole[]): TableStatement[] {
  const alike = Map.groupBy(roles, ({ tableActions, indexActions, indexArns: on }) => JSON.stringify([tableActions, indexActions, on]));
  return [...alike.values()].flatMap((group, index) => {
    const [{ tableActions, indexActions, indexArns: on }] = nonEmpty(group, "roles");
    const principals = nonEmpty(group.map(({ arn }) => arn).sort(), "roles");
    const beyond = (part: string, actions: readonly `dynamodb:${string}`[], resources: readonly string[]): TableStatement[] =>
      actions.length === 0 || resources.length === 0
        ? []
        : [
            deny({
              sid: `DenyTeamRolesBeyondTheirGrants${part}${index === 0 ? "" : (index + 1).toString()}`,
              principals: "anyone",
              actions: nonEmpty(actions, "actions"),
              resources: nonEmpty(resources, "resources"),
              conditions: forPrincipalsLike(principals),
            }),
          ];
    const without = (actions: readonly `dynamodb:${string}`[], granted: readonly string[]) =>
      actions.filter((each) => !granted.includes(each));
    return [
      ...beyond("", without(DATA, tableActions), [tableArn]),
      ...beyond("OnIndexes", without(INDEX_DATA, indexActions), [`${tableArn}/index/*`]),
      ...beyond(
        "OnOtherIndexes",
        INDEX_DATA.filter((each) => indexActions.includes(each)),
        indexArns.filter((each) => !on.includes(each)),
      ),
    ];
  });
}
