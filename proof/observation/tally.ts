import type { ReadRecord, RecordedCall } from "./recorded-call.ts";

/** Calls that are alike. */
export interface CallGroup {
  readonly call: RecordedCall;
  calls: number;
}

/** What was read of trails, calls that are alike together; plain data, so that threads can hand it on. */
export interface TrailTally {
  records: number;
  /** By `callKey`. */
  readonly groups: Map<string, CallGroup>;
  /** Numbers of records by what they are about. */
  readonly foreign: Map<string, number>;
  /** Numbers of damaged records and files, by what is wrong. */
  readonly damaged: Map<string, number>;
  /** Accounts whose trails have records. */
  readonly recipients: Set<string>;
  first: string;
  last: string;
}

/** Nothing read yet. */
export const emptyTally = (): TrailTally => ({
  records: 0,
  groups: new Map(),
  foreign: new Map(),
  damaged: new Map(),
  recipients: new Set(),
  first: "",
  last: "",
});

/** Counts one more of something. */
export const countIn = (counts: Map<string, number>, what: string, number = 1): void =>
  void counts.set(what, (counts.get(what) ?? 0) + number);

/** Adds a record that was read. */
export function addRecord(tally: TrailTally, record: ReadRecord): void {
  tally.records += 1;
  if (record.kind !== "call") {
    countIn(record.kind === "foreign" ? tally.foreign : tally.damaged, record.what);
    return;
  }
  const { call, at } = record;
  const key = JSON.stringify(call);
  const known = tally.groups.get(key);
  if (known === undefined) tally.groups.set(key, { call, calls: 1 });
  else known.calls += 1;
  tally.recipients.add(call.recipient);
  addTimes(tally, at, at);
}

function addTimes(tally: TrailTally, first: string, last: string): void {
  if (first !== "" && (tally.first === "" || first < tally.first)) tally.first = first;
  if (last > tally.last) tally.last = last;
}

/** Adds what another thread counted. */
export function addTally(tally: TrailTally, other: TrailTally): void {
  tally.records += other.records;
  for (const [key, { call, calls }] of other.groups) {
    const known = tally.groups.get(key);
    if (known === undefined) tally.groups.set(key, { call, calls });
    else known.calls += calls;
  }
  for (const [what, number] of other.foreign) countIn(tally.foreign, what, number);
  for (const [what, number] of other.damaged) countIn(tally.damaged, what, number);
  for (const account of other.recipients) tally.recipients.add(account);
  addTimes(tally, other.first, other.last);
}
