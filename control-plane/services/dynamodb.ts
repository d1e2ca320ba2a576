import { QUOTAS } from "../../iam/quota.ts";
import { madeUp } from "../made-up.ts";
import { type Place, regionalArn } from "../place.ts";
import { isGiven, type Properties, recordOf, recordsOf, textOf, textsOf } from "../properties.ts";
import type { Memory } from "../resource.ts";
import type { DataSource, Facts, ResourceType, Subject } from "../resource-type.ts";
import { isTableUnderManagedKey, refuseForeignersUnderManagedKey, tablePolicyOf } from "./dynamodb-encryption.ts";
import { refuseBadNames, type TableNames } from "./dynamodb-names.ts";
import { customerKey } from "./kms.ts";

const TABLE_TOKEN = "aws:dynamodb/table:Table";

/** The ARN of a table. */
export function tableArn(place: Place, name: string): string {
  return regionalArn(place, "dynamodb", `table/${name}`);
}

/** The unique name of a table in its account and region, whichever API makes it. */
export function tableNameKey(place: Place, name: string): string {
  return `dynamodb table ${place.account} ${place.region} ${name}`;
}

/** The label of a table's stream: the time at which it was enabled for the `count`th time. */
export function streamLabel(facts: Facts, name: string, count: number): string {
  return madeUp("stream", facts.account, facts.region, name, facts.generation, count).instant().toISOString().slice(0, -1);
}

/** Counts how often a stream was enabled. AWS makes a new stream each time. */
export function countStreams(
  memory: Memory,
  olds: Properties | undefined,
  news: Properties,
  isOn: (inputs: Properties) => unknown,
): Memory {
  const [before, after] = [olds === undefined ? undefined : isOn(olds), isOn(news)];
  const count = memory["streams"] ?? 0;
  return { streams: isGiven(after) && after !== before ? count + 1 : count };
}

function streamView(inputs: Properties): unknown {
  return inputs["streamEnabled"] === true ? (inputs["streamViewType"] ?? "") : undefined;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const TABLE: ResourceType = {
  token: TABLE_TOKEN,
  scope: "regional",
  required: [],
  name: { input: "name", maximumLength: 255, pattern: /^[a-zA-Z0-9_.-]{3,}$/, allowed: "three or more letters, digits and _.-" },
  defaults: { billingMode: "PROVISIONED", deletionProtectionEnabled: false, streamEnabled: false, tableClass: "STANDARD" },
  replacedBy: [
    "name",
    "hashKey",
    "rangeKey",
    "localSecondaryIndexes",
    "importTable",
    "restoreSourceName",
    "restoreSourceTableArn",
    "restoreBackupArn",
    "restoreDateTime",
    "restoreToLatestTime",
  ],
  sets: ["attributes", "globalSecondaryIndexes", "localSecondaryIndexes", "replicas"],
  isTaggable: true,
  computed: [
    "arn",
    "streamArn",
    "streamLabel",
    "readCapacity",
    "writeCapacity",
    "pointInTimeRecovery",
    "serverSideEncryption",
    "ttl",
    "streamViewType",
  ],
  recomputed: (olds, news) => (streamView(olds) === streamView(news) || streamView(news) === undefined ? [] : ["streamArn", "streamLabel"]),
  remember: (memory, olds, news) => countStreams(memory, olds, news, streamView),
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const arn = tableArn(facts, name);
    const { inputs } = facts;
    const count = facts.memory["streams"] ?? 0;
    const label = count === 0 ? "" : streamLabel(facts, name, count);
    return {
      id: name,
      outputs: {
        arn,
        streamArn: label === "" ? "" : `${arn}/stream/${label}`,
        streamLabel: label,
        streamViewType: inputs["streamViewType"] ?? "",
        readCapacity: inputs["readCapacity"] ?? 0,
        writeCapacity: inputs["writeCapacity"] ?? 0,
        pointInTimeRecovery: inputs["pointInTimeRecovery"] ?? { enabled: false, recoveryPeriodInDays: 0 },
        serverSideEncryption: inputs["serverSideEncryption"] ?? { enabled: false, kmsKeyArn: "" },
        ttl: inputs["ttl"] ?? { enabled: false, attributeName: "" },
      },
    };
  },
  unique: (facts) => [tableNameKey(facts, String(facts.inputs["name"]))],
  taken: ({ made }) => ["ResourceInUseException", `Table already exists: ${made.id}`],
  // Only an enabled stream takes a policy. A stream that is disabled loses it.
  foundAs: ({ inputs }, { outputs }) => (inputs["streamEnabled"] === true ? [String(outputs["streamArn"])] : []),
  requires: (facts) =>
    customerKey(facts, "dynamodb", textOf(recordOf(facts.inputs, "serverSideEncryption"), "kmsKeyArn"), "ValidationException"),
  judge: (subject) => {
    refuseBadNames(TABLE, subject, namesOf(subject.inputs));
    refuseKeySchema(subject);
    refuseCapacity(subject);
    refuseStream(subject);
    refuseMany(subject, "globalSecondaryIndexes", QUOTAS.globalSecondaryIndexesPerTable.value);
    refuseMany(subject, "localSecondaryIndexes", QUOTAS.localSecondaryIndexesPerTable.value);
    const { value } = QUOTAS.tablesPerRegion;
    if (subject.previous === undefined && subject.view.count(TABLE_TOKEN, subject.account, subject.region) >= value) {
      subject.refuse(
        "LimitExceededException",
        `Subscriber limit exceeded: There is a limit of ${value} tables per subscriber`,
        "have the quota raised",
      );
    }
    const shared = isTableUnderManagedKey(subject, subject.inputs)
      ? tablePolicyOf(subject.view, String(subject.made.outputs["arn"]))
      : undefined;
    if (shared !== undefined) refuseForeignersUnderManagedKey(subject, subject.documentIn("table", shared));
  },
  undeletable: (table) =>
    table.inputs["deletionProtectionEnabled"] === true
      ? {
          code: "ValidationException",
          message: "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
          remedy: "deploy once with deletionProtectionEnabled: false, then remove the table",
        }
      : undefined,
};

function refuseKeySchema(subject: Subject): void {
  const { inputs, refuse } = subject;
  if (isGiven(inputs["restoreSourceName"]) || isGiven(inputs["restoreSourceTableArn"]) || isGiven(inputs["restoreBackupArn"])) return;
  if (!isGiven(inputs["hashKey"])) {
    refuse(
      "ValidationException",
      "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: Member must not be null",
      "give the table a hashKey",
    );
  }
  const indexes = [...recordsOf(inputs, "globalSecondaryIndexes"), ...recordsOf(inputs, "localSecondaryIndexes")];
  const keys = new Set([inputs, ...indexes].flatMap(keyAttributes));
  const defined = recordsOf(inputs, "attributes").map((attribute) => String(attribute["name"]));
  const shown = `Keys: [${[...keys].join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`;
  if ([...keys].some((key) => !defined.includes(key))) {
    refuse(
      "ValidationException",
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. ${shown}`,
      "name each key's attribute with its type in attributes",
    );
  }
  if (defined.some((name) => !keys.has(name))) {
    refuse(
      "ValidationException",
      `One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions. ${shown}`,
      "leave attributes out that are no key",
    );
  }
  const names = indexes.map((index) => String(index["name"]));
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined)
    refuse(
      "ValidationException",
      `One or more parameter values were invalid: Duplicate index name: ${twice}`,
      "give each index its own name",
    );
  if (recordsOf(inputs, "localSecondaryIndexes").length > 0 && !isGiven(inputs["rangeKey"])) {
    refuse(
      "ValidationException",
      "One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
      "give the table a rangeKey",
    );
  }
}

/** Where the time to live is off, its attribute may be empty. */
const timeToLiveOf = (ttl: Properties): readonly string[] => (ttl["enabled"] === true ? [String(ttl["attributeName"])] : []);

function namesOf(inputs: Properties): TableNames {
  const indexes = [...recordsOf(inputs, "globalSecondaryIndexes"), ...recordsOf(inputs, "localSecondaryIndexes")];
  return {
    attributes: [...recordsOf(inputs, "attributes").map(({ name }) => String(name)), ...timeToLiveOf(recordOf(inputs, "ttl"))],
    indexes: indexes.map((index) => String(index["name"])),
    projected: indexes.flatMap((index) => textsOf(index, "nonKeyAttributes")),
  };
}

function keyAttributes(index: Properties): readonly string[] {
  const schema = recordsOf(index, "keySchemas").map((key) => key["attributeName"]);
  return [index["hashKey"], index["rangeKey"], ...schema].filter(isGiven).map(String);
}

function refuseCapacity({ inputs, refuse }: Subject): void {
  const isGivenCapacity = Number(inputs["readCapacity"] ?? 0) > 0 || Number(inputs["writeCapacity"] ?? 0) > 0;
  if (inputs["billingMode"] === "PAY_PER_REQUEST" && isGivenCapacity) {
    refuse(
      "ValidationException",
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      "leave the capacities out, or choose PROVISIONED",
    );
  }
  if (inputs["billingMode"] === "PROVISIONED" && !(Number(inputs["readCapacity"]) >= 1 && Number(inputs["writeCapacity"]) >= 1)) {
    refuse(
      "ValidationException",
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
      "give both capacities, or choose PAY_PER_REQUEST",
    );
  }
}

function refuseStream({ inputs, refuse }: Subject): void {
  if (inputs["streamEnabled"] !== true || isGiven(inputs["streamViewType"])) return;
  refuse(
    "ValidationException",
    "One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true",
    "choose a streamViewType",
  );
}

function refuseMany({ inputs, refuse }: Subject, input: string, most: number): void {
  const { length } = recordsOf(inputs, input);
  if (length <= most) return;
  refuse(
    "ValidationException",
    `One or more parameter values were invalid: ${input} count exceeds the per-table limit of ${most}, got ${length}`,
    "remove indexes",
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const GET_TABLE: DataSource = {
  token: "aws:dynamodb/getTable:getTable",
  answer: ({ account, region, args, view, refuse }) => {
    const name = textOf(args, "name") ?? "";
    const table = view.find(tableNameKey({ account, region }, name));
    if (table === undefined) {
      return refuse(
        "ResourceNotFoundException",
        `Requested resource not found: Table: ${name} not found`,
        "create it, or declare it as existing",
      );
    }
    if (table.type === TABLE_TOKEN) return { ...table.outputs, tags: table.outputs["tagsAll"] };
    const arn = tableArn({ account, region }, name);
    return { arn, name, streamArn: table.aliases.find((alias) => alias.startsWith(`${arn}/stream/`)) ?? "" };
  },
};
