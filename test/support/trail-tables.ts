type Fields = Readonly<Record<string, unknown>>;

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table as CSV, its header first. */
export const csvOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(cell).join(",")}\n`).join("");

/** Records as a query for whole records exports them. */
export const wholeRecords = (records: readonly unknown[]): string =>
  csvOf([["eventJson"], ...records.map((record) => [JSON.stringify(record)])]);

/** The columns of the query that docs/observing.md gives. */
export const COLUMNS = [
  ...["eventTime", "eventSource", "eventName", "awsRegion", "recipientAccountId", "eventType", "eventCategory", "errorCode"],
  ...["sourceIPAddress", "vpcEndpointId", "vpcEndpointAccountId", "userIdentity", "requestParameters", "resources"],
];

const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowered(inner)]));
};

/** Records as Athena exports them: columns and names inside of structs in lower case, and null where a record has nothing. */
export const athenaRecords = (records: readonly Fields[]): string =>
  csvOf([
    COLUMNS.map((name) => name.toLowerCase()),
    ...records.map((record) =>
      COLUMNS.map((name) => {
        const value = record[name];
        if (value === undefined) return "";
        if (typeof value === "string") return value;
        return JSON.stringify(name === "requestParameters" ? value : { ...(lowered({ value }) as { value: unknown }) }.value);
      }),
    ),
  ]);

/** Records as CloudTrail Lake exports them: times with a space, and parameters as texts. */
export const lakeRecords = (records: readonly Fields[]): string =>
  athenaRecords(
    records.map((record) => ({
      ...record,
      eventTime: String(record["eventTime"]).replace("T", " ").replace("Z", ".000"),
      requestParameters: Object.fromEntries(
        Object.entries(record["requestParameters"] ?? {}).map(([name, value]) => [
          name,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    })),
  );
