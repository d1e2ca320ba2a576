import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { API, CONSUMER, FROM_INTERNET, OWNER, REPORTER, sessionOf, trailRecord } from "./trail-records.ts";

/** What becomes of a record that a log has, as its maker knows. */
export type Answer = "allowed" | "denied" | "unknown" | "already" | "foreign" | "damaged" | "copy";

const CONSUMERS = { recipientAccountId: CONSUMER, userIdentity: sessionOf(REPORTER), vpcEndpointAccountId: CONSUMER };
const TEAM = sessionOf(`arn:aws:iam::${OWNER}:role/team/other`);

/** Records of the smallest organization with what becomes of them, and how often of a hundred they come. */
const KINDS: readonly (readonly [Answer, number, (random: () => number) => unknown])[] = [
  [
    "allowed",
    40,
    (random) => trailRecord({ sourceIPAddress: `10.1.${byte(random)}.${byte(random)}`, userIdentity: sessionOf(API, `s${byte(random)}`) }),
  ],
  ["allowed", 17, (random) => trailRecord({ ...CONSUMERS, eventName: "Query", sourceIPAddress: `10.2.${byte(random)}.9` })],
  ["allowed", 3, () => trailRecord({ userIdentity: TEAM })],
  // No read or write of items comes over the internet, or by an undeclared network.
  ["denied", 6, (random) => trailRecord({ ...FROM_INTERNET, sourceIPAddress: `198.51.100.${byte(random)}` })],
  ["denied", 3, () => trailRecord({ userIdentity: TEAM, ...FROM_INTERNET, eventName: "Scan" })],
  ["denied", 3, () => trailRecord({ vpcEndpointAccountId: "900000000009" })],
  // The grant is to read.
  ["denied", 4, () => trailRecord({ ...CONSUMERS, eventName: "PutItem", sourceIPAddress: "10.2.3.4" })],
  ["unknown", 3, () => trailRecord({ ...FROM_INTERNET, sourceIPAddress: "10.1.0.5" })],
  ["unknown", 2, () => trailRecord({ userIdentity: { type: "AWSAccount", accountId: "900000000009", principalId: "AROAX:one" } })],
  ["already", 3, () => trailRecord({ ...FROM_INTERNET, errorCode: "AccessDeniedException" })],
  ["copy", 6, () => trailRecord({ userIdentity: { type: "AWSAccount", accountId: CONSUMER, principalId: "AROAX:one" } })],
  ["foreign", 2, () => trailRecord({ eventType: "AwsConsoleSignIn", eventSource: "signin.amazonaws.com", eventName: "ConsoleLogin" })],
  [
    "foreign",
    3,
    () =>
      trailRecord({
        userIdentity: sessionOf(API.replace(OWNER, "900000000009")),
        recipientAccountId: "900000000009",
        resources: [],
        requestParameters: null,
      }),
  ],
  ["damaged", 2, () => trailRecord({ eventName: undefined })],
  ["damaged", 2, () => "a text"],
  ["damaged", 1, () => ({ ...trailRecord(), userIdentity: null })],
];

const byte = (random: () => number): string => Math.floor(random() * 250).toString();

/** A generator of numbers from 0 to 1 that gives the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Writes a log of records to files of a folder, and counts what becomes of them. The files are whole. */
export function writeTrailLog(folder: string, records: number, seed: number, files = 4): Readonly<Record<Answer, number>> {
  const random = seeded(seed);
  const counts: Record<Answer, number> = { allowed: 0, denied: 0, unknown: 0, already: 0, foreign: 0, damaged: 0, copy: 0 };
  const whole = KINDS.reduce((sum, [, share]) => sum + share, 0);
  const draw = (): string => {
    let left = random() * whole;
    const [answer, , make] = KINDS.find(([, share]) => (left -= share) < 0) ?? KINDS[0] ?? [];
    if (answer === undefined || make === undefined) throw new Error("no kind of record");
    counts[answer] += 1;
    return JSON.stringify(make(random));
  };
  for (let file = 0; file < files; file++) {
    const count = Math.floor(((file + 1) * records) / files) - Math.floor((file * records) / files);
    const name = path.join(folder, `trail-${file.toString()}.json`);
    if (file === 0) {
      writeFileSync(`${name}.gz`, gzipSync(`{"Records":[${Array.from({ length: count }, draw).join(",")}]}`, { level: 1 }));
      continue;
    }
    const open = openSync(name, "w");
    writeSync(open, '{"Records":[');
    for (let done = 0; done < count; done += CHUNK)
      writeSync(open, `${done === 0 ? "" : ","}${Array.from({ length: Math.min(CHUNK, count - done) }, draw).join(",")}`);
    writeSync(open, "]}");
    closeSync(open);
  }
  return counts;
}

const CHUNK = 1000;
