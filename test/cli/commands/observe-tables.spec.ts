import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type ObservationReport, observationReport } from "../../../cli/output/observation/observation-report.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE } from "../../support/line.ts";
import { CONSUMER, FROM_INTERNET, REPORTER, sessionOf, trailRecord } from "../../support/trail-records.ts";
import { athenaRecords, csvOf, lakeRecords, wholeRecords } from "../../support/trail-tables.ts";

const folder = temporaryFolder();

/** Reads through the endpoint and over the internet, of both sides, with quotes and line breaks in their fields; 300 of them. */
const RECORDS = Array.from({ length: 300 }, (_, index) => {
  const number = index.toString();
  const at = { eventTime: `2026-11-${(10 + (index % 10)).toString()}T10:10:10Z`, userAgent: `a "quoted", agent\n${number}` };
  const tags = { requestParameters: { tableName: "ledger", key: { entryId: `line\n"${number}"` } } };
  if (index % 5 === 0) return trailRecord({ ...at, ...FROM_INTERNET });
  if (index % 5 === 1) return trailRecord({ ...at, eventName: "Query", ...tags });
  if (index % 5 === 2)
    return trailRecord({
      ...at,
      recipientAccountId: CONSUMER,
      userIdentity: sessionOf(REPORTER),
      vpcEndpointAccountId: CONSUMER,
      sourceIPAddress: "10.2.0.9",
    });
  if (index % 5 === 3) return trailRecord({ ...at, errorCode: "AccessDenied" });
  return trailRecord({
    ...at,
    eventSource: "kms.amazonaws.com",
    eventName: "Decrypt",
    managementEvent: true,
    eventCategory: "Management",
    resources: [],
  });
});

async function observed(files: string): Promise<{ readonly code: number; readonly report: ObservationReport }> {
  const { code, out, err } = await command("observe", folder(files), "--declaration", folder("line"), "--as-of", "2026-11-22", "--json");
  assert.equal(err, "", err);
  return { code, report: observationReport.parse(JSON.parse(out)) };
}

function write(name: string, file: string, text: string | Buffer): void {
  mkdirSync(folder(name), { recursive: true });
  writeFileSync(path.join(folder(name), file), text);
}

describe("observe reads tables that a query exported", () => {
  let expected: Awaited<ReturnType<typeof observed>>;
  before(async () => {
    writeFiles(folder("line"), LINE);
    write("json", "trail.json", JSON.stringify({ Records: RECORDS }));
    expected = await observed("json");
  });

  it("whose records have known answers as JSON", () => {
    const { code, report } = expected;
    assert.equal(code, 1);
    assert.deepEqual([report.records, report.denied, report.deniedAlready], [300, { atLeast: 60, atMost: 120 }, 60]);
  });

  for (const [name, file, text] of [
    ["whole records in one column", "results.csv", wholeRecords(RECORDS)],
    ["the columns of Athena", "results.csv", athenaRecords(RECORDS)],
    ["the columns of CloudTrail Lake", "results.csv", lakeRecords(RECORDS)],
    ["what CloudTrail Lake saves, with gzip", "result_1.csv.gz", gzipSync(lakeRecords(RECORDS))],
  ] as const)
    it(`as it reads the same records as JSON: ${name}`, async () => {
      write(name, file, text);
      // The signature of a query's results has no records.
      write(name, "result_sign.json", "{}");
      assert.deepEqual(await observed(name), expected);
    });

  const damagedOf = ({ damaged }: ObservationReport) => damaged.map(({ what, records }) => [what.replace(/^.*\//, ""), records]);

  it("and counts damaged rows by what is wrong with them", async () => {
    const rows = athenaRecords(RECORDS.slice(0, 4)).trimEnd().split("\n");
    const [header = "", first = ""] = rows;
    const more = [`${first},more`, first.replace(/"\{""type.*?\}",/, '"{type=AssumedRole}",'), first.replace("eu-west-1", "")];
    write("damaged", "rows.csv", `${[header, first, ...more].join("\n")}\n`);
    write("damaged", "quotes.csv", `${wholeRecords(RECORDS.slice(0, 2))}x"y"z"\n${csvOf([["no JSON"]])}${csvOf([["{}", "2"]])}`);
    const { report } = await observed("damaged");
    assert.deepEqual(damagedOf(report), [
      ["records without awsRegion", 1],
      ["rows that are no CSV (INVALID_OPENING_QUOTE)", 1],
      ["rows whose eventjson is no JSON of a record", 1],
      ["rows whose useridentity is no JSON", 1],
      ["rows with 15 columns in place of 14", 1],
      ["rows with 2 columns in place of 1", 1],
    ]);
    assert.equal(report.records, 4 + 2 + 3);
  });

  it("and names files that end early, that are broken and that lack columns", async () => {
    write("files", "early.csv", wholeRecords(RECORDS.slice(0, 3)).slice(0, -12));
    write("files", "no-gzip.csv.gz", wholeRecords(RECORDS));
    write(
      "files",
      "counts.csv",
      csvOf([
        ["eventSource", "calls"],
        ["dynamodb.amazonaws.com", "7"],
      ]),
    );
    const { report } = await observed("files");
    assert.deepEqual(damagedOf(report), [
      ["counts.csv: has no column awsregion, eventname, recipientaccountid, useridentity", 1],
      ["early.csv: ends early", 1],
      ["no-gzip.csv.gz: is broken (incorrect header check)", 1],
    ]);
    assert.equal(report.records, 2);
  });
});
