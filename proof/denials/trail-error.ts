import { indexArn, keyArn, parseArn, tableArn } from "../../iam/arn.ts";
import type { DeniedCall, Unreadable } from "./denied-call.ts";
import { readErrorText } from "./error-text.ts";

/** The fields of a CloudTrail record that say what was denied. */
interface TrailRecord {
  readonly eventSource?: string;
  readonly eventName?: string;
  readonly awsRegion?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly sourceIPAddress?: string;
  readonly vpcEndpointId?: string;
  readonly recipientAccountId?: string;
  readonly userIdentity?: { readonly arn?: string; readonly accountId?: string; readonly principalId?: string };
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
  readonly resources?: readonly { readonly ARN?: string; readonly arn?: string }[];
}

const DENIED = /^(?:Client\.)?(?:AccessDenied(?:Exception)?|UnauthorizedOperation|KMS\.AccessDeniedException|KMSAccessDeniedException)$/;
/** Fields of requests that name what they are about, by service. */
const NAMING: readonly string[] = ["streamArn", "tableName", "resourceArn", "secretId", "keyId", "roleArn"];

/**
 * Reads CloudTrail records: one, a list, a log file (`Records`), or what `aws cloudtrail lookup-events` answers. Those of calls that were not
 * denied are left out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readTrailErrors(text: string): readonly DeniedCall[] | Unreadable {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { unreadable: `is no JSON (${error instanceof Error ? error.message : String(error)}); give a CloudTrail record` };
  }
  const records = recordsIn(value);
  if (records.length === 0) return { unreadable: "has no CloudTrail record; give one, a list of them, or a log file" };
  const denied = records.filter(({ errorCode = "" }) => DENIED.test(errorCode)).flatMap((record) => deniedIn(record) ?? []);
  return denied.length === 0
    ? { unreadable: "has no record of a call that was denied; look for an errorCode such as AccessDenied" }
    : denied;
}

function recordsIn(value: unknown): TrailRecord[] {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (typeof value !== "object" || value === null) return [];
  const { Records, Events, CloudTrailEvent, detail, eventSource } = value as Record<string, unknown>;
  if (typeof CloudTrailEvent === "string") return recordsIn(JSON.parse(CloudTrailEvent));
  if (eventSource !== undefined) return [value];
  return [Records, Events, detail].filter((each) => each !== undefined).flatMap(recordsIn);
}

function deniedIn(record: TrailRecord): DeniedCall | undefined {
  const { eventSource = "", eventName = "", errorMessage = "", userIdentity, sourceIPAddress, vpcEndpointId } = record;
  const service = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, "");
  if (service === "" || eventName === "") return undefined;
  const said = readErrorText(errorMessage);
  const read = "unreadable" in said ? undefined : said;
  const isAddress = /^[0-9a-f.:]+$/i.test(sourceIPAddress ?? "");
  return {
    principal: userIdentity?.arn ?? read?.principal,
    action: read?.action ?? `${service}:${eventName}`,
    resource: read?.resource !== undefined && parseArn(read.resource) !== undefined ? read.resource : resourceIn(record),
    by: read?.by,
    origin: { endpoint: vpcEndpointId, address: isAddress ? sourceIPAddress : undefined },
  };
}

/** What a record's call was about, by its resources or its parameters. */
function resourceIn({
  resources = [],
  requestParameters,
  eventSource,
  awsRegion = "",
  userIdentity,
  recipientAccountId,
}: TrailRecord): string | undefined {
  const [first] = resources;
  const arn = first?.ARN ?? first?.arn;
  if (arn !== undefined) return arn;
  const named = NAMING.flatMap((field) => {
    const value = requestParameters?.[field];
    return typeof value === "string" ? [value] : [];
  })[0];
  if (named === undefined || parseArn(named) !== undefined) return named;
  const place = { partition: "aws" as const, region: awsRegion, accountId: userIdentity?.accountId ?? recipientAccountId ?? "" };
  const index = requestParameters?.["indexName"];
  if (eventSource?.startsWith("dynamodb") === true)
    return typeof index === "string" ? indexArn({ ...place, table: named, index }) : tableArn({ ...place, table: named });
  return eventSource?.startsWith("kms") === true && /^[0-9a-f-]{36}$/.test(named) ? keyArn({ ...place, keyId: named }) : named;
}
