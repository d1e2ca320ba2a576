import type { AwsView } from "../aws-state.ts";
import { arnFields } from "../place.ts";
import { isGiven, recordOf, textOf } from "../properties.ts";
import type { Resource } from "../resource.ts";
import { type Facts, type ResourceType, requirement, type Subject } from "../resource-type.ts";
import { streamLabel, tableArn, tableNameKey } from "./dynamodb.ts";
import { isTableUnderManagedKey } from "./dynamodb-encryption.ts";
import { customerKey } from "./kms.ts";

const TABLE_REPLICA_TOKEN = "aws:dynamodb/tableReplica:TableReplica";

const sourceArn = ({ inputs }: Pick<Facts, "inputs">): string => String(inputs["globalTableArn"]);
const sourceRegion = (facts: Pick<Facts, "inputs">): string => arnFields(sourceArn(facts))?.region ?? "";
const tableName = (facts: Pick<Facts, "inputs">): string => arnFields(sourceArn(facts))?.resource.replace(/^table\//, "") ?? "";
const arnOf = (facts: Facts): string => tableArn(facts, tableName(facts));
/** A replica has a stream from its first day, as its source has. */
const streamArn = (facts: Facts): string => `${arnOf(facts)}/stream/${streamLabel(facts, tableName(facts), 1)}`;

/**
 * A replica of a table in another region of the same account, which UpdateTable of the source's region adds.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export const TABLE_REPLICA: ResourceType = {
  token: TABLE_REPLICA_TOKEN,
  scope: "regional",
  required: ["globalTableArn"],
  defaults: { pointInTimeRecovery: false },
  replacedBy: ["globalTableArn", "kmsKeyArn", "tableClassOverride"],
  isTaggable: true,
  computed: ["arn", "deletionProtectionEnabled", "kmsKeyArn"],
  make: (facts) => ({
    id: `${tableName(facts)}:${sourceRegion(facts)}`,
    outputs: {
      arn: arnOf(facts),
      deletionProtectionEnabled: facts.inputs["deletionProtectionEnabled"] ?? false,
      kmsKeyArn: facts.inputs["kmsKeyArn"] ?? "",
    },
  }),
  unique: (facts) => (sourceRegion(facts) === facts.region ? [] : [tableNameKey(facts, tableName(facts))]),
  taken: (facts) => [
    "ValidationException",
    `One or more parameter values were invalid: the replica's region has a table of this name: ${tableName(facts)}`,
  ],
  foundAs: (facts) => [streamArn(facts)],
  requires: (facts) => [
    requirement(sourceArn(facts), "stays", "ResourceNotFoundException", `Requested resource not found: ${sourceArn(facts)}`),
    ...customerKey(facts, "dynamodb", textOf(facts.inputs, "kmsKeyArn"), "ValidationException"),
  ],
  judge: (subject) => {
    refusePlace(subject);
    const source = subject.view.find(sourceArn(subject));
    if (source !== undefined) refuseSource(subject, source);
  },
  undeletable: (replica) =>
    replica.inputs["deletionProtectionEnabled"] === true
      ? {
          code: "ValidationException",
          message: "Replica cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
          remedy: "deploy once with deletionProtectionEnabled: false, then remove the replica",
        }
      : undefined,
};

function refusePlace(subject: Subject): void {
  if (sourceRegion(subject) === subject.region)
    subject.refuse("ValidationException", "replica cannot be in same region as main table", "give the replica another region");
  if (arnFields(sourceArn(subject))?.account !== subject.account)
    subject.refuse(
      "ResourceNotFoundException",
      `Requested resource not found: Table: ${tableName(subject)} not found`,
      "replicate a table of the same account, or use AWS::DynamoDB::GlobalTable for one of another account",
    );
  const key = textOf(subject.inputs, "kmsKeyArn");
  const keyRegion = key === undefined ? undefined : arnFields(key)?.region;
  if (keyRegion !== undefined && keyRegion !== subject.region)
    subject.refuse(
      "ValidationException",
      `KMS key ${key ?? ""} does not exist, or is not in this region`,
      "name a key of the replica's own region",
    );
}

/** What a table lacks that takes replicas. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
function refuseSource(subject: Subject, source: Resource): void {
  const { inputs } = source;
  if (inputs["streamEnabled"] !== true || inputs["streamViewType"] !== "NEW_AND_OLD_IMAGES")
    subject.refuse(
      "ValidationException",
      "One or more parameter values were invalid: the table must have a stream with the view type NEW_AND_OLD_IMAGES",
      "enable the stream of the source table",
    );
  if (inputs["billingMode"] !== "PAY_PER_REQUEST")
    subject.refuse(
      "ValidationException",
      "One or more parameter values were invalid: Table write capacity should either be Pay-Per-Request or AutoScaled.",
      "choose PAY_PER_REQUEST for the source table",
    );
  const isUnderOwnKey = isGiven(recordOf(inputs, "serverSideEncryption")["kmsKeyArn"]) && !isTableUnderManagedKey(source, inputs);
  if (isUnderOwnKey !== isGiven(subject.inputs["kmsKeyArn"]))
    subject.refuse(
      "ValidationException",
      "One or more parameter values were invalid: all replicas must be encrypted under the same type of KMS key",
      isUnderOwnKey ? "give the replica a customer managed key of its region" : "remove kmsKeyArn, or encrypt the source under such a key",
    );
}

/** Whether a table or a replica is encrypted with the account's AWS managed key, which cannot be shared. */
export function isUnderManagedKey(view: AwsView, table: Resource): boolean {
  const settings = table.type === TABLE_REPLICA_TOKEN ? view.find(sourceArn(table)) : table;
  return settings !== undefined && isTableUnderManagedKey(settings, settings.inputs);
}
