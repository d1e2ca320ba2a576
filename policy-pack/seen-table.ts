import { type Desired, desiredOf, madeOf, type Placed, valuesAt } from "./desired-state.ts";
import { argumentOf } from "./provider-argument.ts";
import type { SeenResource } from "./rule.ts";
import { TABLE, TABLE_REPLICA } from "./table-policies.ts";
import { isRecord, type Properties, UNKNOWN } from "./unknown-values.ts";

/** A setting of a table that can be on or off. */
export interface Setting {
  /** The property with the setting. */
  readonly where: string;
  /** The property's value; undefined where it is left out. */
  readonly value: unknown;
  /** The part of the value that decides; `UNKNOWN` where a preview does not show it. */
  readonly isOn: unknown;
  /** What to set, for messages. */
  readonly remedy: string;
}

/** A table as rules see it, for all resource types that make one. */
export interface SeenTable {
  /** The path of the table's properties. */
  readonly where: string;
  readonly encryption: Setting;
  /** The ARN or alias of the table's encryption key. */
  readonly key: { readonly where: string; readonly value: unknown };
  readonly recovery: Setting;
  readonly deletionProtection: Setting;
  /** The table's own tags, and its provider's default tags, which Cloud Control does not add. */
  readonly tags: readonly unknown[];
  /** `UNKNOWN` until the table is made. */
  readonly arn: unknown;
}

/** The tables that a resource makes, each replica by itself. None for other types; `UNKNOWN` where a preview does not show them. */
export function tablesOf(resource: SeenResource): readonly SeenTable[] | typeof UNKNOWN {
  if (resource.type === TABLE) return [pulumiTable(resource)];
  if (resource.type === TABLE_REPLICA) return [regionalReplica(resource)];
  const desired = desiredOf(resource);
  if (desired === UNKNOWN) return UNKNOWN;
  switch (desired?.typeName) {
    case "AWS::DynamoDB::GlobalTable":
      return replicasOf(resource, desired);
    case "AWS::DynamoDB::Table":
      return [cloudControlTable(resource, { where: "desiredState", value: desired.state }, desired.state)];
    default:
      return [];
  }
}

function pulumiTable({ properties, provider }: SeenResource): SeenTable {
  const { serverSideEncryption, pointInTimeRecovery, deletionProtectionEnabled, tags, tagsAll, arn } = properties;
  return {
    where: "",
    encryption: {
      where: "serverSideEncryption",
      value: serverSideEncryption,
      isOn: fieldOf(serverSideEncryption, "enabled"),
      remedy: "set it to { enabled: true, kmsKeyArn } with a customer managed key",
    },
    key: { where: "serverSideEncryption.kmsKeyArn", value: fieldOf(serverSideEncryption, "kmsKeyArn") },
    recovery: {
      where: "pointInTimeRecovery",
      value: pointInTimeRecovery,
      isOn: fieldOf(pointInTimeRecovery, "enabled"),
      remedy: "set it to { enabled: true }",
    },
    deletionProtection: {
      where: "deletionProtectionEnabled",
      value: deletionProtectionEnabled,
      isOn: deletionProtectionEnabled,
      remedy: "set it to true",
    },
    tags: [tags, tagsAll, fieldOf(argumentOf(provider["defaultTags"]), "tags")],
    arn: arn ?? UNKNOWN,
  };
}

/** A replica in another region of its table's account: without a key that it names, it is encrypted under one of AWS's. */
function regionalReplica({ properties, provider }: SeenResource): SeenTable {
  const { kmsKeyArn, pointInTimeRecovery, deletionProtectionEnabled, tags, tagsAll, arn } = properties;
  const at = (where: string, value: unknown, remedy: string): Setting => ({ where, value, isOn: value, remedy });
  return {
    where: "",
    encryption: {
      where: "kmsKeyArn",
      value: kmsKeyArn,
      isOn: kmsKeyArn === UNKNOWN ? UNKNOWN : typeof kmsKeyArn === "string" && kmsKeyArn !== "",
      remedy: "set it to a customer managed key of the replica's region",
    },
    key: { where: "kmsKeyArn", value: kmsKeyArn },
    recovery: at("pointInTimeRecovery", pointInTimeRecovery, "set it to true"),
    deletionProtection: at("deletionProtectionEnabled", deletionProtectionEnabled, "set it to true"),
    tags: [tags, tagsAll, fieldOf(argumentOf(provider["defaultTags"]), "tags")],
    arn: arn ?? UNKNOWN,
  };
}

/** An unknown list of replicas counts as one replica. */
const replicasOf = (resource: SeenResource, { state }: Desired): readonly SeenTable[] =>
  valuesAt(state, ["Replicas[]"]).map((replica) => cloudControlTable(resource, replica, state));

/**
 * A table in CloudFormation's names. A global table has the settings of each account in its replica. Only whether it is encrypted under a
 * KMS key is set for the whole table.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-replicaspecification.html
 */
function cloudControlTable(resource: SeenResource, { where, value: own }: Placed, whole: Properties): SeenTable {
  const at = (name: string) => ({ where: `${where}.${name}`, value: fieldOf(own, name) });
  const encryption = at("SSESpecification");
  const recovery = at("PointInTimeRecoverySpecification");
  const deletionProtection = at("DeletionProtectionEnabled");
  return {
    where,
    encryption: {
      ...encryption,
      isOn: fieldOf(whole["SSESpecification"], "SSEEnabled"),
      remedy: "set SSEEnabled to true and KMSMasterKeyId to a customer managed key",
    },
    key: { where: `${encryption.where}.KMSMasterKeyId`, value: fieldOf(encryption.value, "KMSMasterKeyId") },
    recovery: {
      ...recovery,
      isOn: fieldOf(recovery.value, "PointInTimeRecoveryEnabled"),
      remedy: "set PointInTimeRecoveryEnabled to true",
    },
    deletionProtection: { ...deletionProtection, isOn: deletionProtection.value, remedy: "set it to true" },
    tags: [tagMapOf(at("Tags").value)],
    arn: madeOf(resource)["Arn"] ?? UNKNOWN,
  };
}

/** Whether a key is given by the alias of an AWS managed key, or by that alias's ARN. */
export const isAwsManagedAlias = (key: string): boolean => /(?:^|:)alias\/aws\//.test(key);

/** CloudFormation's list of tags as a map. */
function tagMapOf(tags: unknown): unknown {
  if (!Array.isArray(tags)) return tags;
  return Object.fromEntries(tags.filter(isRecord).map(({ Key: key, Value: value }) => [String(key), value]));
}

/** A field of a value. Unknown if the value itself is unknown. */
function fieldOf(value: unknown, name: string): unknown {
  if (value === UNKNOWN) return UNKNOWN;
  return isRecord(value) ? value[name] : undefined;
}
