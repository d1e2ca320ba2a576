import { accountRootArn, arn, keyArn, type Partition, parseArn, regionalServiceName, tableArn } from "../../iam/arn.ts";
import { condition } from "../../iam/condition.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { onlyPrincipalsLike } from "../../iam/grant-conditions.ts";
import { type IdentityStatement, identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { allow, deny } from "../../iam/statement.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import { administratorPattern } from "../../sharing/key-administration.ts";

/** The account that a break-glass role stands in. */
export interface BreakGlassPlace {
  readonly partition: Partition;
  readonly accountId: string;
}

/** Everything that moves items, by exact action: PartiQL and vector search are no tools of an emergency. */
const DATA = [
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:UpdateItem",
] as const;

/**
 * Whom the break-glass role trusts: the declared permission sets or roles of its own account. The principal is the whole account, and a
 * condition names the roles, since a permission set's role ends in a suffix that AWS makes up.
 * IAM user guide, "AWS JSON policy elements: Principal".
 */
export function breakGlassTrust(place: BreakGlassPlace, trusted: readonly string[]): PolicyDocument<"trust policy"> {
  const people = trusted.map((name) => administratorPattern(place.partition, place.accountId, name));
  return trustPolicy([
    allow({
      sid: "TrustOnCallRoles",
      principals: { aws: [accountRootArn(place)] },
      actions: ["sts:AssumeRole"],
      conditions: onlyPrincipalsLike(nonEmpty(people, "trusted")),
    }),
  ]);
}

/**
 * What break-glass may do: look at and change the settings of every table of its account, and use the items of ordinary ones. Of sensitive
 * tables it reads and writes nothing, whatever else it is given; it copies nothing, and changes no policy of any table.
 * Changing throughput or deletion protection is `UpdateTable`; what adds a replica by it takes actions that are not given.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html
 * @param sensitive ARNs of the account's sensitive tables
 */
export function breakGlassPermissions(place: BreakGlassPlace, sensitive: readonly string[]): PolicyDocument<"identity policy"> {
  const tables = tableArn({ ...place, region: "*", table: "*" });
  const statements: IdentityStatement[] = [
    allow({
      sid: "FindTables",
      actions: ["dynamodb:DescribeEndpoints", "dynamodb:DescribeLimits", "dynamodb:ListTables"],
      resources: ["*"],
    }),
    allow({
      sid: "ChangeSettingsOfTables",
      actions: [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:GetResourcePolicy",
        "dynamodb:ListTagsOfResource",
        "dynamodb:UpdateTable",
      ],
      resources: [tables],
    }),
    allow({ sid: "UseOrdinaryTables", actions: DATA, resources: [tables, `${tables}/index/*`] }),
    allow({
      sid: "UseKeysOfTables",
      actions: ["kms:Decrypt", "kms:DescribeKey"],
      resources: [keyArn({ ...place, region: "*", keyId: "*" })],
      conditions: condition("StringLike", "kms:ViaService", [regionalServiceName("dynamodb", "*", place.partition)]),
    }),
  ];
  if (sensitive.length > 0) {
    const names = [...sensitive].sort();
    statements.push(
      deny({
        sid: "DenyDataOfSensitiveTables",
        actions: [...DATA, "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:PartiQL*", "dynamodb:SearchVectors"],
        resources: nonEmpty(
          names.flatMap((name) => [name, `${name}/*`]),
          "sensitive tables",
        ),
      }),
    );
  }
  return identityPolicy(nonEmpty(statements, "statements"));
}

/** What the alarm's role may do: publish to the topic, and hand events on to the bus of the topic's region. */
export function alarmPermissions(topicArn: string, busArn: string): PolicyDocument<"identity policy"> {
  return identityPolicy([
    allow({ sid: "PublishTheAlarm", actions: ["sns:Publish"], resources: [topicArn] }),
    allow({ sid: "ForwardTheAlarm", actions: ["events:PutEvents"], resources: [busArn] }),
  ]);
}

/** The default event bus of a region. */
export const defaultBusArn = (place: BreakGlassPlace, region: string): string =>
  arn({ ...place, service: "events", region, resource: "event-bus/default" });

/**
 * The CloudTrail event of somebody taking a role.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function takingOf(roleArn: string): string {
  return JSON.stringify({
    source: ["aws.sts"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { eventSource: ["sts.amazonaws.com"], eventName: ["AssumeRole"], requestParameters: { roleArn: [roleArn] } },
  });
}

/** The region of a topic. Throws for what is no topic. */
export function topicRegionOf(topicArn: string): string {
  const topic = parseArn(topicArn);
  if (topic?.service !== "sns")
    throw new Error(`alarmTopic: is not a topic, got ${JSON.stringify(topicArn)}; name it as arn:aws:sns:eu-west-1:…:break-glass`);
  return topic.region;
}
