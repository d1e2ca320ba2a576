import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type ObservationReport, observationReport } from "../../../cli/output/observation/observation-report.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { writeTrailLog } from "../../support/trail-log.ts";
import { API, CONSUMER, FROM_INTERNET, OWNER, REPORTER, sessionOf, trailRecord } from "../../support/trail-records.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/observe.spec.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "observe");
const folder = temporaryFolder();

function declared(name: string, ...edits: readonly Edit[]): string {
  writeFiles(folder(name), withEdits(LINE, edits));
  return folder(name);
}

function trails(name: string, ...records: readonly unknown[]): string {
  mkdirSync(folder(name), { recursive: true });
  writeFileSync(path.join(folder(name), "trail.json"), JSON.stringify({ Records: records }));
  return folder(name);
}

const text = (...args: readonly string[]) => command("observe", ...args, "--as-of", "2026-11-22");

async function observed(...args: readonly string[]): Promise<{ readonly code: number; readonly report: ObservationReport }> {
  const { code, out, err } = await text(...args, "--json");
  assert.equal(err, "");
  return { code, report: observationReport.parse(JSON.parse(out)) };
}

const READS = {
  ...{ recipientAccountId: CONSUMER, userIdentity: sessionOf(REPORTER), vpcEndpointAccountId: CONSUMER },
  sourceIPAddress: "10.2.0.9",
};

describe("observe", () => {
  let line: readonly string[] = [];
  before(() => {
    line = ["--declaration", declared("line")];
  });

  it("counts what would be denied in a log of 200,000 records, damaged and foreign ones included", async () => {
    const log = folder("log");
    mkdirSync(path.join(log, "broken"), { recursive: true });
    const counts = writeTrailLog(log, 200_000, 15);
    const two = JSON.stringify({ Records: [trailRecord(), trailRecord()] });
    const at = (name: string) => path.join(log, "broken", name);
    writeFileSync(at("early.json"), two.slice(0, -10));
    writeFileSync(at("early.json.gz"), gzipSync(two).subarray(0, 12));
    writeFileSync(at("no-gzip.json.gz"), two);
    writeFileSync(at("other.json"), '{"digestStartTime":"2026-11-20T10:00:00Z"}');
    writeFileSync(at("text.json"), "no JSON");
    const { code, report } = await observed(log, ...line);
    assert.equal(code, 1);
    assert.equal(report.verdict, "some would be denied");
    // The whole record before the end of the file that ends early.
    assert.equal(report.records, 200_000 + 1);
    assert.deepEqual(
      {
        calls: report.calls,
        denied: report.denied,
        already: report.deniedAlready,
        copies: report.copies,
        foreign: report.foreign.reduce((sum, { records }) => sum + records, 0),
        damaged: report.damaged.reduce((sum, { records }) => sum + records, 0),
      },
      {
        calls: counts.allowed + counts.denied + counts.unknown + counts.already + 1,
        denied: { atLeast: counts.denied, atMost: counts.denied + counts.unknown },
        already: counts.already,
        copies: counts.copy,
        foreign: counts.foreign + 1,
        damaged: counts.damaged + 4,
      },
    );
    const named = report.damaged.map(({ what }) => what);
    for (const [file, what] of [
      ["early.json", /early\.json: ends early$/],
      ["early.json.gz", /early\.json\.gz: is broken \(unexpected end of file\)$/],
      ["no-gzip.json.gz", /no-gzip\.json\.gz: is broken \(incorrect header check\)$/],
      ["text.json", /text\.json: is broken \(.*\)$/],
    ] as const)
      assert.ok(
        named.some((each) => what.test(each)),
        `${file}: ${named.join("\n")}`,
      );
    assert.deepEqual(report.wouldBeDenied.map(({ principal, from }) => `${principal} from ${from}`).sort(), [
      "consumer/reporter from consumer/main",
      "owner/api from an undeclared network of 900000000009",
      "owner/api from the internet",
      "role/team/other@owner from the internet",
    ]);
  });

  it("says who would be denied, by which statement, and which line would let it in", async () => {
    const log = trails(
      "few",
      trailRecord(),
      trailRecord(FROM_INTERNET),
      trailRecord({ ...READS, eventName: "PutItem" }),
      trailRecord({ ...FROM_INTERNET, sourceIPAddress: "10.1.0.5" }),
      7,
      trailRecord({ eventType: "AwsServiceEvent" }),
    );
    const before = process.cwd();
    process.chdir(folder("."));
    const { code, out } = await text(log, "--declaration", "line").finally(() => {
      process.chdir(before);
    });
    assert.equal(code, 1);
    assertRecorded(GOLDEN, "few.txt", out);
  });

  it("ends with 0 where nothing would be denied", async () => {
    const { code, report } = await observed(trails("fine", trailRecord(), trailRecord(READS)), ...line);
    assert.deepEqual([code, report.verdict, report.denied], [0, "nothing would be denied", { atLeast: 0, atMost: 0 }]);
  });

  it("ends with 3 where the records do not say, or have no data events of an account with tables", async () => {
    const open = await observed(trails("open", trailRecord(), trailRecord({ ...FROM_INTERNET, sourceIPAddress: "10.1.0.5" })), ...line);
    assert.deepEqual([open.code, open.report.denied], [3, { atLeast: 0, atMost: 1 }]);
    assert.deepEqual(open.report.notKnown[0]?.unknowns, ["which endpoint calls from private addresses passed, if any"]);
    const management = trailRecord({ eventName: "DescribeTable", eventCategory: "Management", managementEvent: true });
    const silent = await observed(trails("silent", management), ...line);
    assert.deepEqual([silent.code, silent.report.withoutDataEvents], [3, ["owner"]]);
  });

  it("takes an observed perimeter as enforced, and an open one as open", async () => {
    const log = trails("outside", trailRecord(FROM_INTERNET));
    const perimeter = (value: string): Edit => ["organization.yaml", "perimeter: enforced", `perimeter: ${value}`];
    const observing = await observed(log, "--declaration", declared("observing", perimeter("observe, because: the roll-out has begun")));
    assert.deepEqual([observing.code, observing.report.observed], [1, ["consumer", "owner"]]);
    const open = await observed(log, "--declaration", declared("open", perimeter("open, because: developers need the console")));
    assert.deepEqual([open.code, open.report.observed], [0, []]);
  });

  it("counts the copy of a call across accounts only where the caller's own trail is not there", async () => {
    const copy = trailRecord({ userIdentity: { type: "AWSAccount", accountId: CONSUMER, principalId: "AROAX:one" } });
    const both = await observed(trails("both", copy, trailRecord(READS)), ...line);
    assert.deepEqual([both.report.calls, both.report.copies], [1, 1]);
    const alone = await observed(trails("alone", copy), ...line);
    assert.deepEqual([alone.report.calls, alone.report.copies, alone.report.denied], [1, 0, { atLeast: 0, atMost: 1 }]);
  });

  it("says what is wrong with how it is called", async () => {
    const missing = await text(folder("not there"), ...line);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /<files>: is not there, got ".*not there"; name files of CloudTrail, or folders of them\n/);
    mkdirSync(folder("empty"));
    const empty = await text(folder("empty"), ...line);
    assert.equal(empty.code, 2);
    assert.match(
      empty.err,
      /<files>: has no files of CloudTrail, got ".*empty"; name a folder with \.json, \.json\.gz, \.csv or \.csv\.gz files in it\n/,
    );
    const { out } = await command("observe", "--help");
    assert.match(out, /\nExit codes: 0 nothing would be denied, 1 something would be, 2 wrong use, 3 the records do not say\n/);
    assert.equal((await command("observe")).code, 2);
  });
});

describe("a role that stacks make", () => {
  it("is told by its name where a record lacks its path", async () => {
    const { sessionContext: _, ...bare } = sessionOf(API);
    const { report } = await observed(
      trails("bare", trailRecord({ userIdentity: bare, ...FROM_INTERNET })),
      "--declaration",
      declared("line again"),
    );
    assert.deepEqual(
      report.wouldBeDenied.map(({ principal }) => principal),
      ["owner/api"],
    );
    assert.equal(OWNER, "300000000001");
  });
});
