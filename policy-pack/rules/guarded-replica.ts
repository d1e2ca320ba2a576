import { parseArn } from "../../iam/arn.ts";
import { desiredOf } from "../desired-state.ts";
import { type Finding, undecided, violation } from "../finding.ts";
import { parsePolicyDocument } from "../parsed-policy.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { deniesReads, statementsOfTable, TABLE, TABLE_POLICY, TABLE_REPLICA } from "../table-policies.ts";
import { isRecord, UNKNOWN } from "../unknown-values.ts";

/**
 * A replica contains the items of its table and has a policy of its own. A Deny in one region's policy does not reach another's.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export const guardedReplica: StackRule = {
  name: "guarded-replica",
  displayName: "Replicas are as closed as their tables",
  description: "Where the policy of one replica of a table denies reads, the policy of each other does, too.",
  severity: "high",
  remediation:
    "Write a policy with the same Deny for the replica: an aws.dynamodb.ResourcePolicy in its region, or ResourcePolicy in its replica of a global table.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html",
  tags: ["dynamodb", "data-perimeter"],
  checkStack: (resources) =>
    resources.flatMap((resource) => {
      if (resource.type === TABLE) return ofTable(resource, resources);
      return resource.type === TABLE_REPLICA ? ofRegionalReplica(resource, resources) : ofGlobalTable(resource);
    }),
};

function ofTable(table: SeenResource, resources: readonly SeenResource[]): readonly Finding[] {
  const { replicas, arn } = table.properties;
  if (replicas === undefined || (Array.isArray(replicas) && replicas.length === 0)) return [];
  const statements = statementsOfTable(table, resources);
  if (statements === UNKNOWN || !statements.some(deniesReads))
    return statements === UNKNOWN ? [undecided(table, "the table of a policy")] : [];
  const policies = resources.filter(({ type }) => type === TABLE_POLICY).map(({ properties }) => properties["resourceArn"]);
  const place = typeof arn === "string" ? parseArn(arn) : undefined;
  if (!Array.isArray(replicas) || place === undefined || policies.includes(UNKNOWN)) return [undecided(table, "the policy of a replica")];
  return replicas.filter(isRecord).flatMap(({ regionName }, index): readonly Finding[] => {
    if (regionName === UNKNOWN) return [undecided(table, `replicas[${index}].regionName`)];
    const region = String(regionName);
    const isThere = policies.some((named) => {
      const other = typeof named === "string" ? parseArn(named) : undefined;
      return other?.region === region && other.resource === place.resource && other.accountId === place.accountId;
    });
    return isThere
      ? []
      : [
          violation(
            table,
            `replicas[${index}]: the table's policy denies reads and its replica has none, got ${JSON.stringify(region)}; write one there`,
          ),
        ];
  });
}

/** A replica that is a resource of its own, beside its table. */
function ofRegionalReplica(replica: SeenResource, resources: readonly SeenResource[]): readonly Finding[] {
  const { globalTableArn } = replica.properties;
  const source = resources.find(
    ({ type, urn, properties }) =>
      type === TABLE && (globalTableArn === UNKNOWN ? replica.dependsOn.includes(urn) : globalTableArn === properties["arn"]),
  );
  const wanted = source === undefined ? [] : statementsOfTable(source, resources);
  if (wanted === UNKNOWN) return [undecided(replica, "the table of a policy")];
  if (!wanted.some(deniesReads)) return [];
  const own = statementsOfTable(replica, resources);
  if (own === UNKNOWN) return [undecided(replica, "the policy of a replica")];
  return own.some(deniesReads)
    ? []
    : [
        violation(
          replica,
          `the policy of the table denies reads and that of its replica does not, got ${JSON.stringify(globalTableArn)}; write one with the same Deny`,
        ),
      ];
}

/** A global table contains the policies of its replicas. */
function ofGlobalTable(resource: SeenResource): readonly Finding[] {
  const desired = desiredOf(resource);
  if (desired === UNKNOWN || desired?.typeName !== "AWS::DynamoDB::GlobalTable") return [];
  const { Replicas: replicas } = desired.state;
  const found = (Array.isArray(replicas) ? replicas : []).filter(isRecord).map((replica) => {
    const { ResourcePolicy: policy, Region: region } = replica;
    const content = policy === UNKNOWN ? UNKNOWN : isRecord(policy) ? policy["PolicyDocument"] : undefined;
    const document = content === UNKNOWN || content === undefined ? undefined : parsePolicyDocument(content);
    return {
      region: String(region),
      isUnknown: content === UNKNOWN || document?.isPartlyUnknown === true,
      closes: document?.statements.some(deniesReads) === true,
    };
  });
  if (!found.some(({ closes }) => closes)) return [];
  return found.flatMap(({ region, isUnknown, closes }, index): readonly Finding[] => {
    const where = `desiredState.Replicas[${index}].ResourcePolicy`;
    if (closes) return [];
    if (isUnknown) return [undecided(resource, where)];
    return [
      violation(
        resource,
        `${where}: another replica's policy denies reads and this one does not, got ${JSON.stringify(region)}; write the same Deny`,
      ),
    ];
  });
}
