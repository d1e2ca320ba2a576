import { keyArn, type Partition, parseArn, tableArn } from "../../iam/arn.ts";
import { serviceOf } from "../observation/recorded-actions.ts";
import { listedArns, withIndex } from "../observation/recorded-resources.ts";
import { objectIn, type TrailRecord, textIn } from "../observation/trail-record.ts";
import { isRecord } from "../world/world-resource.ts";
import type { DeniedCall, Unreadable } from "./denied-call.ts";
import { readErrorText } from "./error-text.ts";

const DENIED = /^(?:Client\.)?(?:AccessDenied(?:Exception)?|UnauthorizedOperation|KMS\.AccessDeniedException|KMSAccessDeniedException)$/;
/** Fields of requests that name what they are about, by service. */
const NAMING: readonly string[] = ["streamArn", "tableName", "resourceArn", "secretId", "keyId", "roleArn"];

/**
 * Reads CloudTrail records: one, a list, a log file (`Records`), or what `aws cloudtrail lookup-events` answers. Those of calls that were not
 * denied are left out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readTrailErrors(text: string): readonly DeniedCall[] | Unreadable {
  let records: readonly TrailRecord[];
  try {
    records = recordsIn(JSON.parse(text));
  } catch (error) {
    return { unreadable: `is no JSON (${error instanceof Error ? error.message : String(error)}); give a CloudTrail record` };
  }
  if (records.length === 0) return { unreadable: "has no CloudTrail record; give one, a list of them, or a log file" };
  const denied = records.filter((record) => DENIED.test(textIn(record, "errorCode") ?? "")).flatMap((record) => deniedIn(record) ?? []);
  return denied.length === 0
    ? { unreadable: "has no record of a call that was denied; look for an errorCode such as AccessDenied" }
    : denied;
}

function recordsIn(value: unknown): TrailRecord[] {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (!isRecord(value)) return [];
  const { Records, Events, CloudTrailEvent, detail, eventSource } = value;
  if (typeof CloudTrailEvent === "string") return recordsIn(JSON.parse(CloudTrailEvent));
  if (eventSource !== undefined) return [value];
  return [Records, Events, detail].filter((each) => each !== undefined).flatMap(recordsIn);
}

function deniedIn(record: TrailRecord): DeniedCall | undefined {
  const [service, operation] = [serviceOf(textIn(record, "eventSource") ?? ""), textIn(record, "eventName")];
  if (service === "" || operation === undefined) return undefined;
  const said = readErrorText(textIn(record, "errorMessage") ?? "");
  const read = "unreadable" in said ? undefined : said;
  const address = textIn(record, "sourceIPAddress");
  const isAddress = /^[0-9a-f.:]+$/i.test(address ?? "");
  return {
    principal: textIn(objectIn(record, "userIdentity"), "arn") ?? read?.principal,
    action: read?.action ?? `${service}:${operation}`,
    resource: read?.resource !== undefined && parseArn(read.resource) !== undefined ? read.resource : resourceIn(record, service),
    by: read?.by,
    origin: { endpoint: textIn(record, "vpcEndpointId"), address: isAddress ? address : undefined },
  };
}

/** What a record's call was about, by its resources or its parameters. */
function resourceIn(record: TrailRecord, service: string): string | undefined {
  const [listed] = listedArns(record);
  const parameters = objectIn(record, "requestParameters");
  if (listed !== undefined) return withIndex(listed, parameters);
  const named = [...NAMING.flatMap((field) => textIn(parameters, field) ?? []), ...Object.keys(objectIn(parameters, "requestItems"))][0];
  if (named === undefined || parseArn(named) !== undefined) return named;
  const accountId = textIn(objectIn(record, "userIdentity"), "accountId") ?? textIn(record, "recipientAccountId") ?? "";
  const partition = (parseArn(textIn(objectIn(record, "userIdentity"), "arn") ?? "")?.partition ?? "aws") as Partition;
  const place = { partition, region: textIn(record, "awsRegion") ?? "", accountId };
  if (service === "dynamodb") return withIndex(tableArn({ ...place, table: named }), parameters);
  return service === "kms" && /^[0-9a-f-]{36}$/.test(named) ? keyArn({ ...place, keyId: named }) : named;
}
