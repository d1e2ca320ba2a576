import { publicStatement } from "../documents/public-access.ts";
import { madeUp } from "../made-up.ts";
import { isRecord, type Properties, recordOf, recordsOf, textOf, textsOf } from "../properties.ts";
import { type Facts, type Requirement, type ResourceType, requirement, type Subject } from "../resource-type.ts";
import { refuseBadTags } from "../tags.ts";
import { countStreams, streamLabel, tableArn, tableNameKey } from "./dynamodb.ts";
import { refuseBadNames } from "./dynamodb-names.ts";
import { refuseOtherResources } from "./dynamodb-policy.ts";
import { customerKey } from "./kms.ts";

const GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable";

function desired(inputs: Properties): Properties {
  try {
    const json: unknown = JSON.parse(textOf(inputs, "desiredState") ?? "");
    return isRecord(json) ? json : {};
  } catch {
    return {};
  }
}

function isGlobalTable({ inputs }: Pick<Facts, "inputs">): boolean {
  return inputs["typeName"] === GLOBAL_TABLE;
}

function tableName(facts: Facts): string {
  return textOf(desired(facts.inputs), "TableName") ?? `table-${madeUp(facts.urn, facts.generation).hex(12)}`;
}

function ownReplica(facts: Facts): Properties {
  return recordsOf(desired(facts.inputs), "Replicas").find((replica) => replica["Region"] === facts.region) ?? {};
}

/**
 * The view type of the table's stream. A table that joins a global table does not set it: its stream has new and old images, as the
 * source's has.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_MA_HowItWorks.html
 */
function streamView(inputs: Properties): unknown {
  const state = desired(inputs);
  return state["GlobalTableSourceArn"] === undefined ? recordOf(state, "StreamSpecification")["StreamViewType"] : "NEW_AND_OLD_IMAGES";
}

function streamArn(facts: Facts): string | undefined {
  const name = tableName(facts);
  const streams = facts.memory["streams"] ?? 0;
  return streams === 0 ? undefined : `${tableArn(facts, name)}/stream/${streamLabel(facts, name, streams)}`;
}

/** The policy document of a global table's replica, as text. */
function replicaPolicy(facts: Facts): string | undefined {
  const document = recordOf(ownReplica(facts), "ResourcePolicy")["PolicyDocument"];
  return isRecord(document) ? JSON.stringify(document) : typeof document === "string" ? document : undefined;
}

/**
 * Cloud Control, for the one type that @pulumi/aws does not have: a table with replicas in other accounts.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
export const CLOUD_CONTROL_RESOURCE: ResourceType = {
  token: "aws:cloudcontrol/resource:Resource",
  scope: "regional",
  required: ["desiredState", "typeName"],
  replacedBy: ["typeName"],
  replacedWhen: (olds, news) => {
    const names = ["TableName", "KeySchema", "LocalSecondaryIndexes", "GlobalTableSourceArn"];
    const [before, after] = [desired(olds), desired(news)];
    return names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])) ? ["desiredState"] : [];
  },
  json: ["desiredState", "schema"],
  isTaggable: false,
  computed: ["properties", "schema"],
  recomputed: () => ["properties"],
  remember: (memory, olds, news) => countStreams(memory, olds, news, streamView),
  make: (facts) => {
    const state = desired(facts.inputs);
    if (!isGlobalTable(facts)) {
      return {
        id: madeUp(facts.urn, facts.generation).hex(16),
        outputs: { properties: JSON.stringify(state), schema: facts.inputs["schema"] ?? "" },
      };
    }
    const name = tableName(facts);
    const arn = tableArn(facts, name);
    // Returned only if the desired state specifies a stream (the type's page, "Return values").
    const StreamArn = state["StreamSpecification"] === undefined ? undefined : streamArn(facts);
    const properties = JSON.stringify({ ...state, TableName: name, Arn: arn, TableId: madeUp(arn, facts.generation).uuid(), StreamArn });
    return { id: name, outputs: { properties, schema: facts.inputs["schema"] ?? "" } };
  },
  unique: (facts) => (isGlobalTable(facts) ? [tableNameKey(facts, tableName(facts)), tableArn(facts, tableName(facts))] : []),
  taken: ({ made }) => ["AlreadyExists", `Resource of type '${GLOBAL_TABLE}' with identifier '${made.id}' already exists.`],
  foundAs: (facts) => (isGlobalTable(facts) ? [streamArn(facts) ?? []].flat() : []),
  requires: (facts): readonly Requirement[] => {
    if (!isGlobalTable(facts)) return [];
    const source = textOf(desired(facts.inputs), "GlobalTableSourceArn");
    const key = textOf(recordOf(ownReplica(facts), "SSESpecification"), "KMSMasterKeyId");
    return [
      ...(source === undefined
        ? []
        : [requirement(source, "stays", "ResourceNotFoundException", `Requested resource not found: ${source}`)]),
      ...customerKey(facts, "dynamodb", key, "ValidationException"),
    ];
  },
  judge: (subject) => {
    refuseState(subject);
    if (isGlobalTable(subject)) refuseTexts(subject);
    const policy = isGlobalTable(subject) ? replicaPolicy(subject) : undefined;
    if (policy === undefined) return;
    const document = subject.documentIn("table", policy);
    refuseOtherResources(subject, document, tableArn(subject, tableName(subject)));
    const statement = publicStatement(document);
    if (statement === undefined) return;
    subject.refuse(
      "ValidationException",
      `Resource-based policy allows public access, which Block Public Access forbids (${statement.label})`,
      "name the principals",
    );
  },
  undeletable: (resource) =>
    recordsOf(desired(resource.inputs), "Replicas").some((replica) => replica["DeletionProtectionEnabled"] === true)
      ? {
          code: "ValidationException",
          message: "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
          remedy: "deploy once with DeletionProtectionEnabled: false, then remove the table",
        }
      : undefined,
};

/** Refuses names of attributes and indexes, and tags of the replica, that DynamoDB does not take. */
function refuseTexts(subject: Subject): void {
  const state = desired(subject.inputs);
  const indexes = [...recordsOf(state, "GlobalSecondaryIndexes"), ...recordsOf(state, "LocalSecondaryIndexes")];
  const { Enabled, AttributeName } = recordOf(state, "TimeToLiveSpecification");
  refuseBadNames(CLOUD_CONTROL_RESOURCE, subject, {
    attributes: [
      ...recordsOf(state, "AttributeDefinitions").map((attribute) => String(attribute["AttributeName"])),
      ...(Enabled === true ? [String(AttributeName)] : []),
    ],
    indexes: indexes.map((index) => String(index["IndexName"])),
    projected: indexes.flatMap((index) => textsOf(recordOf(index, "Projection"), "NonKeyAttributes")),
  });
  const tags = recordsOf(ownReplica(subject), "Tags").map(({ Key, Value }) => [String(Key), Value] as const);
  refuseBadTags(CLOUD_CONTROL_RESOURCE, subject, Object.fromEntries(tags));
}

function refuseState(subject: Subject): void {
  const { inputs, refuse, region } = subject;
  if (Object.keys(desired(inputs)).length === 0) {
    return refuse("InvalidRequest", "desiredState is not the JSON text of an object", "send the resource's properties as JSON text");
  }
  if (isGlobalTable(subject) && Object.keys(ownReplica(subject)).length === 0) {
    refuse("ValidationException", `Replicas must contain the region of the request, ${region}`, "list a replica of this region");
  }
}
