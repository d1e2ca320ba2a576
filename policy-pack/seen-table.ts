import { type Desired, desiredOf, madeOf, type Placed, valuesAt } from "./desired-state.ts";
import { argumentOf } from "./provider-argument.ts";
import type { SeenResource } from "./rule.ts";
import { isRecord, type Properties, UNKNOWN } from "./unknown-values.ts";

/** Pulumi's own type of a table. */
const TABLE = "aws:dynamodb/table:Table";

/** Something that a table switches on. */
export interface Setting {
  /** The property that says so. */
  readonly where: string;
  /** The property as it stands; undefined where it is left out. */
  readonly value: unknown;
  /** What of it decides; `UNKNOWN` in a preview. */
  readonly isOn: unknown;
  /** What to write. */
  readonly remedy: string;
}

/** A table as rules see it, whichever resource type makes it. */
export interface SeenTable {
  /** What stands before the names of its properties. */
  readonly where: string;
  readonly encryption: Setting;
  /** ARN or alias of the key that it is encrypted under. */
  readonly key: { readonly where: string; readonly value: unknown };
  readonly recovery: Setting;
  readonly deletionProtection: Setting;
  /** Its tags by where they are said: its own, and its provider's, which Cloud Control does not put on. */
  readonly tags: readonly unknown[];
  /** `UNKNOWN` until it is made. */
  readonly arn: unknown;
}

/** The tables that a resource makes, each replica by itself; none for other types, `UNKNOWN` where a preview does not show any. */
export function tablesOf(resource: SeenResource): readonly SeenTable[] | typeof UNKNOWN {
  if (resource.type === TABLE) return [pulumiTable(resource)];
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
      remedy: "set it to { enabled: true, kmsKeyArn } with a key of the account's own",
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

/** A list of replicas that is not known stands for one. */
const replicasOf = (resource: SeenResource, { state }: Desired): readonly SeenTable[] =>
  valuesAt(state, ["Replicas[]"]).map((replica) => cloudControlTable(resource, replica, state));

/**
 * A table in CloudFormation's words. Of a global table, what holds in one account stands in its replica, and in the whole whether it is
 * encrypted under a key of KMS at all.
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
      remedy: "set SSEEnabled to true and KMSMasterKeyId to a key of the account's own",
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

/** Whether a key is one that AWS manages, by its alias, with its ARN or without. */
export const isAwsManagedAlias = (key: string): boolean => /(?:^|:)alias\/aws\//.test(key);

/** CloudFormation's list of tags as a map. */
function tagMapOf(tags: unknown): unknown {
  if (!Array.isArray(tags)) return tags;
  return Object.fromEntries(tags.filter(isRecord).map(({ Key: key, Value: value }) => [String(key), value]));
}

/** A field of a value, as little known as the value itself. */
function fieldOf(value: unknown, name: string): unknown {
  if (value === UNKNOWN) return UNKNOWN;
  return isRecord(value) ? value[name] : undefined;
}
