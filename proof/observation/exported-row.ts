import { isRecord } from "../world/world-resource.ts";
import type { TrailRecord } from "./trail-record.ts";

/** A record of CloudTrail that a query exported as a row, or why the row is none. */
export type ExportedRow =
  | { readonly record: TrailRecord; readonly damaged?: undefined }
  | { readonly record?: undefined; readonly damaged: string };

/** Columns that hold the whole record as JSON. */
const WHOLE: ReadonlySet<string> = new Set(["eventjson", "eventdata"]);

/** Fields of records. Athena and CloudTrail Lake write their names in lower case, as columns and inside of `userIdentity`. */
const FIELDS = [
  ...["awsRegion", "errorCode", "eventCategory", "eventName", "eventSource", "eventTime", "eventType", "managementEvent"],
  ...["recipientAccountId", "requestParameters", "resources", "sourceIPAddress", "userIdentity"],
  ...["vpcEndpointAccountId", "vpcEndpointId"],
];
const IDENTITY_FIELDS = [
  ...["accountId", "arn", "identityProvider", "invokedBy", "principalId", "type", "userName"],
  ...["sessionContext", "sessionIssuer"],
];
const named = (fields: readonly string[]): ReadonlyMap<string, string> => new Map(fields.map((field) => [field.toLowerCase(), field]));
const FIELD_OF_COLUMN = named(FIELDS);
const IDENTITY_FIELD = named(IDENTITY_FIELDS);

/** Without these columns no row says who called what, and where. */
const NEEDED = ["awsregion", "eventname", "eventsource", "recipientaccountid", "useridentity"];
const JSON_FIELDS: ReadonlySet<string> = new Set(["requestParameters", "resources", "userIdentity"]);

/**
 * Reads the rows of a table that Athena or CloudTrail Lake exported, by the names of its columns: one with whole records as JSON, or one for
 * each field, of which objects and lists are JSON. Other columns are left out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
 * @returns how a row is read, or what is wrong with the columns
 */
export function exportedRows(header: readonly string[]): ((row: readonly string[]) => ExportedRow) | { readonly wrong: string } {
  const columns = header.map((name) => name.trim().toLowerCase());
  const isWidth = (row: readonly string[]): ExportedRow | undefined =>
    row.length === columns.length
      ? undefined
      : { damaged: `rows with ${row.length.toString()} columns in place of ${columns.length.toString()}` };
  const whole = columns.findIndex((name) => WHOLE.has(name));
  if (whole !== -1) {
    const column = columns[whole] ?? "";
    return (row) => {
      const record = jsonIn(row[whole] ?? "");
      return isWidth(row) ?? (isRecord(record) ? { record } : { damaged: `rows whose ${column} is no JSON of a record` });
    };
  }
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) return { wrong: `has no column ${missing.join(", ")}` };
  const fields = columns.map((name) => FIELD_OF_COLUMN.get(name));
  return (row) => isWidth(row) ?? recordOf(fields, row);
}

function recordOf(fields: readonly (string | undefined)[], row: readonly string[]): ExportedRow {
  const record: Record<string, unknown> = {};
  for (const [index, field] of fields.entries()) {
    const text = row[index] ?? "";
    // What a record lacks is empty, and as JSON it is null.
    if (field === undefined || text === "" || text === "null") continue;
    const value = JSON_FIELDS.has(field) ? jsonIn(text) : text;
    if (value === undefined) return { damaged: `rows whose ${field.toLowerCase()} is no JSON` };
    record[field] = valueOf(field, value);
  }
  return { record };
}

function valueOf(field: string, value: unknown): unknown {
  if (field === "managementEvent") return value === "true";
  if (field === "eventTime") return String(value).replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)?(?: UTC)?$/, "$1T$2Z");
  if (field === "userIdentity") return withFieldNames(value);
  if (field === "requestParameters" && isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, parameterOf(inner)]));
  return value;
}

/** CloudTrail Lake keeps each parameter as a text, and an object or list as its JSON. */
const parameterOf = (value: unknown): unknown => (typeof value === "string" && /^[{[]/.test(value) ? (jsonIn(value) ?? value) : value);

function withFieldNames(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([name, inner]) => [IDENTITY_FIELD.get(name.toLowerCase()) ?? name, withFieldNames(inner)]),
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
