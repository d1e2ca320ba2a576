import { parseArn } from "../../iam/arn.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { isRecord } from "../world/world-resource.ts";
import type { RecordedCaller } from "./recorded-caller.ts";
import { objectIn, type TrailRecord, textIn } from "./trail-record.ts";
import type { TrailSurroundings } from "./trail-surroundings.ts";

/** What a call was about. */
export interface RecordedResources {
  readonly resources: readonly string[];
  /** Whether the record does not say it; `resources` then has a pattern. */
  readonly isUnknown: boolean;
  /** The account of the first. */
  readonly account: string | undefined;
  readonly context: ContextValues;
}

type Known = Pick<TrailSurroundings, "partition" | "roles" | "tableKeys" | "streams" | "secrets">;

/** Parameters that name a table by its name or ARN. */
const TABLES = ["tableName", "tableArn", "resourceArn", "sourceTableArn", "sourceTableName"];

/** Finds the resources of a call: by the record's own list, else by the parameters of the request. */
export function resourcesOf(record: TrailRecord, service: string, caller: RecordedCaller, known: Known): RecordedResources {
  const region = textIn(record, "awsRegion") ?? "";
  const recipient = textIn(record, "recipientAccountId") ?? "";
  const account = caller.account ?? recipient;
  const parameters = objectIn(record, "requestParameters");
  const place = `arn:${known.partition}:${service}:${region}:${account}`;
  const listed = listedArns(record).filter((arn) => parseArn(arn)?.service === service);
  const found = (listed.length > 0 ? listed : named(service, parameters, { place, account, known })).map((arn) =>
    asKnown(arn, parameters, known),
  );
  const context = keysOf(service, parameters);
  const distinct = [...new Set(found.map((arn) => withIndex(arn, parameters)))];
  if (distinct.length > 0) return { resources: distinct, isUnknown: false, account: accountOf(distinct[0]), context };
  return { resources: [`arn:${known.partition}:${service}:*:${account}:*`], isUnknown: true, account: undefined, context };
}

const accountOf = (arn: string | undefined): string | undefined => parseArn(arn ?? "")?.accountId;

/** The ARNs that a record itself lists. */
export function listedArns(record: TrailRecord): string[] {
  const list = record["resources"];
  return Array.isArray(list)
    ? list.flatMap((each: unknown) => {
        const arn = typeof each === "object" && each !== null ? ((each as TrailRecord)["ARN"] ?? (each as TrailRecord)["arn"]) : undefined;
        return typeof arn === "string" ? [arn] : [];
      })
    : [];
}

interface Place {
  /** The beginning of an ARN in the caller's account. */
  readonly place: string;
  readonly account: string;
  readonly known: Known;
}

function named(service: string, parameters: TrailRecord, { place, account, known }: Place): string[] {
  const text = (field: string) => textIn(parameters, field);
  const asArn = (value: string | undefined, of: (name: string) => string) =>
    value === undefined ? [] : [value.startsWith("arn:") ? value : of(value)];
  switch (service) {
    case "dynamodb": {
      const tables = TABLES.flatMap((field) => asArn(text(field), (name) => `${place}:table/${name}`));
      const items = Object.keys(objectIn(parameters, "requestItems")).flatMap((name) => asArn(name, (table) => `${place}:table/${table}`));
      return [...asArn(text("streamArn"), (name) => name), ...asArn(text("backupArn"), (name) => name), ...tables, ...items];
    }
    case "kms":
      return asArn(text("keyId"), (id) => `${place}:${id.startsWith("alias/") ? id : `key/${id}`}`);
    case "secretsmanager":
      return asArn(text("secretId") ?? text("name"), (name) => `${place}:secret:${name}-??????`);
    case "sts":
      return asArn(text("roleArn"), (name) => name);
    case "iam": {
      const role = text("roleName");
      return role === undefined ? [] : [known.roles[`${account}/${role}`] ?? `arn:${known.partition}:iam::${account}:role/${role}`];
    }
    default:
      return Object.values(parameters).flatMap((value) =>
        typeof value === "string" && parseArn(value)?.service === service && !value.includes("*") ? [value] : [],
      );
  }
}

/** A resource by the ARN that a rehearsal gives it: AWS makes up ids of keys, labels of streams and ends of secrets' names. */
function asKnown(arn: string, parameters: TrailRecord, { tableKeys, streams, secrets }: Known): string {
  const { service, resource = "" } = parseArn(arn) ?? {};
  if (service === "dynamodb" && resource.includes("/stream/")) return streams[arn.slice(0, arn.indexOf("/stream/"))] ?? arn;
  if (service === "secretsmanager")
    return secrets.find((each) => each.slice(0, -SUFFIX) === arn.slice(0, -SUFFIX)) ?? arn.replace(/-\?{6}$/, "-AAAAAA");
  if (service !== "kms") return arn;
  const encryption = objectIn(parameters, "encryptionContext");
  const [table, owner] = [textIn(encryption, "aws:dynamodb:tableName"), textIn(encryption, "aws:dynamodb:subscriberId")];
  const { partition = "", region = "" } = parseArn(arn) ?? {};
  return tableKeys[`arn:${partition}:dynamodb:${region}:${owner ?? ""}:table/${table ?? ""}`] ?? arn;
}

/** The characters that AWS appends to a secret's name, behind a hyphen. */
const SUFFIX = 6;

/** A query on an index is decided at the index. */
export function withIndex(arn: string, parameters: TrailRecord): string {
  const index = textIn(parameters, "indexName");
  return index !== undefined && /:table\/[^/]+$/.test(arn) ? `${arn}/index/${index}` : arn;
}

/** Keys that the parameters of a request say. */
function keysOf(service: string, parameters: TrailRecord): ContextValues {
  const tagKeys = tagKeysIn(parameters);
  return { ...(tagKeys.length === 0 ? {} : { "aws:TagKeys": tagKeys }), ...ownKeysOf(service, parameters) };
}

/** The keys of tags that a request gives, in the ways in which services record them. */
function tagKeysIn(parameters: TrailRecord): string[] {
  const { tags } = parameters;
  if (!Array.isArray(tags)) return Object.keys(objectIn(parameters, "tags")).sort();
  const keys = tags.flatMap((tag: unknown) => {
    if (!isRecord(tag)) return [];
    const key = tag["key"] ?? tag["Key"] ?? tag["tagKey"];
    return typeof key === "string" ? [key] : [];
  });
  return [...new Set(keys)].sort();
}

function ownKeysOf(service: string, parameters: TrailRecord): ContextValues {
  if (service === "kms") {
    const encryption = Object.entries(objectIn(parameters, "encryptionContext"));
    return Object.fromEntries(
      encryption.flatMap(([key, value]) => (typeof value === "string" ? [[`kms:EncryptionContext:${key}`, value] as const] : [])),
    );
  }
  if (service !== "sts") return {};
  const externalId = textIn(parameters, "externalId");
  return externalId === undefined ? {} : { "sts:ExternalId": externalId };
}
