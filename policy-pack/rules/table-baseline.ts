import { isRecord, type Properties, UNKNOWN } from "../plain.ts";
import { argumentOf } from "../provider-argument.ts";
import { type Finding, notKnown, type ResourceRule, type SeenResource, violation } from "../rule.ts";

const TABLE = "aws:dynamodb/table:Table";
const OWNER_TAG = "palisade:stack";

/**
 * What every table has, whoever wrote it: a key of the account's own (AWS's cannot be shared and cannot be closed), recovery to a point
 * in time, a decision about deletion, and an owner. The tag that proves the owner is `palisade:stack`, which the stack's provider puts on
 * everything: it names the one stack, hence the account and its file. `palisade:organization` is the same for all and proves nothing.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/best-practices-security-preventative.html
 */
export const tableBaseline: ResourceRule = {
  name: "table-baseline",
  description: "A table has a key of the account's own, point-in-time recovery, deletion protection or its explicit refusal, and an owner.",
  configSchema: {
    properties: {
      ownerTag: { type: "string", default: OWNER_TAG, description: "The tag that names the owner." },
      deletionProtection: {
        type: "string",
        enum: ["required", "stated"],
        default: "stated",
        description: "required: always on; stated: off only where the table says so, which is the first step of deleting it.",
      },
    },
  },
  check: (resource, { settings }) => {
    if (resource.type !== TABLE) return [];
    const ownerTag = typeof settings["ownerTag"] === "string" ? settings["ownerTag"] : OWNER_TAG;
    return [
      ...encryption(resource),
      ...recovery(resource),
      ...deletion(resource, settings["deletionProtection"] === "required"),
      ...owner(resource, ownerTag),
    ];
  },
};

function encryption(table: SeenResource): readonly Finding[] {
  const { serverSideEncryption } = table.properties;
  if (serverSideEncryption === UNKNOWN) return [notKnown(table, "serverSideEncryption")];
  const { enabled, kmsKeyArn } = recordOf(serverSideEncryption);
  if (enabled === UNKNOWN) return [notKnown(table, "serverSideEncryption.enabled")];
  const got = JSON.stringify(serverSideEncryption) as string | undefined;
  const isOwn = kmsKeyArn === UNKNOWN || (typeof kmsKeyArn === "string" && kmsKeyArn !== "" && !kmsKeyArn.includes(":alias/aws/"));
  if (enabled !== true || !isOwn) {
    const remedy = "set it to { enabled: true, kmsKeyArn } with a key of the account's own";
    return [violation(table, `serverSideEncryption: the table has no key of the account's own, got ${got ?? "nothing"}; ${remedy}`)];
  }
  return kmsKeyArn === UNKNOWN ? [notKnown(table, "serverSideEncryption.kmsKeyArn")] : [];
}

function recovery(table: SeenResource): readonly Finding[] {
  const { pointInTimeRecovery } = table.properties;
  const { enabled } = recordOf(pointInTimeRecovery);
  if (pointInTimeRecovery === UNKNOWN || enabled === UNKNOWN) return [notKnown(table, "pointInTimeRecovery")];
  if (enabled === true) return [];
  const got = JSON.stringify(pointInTimeRecovery) as string | undefined;
  return [violation(table, `pointInTimeRecovery: the table cannot be recovered, got ${got ?? "nothing"}; set it to { enabled: true }`)];
}

function deletion(table: SeenResource, isRequired: boolean): readonly Finding[] {
  const { deletionProtectionEnabled } = table.properties;
  if (deletionProtectionEnabled === UNKNOWN) return [notKnown(table, "deletionProtectionEnabled")];
  if (deletionProtectionEnabled === true || (deletionProtectionEnabled === false && !isRequired)) return [];
  const got = deletionProtectionEnabled === undefined ? "nothing" : JSON.stringify(deletionProtectionEnabled);
  const remedy = isRequired ? "set it to true" : "set it to true, or to false where the table is to be deleted";
  return [violation(table, `deletionProtectionEnabled: nothing keeps the table from being deleted, got ${got}; ${remedy}`)];
}

function owner(table: SeenResource, ownerTag: string): readonly Finding[] {
  const { defaultTags } = table.provider;
  const sources = [table.properties["tags"], table.properties["tagsAll"], defaultTagsOf(defaultTags)];
  const values = sources.map((tags) => (tags === UNKNOWN ? UNKNOWN : recordOf(tags)[ownerTag]));
  if (values.some((value) => typeof value === "string" && value !== "")) return [];
  if (values.includes(UNKNOWN)) return [notKnown(table, `the tag ${ownerTag}`)];
  const got = JSON.stringify(Object.keys(Object.assign({}, ...sources.map(recordOf)) as Properties));
  return [violation(table, `tags: no tag ${ownerTag} names the owner, got ${got}; set it, or use the stack's own provider`)];
}

function defaultTagsOf(defaultTags: unknown): unknown {
  return defaultTags === UNKNOWN ? UNKNOWN : recordOf(argumentOf(defaultTags))["tags"];
}

const recordOf = (value: unknown): Properties => (isRecord(value) ? value : {});
