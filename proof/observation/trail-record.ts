import { isRecord } from "../world/world-resource.ts";

/** A record, whatever of it is missing. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export type TrailRecord = Readonly<Record<string, unknown>>;

/** A text of a record; undefined for anything else in its place. */
export const textIn = (record: TrailRecord, field: string): string | undefined => {
  const value = record[field];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** An object of a record; empty for anything else in its place. */
export const objectIn = (record: TrailRecord, field: string): TrailRecord => {
  const value = record[field];
  return isRecord(value) ? value : {};
};
