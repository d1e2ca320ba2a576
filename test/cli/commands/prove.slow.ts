import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { proofReport } from "../../../cli/output/proof/proof-report.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE, OBSERVED, withEdits } from "../../support/line.ts";
import { SAMPLE } from "../../support/sample.ts";

const LINE_FOLDER = path.resolve(SAMPLE, "../line");

describe("prove", () => {
  const folder = temporaryFolder();

  it("says what is proven, and over how much", async () => {
    const { code, out, err } = await command("prove", "--declaration", LINE_FOLDER, "--as-of", "2026-11-22");
    assert.deepEqual([code, err], [0, ""]);
    assert.match(
      out,
      /^line from examples\/line, as of 2026-11-22\n\nproven: [\d,]+ classes of requests by [\d,]+ decisions over \d+ principals, \d+ resources, 2\s+networks,\s+1\s+instant; \d+\s+assumptions\n {2}0 breaches, 0 broken grants, 0 not known, 0 known breaches; 15 declared uses asked;\s+[\d,]+\s+classes\s+under\s+one\s+layer\s+alone,\s+0\s+findings\n {2}claims: 8 built-in hold\n$/,
    );
    for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
  });

  it("gives the same as data", async () => {
    const { code, out } = await command("prove", "--declaration", LINE_FOLDER, "--as-of", "2026-11-22", "--json");
    const report = proofReport.parse(JSON.parse(out));
    assert.deepEqual([code, report.verdict, report.breaches, report.brokenGrants, report.unknown], [0, "proven", [], [], []]);
    assert.deepEqual([report.knownBreaches, report.layers], [[], []]);
  });

  it("writes a scenario file of each finding, which simulate replays to the same decision", async () => {
    const [declared, target] = [folder("wider"), folder("scenarios")];
    writeFiles(declared, new Map([...LINE, ["extensions/consumers.ts", WIDER_ROLE]]));
    const asked = ["--declaration", declared, "--as-of", "2026-11-22"];
    const { code, out, err } = await command("prove", ...asked, "--scenarios", target);
    assert.equal(code, 1, `${out}${err}`);
    const files = readdirSync(target);
    assert.ok(files.length >= 2, files.length.toString());
    for (const file of files) assert.doesNotMatch(readFileSync(path.join(target, file), "utf8"), /-denied"/, file);
    const replayed = await command("simulate", path.join(target, "*.json"), ...asked);
    assert.deepEqual([replayed.code, replayed.out], [0, `${files.length.toString()} passed, 0 failed\n`]);
  });

  it("decides the claims of claims.yaml, prints those that do not hold, and writes their scenarios", async () => {
    const target = folder("claimed");
    const scenarios = folder("claimed-scenarios");
    const claims =
      "never:\n  - { who: consumer/*, can: read, what: owner/ledger, because: the ledger stays here }\n" +
      "always:\n  - { who: consumer/reporter, can: read, what: owner/ledger, from: consumer/main, because: reports need it }\n";
    writeFiles(target, new Map([...LINE, ["claims.yaml", claims]]));
    const asked = ["--declaration", target, "--as-of", "2026-11-22"];
    const { code, out } = await command("prove", ...asked, "--scenarios", scenarios);
    assert.equal(code, 1);
    const shown = out.replaceAll(path.relative(process.cwd(), target), "declared").replaceAll(scenarios, "scenarios");
    assert.match(shown, /^not proven: /m);
    assert.match(shown, /^ {2}claims: 1 broken of 8 built-in, 2 of claims\.yaml$/m);
    assert.equal(
      /^Claims that do not hold[^]*?\n(?=\n|$(?![^]))/m
        .exec(shown)?.[0]
        .replace(/\s+/g, " ")
        .replace(/(?<=OfConsumer)\w{4}/, ""),
      [
        "Claims that do not hold (1)",
        "broken: consumer/* may never read owner/ledger",
        "consumer/reporter may use dynamodb:BatchGetItem on owner/tables/ledger from consumer/main (4 classes)",
        'allowed by "AllowReporterOfConsumer" of data.owner/table-ledger-policy, declared at declared/accounts/owner/data.yaml:11',
        "(owner/tables/ledger/sharedWith/consumer/reporter); owner owns it (data.yaml of owner)",
        "claimed at declared/claims.yaml:2:5: the ledger stays here",
        "npm run simulate -- scenarios/breach-0001.json ",
      ].join(" "),
    );
    const files = readdirSync(scenarios);
    const replayed = await command("simulate", path.join(scenarios, "*.json"), ...asked);
    assert.deepEqual([replayed.code, replayed.out], [0, `${files.length.toString()} passed, 0 failed\n`]);
    const data = await command("prove", ...asked, "--json");
    const report = proofReport.parse(JSON.parse(data.out));
    assert.deepEqual([report.counts.claims, report.counts.brokenClaims, report.counts.unknownClaims], [10, 1, 0]);
    assert.deepEqual(
      report.claims.slice(-2).map(({ name, verdict, says }) => [name, verdict, says]),
      [
        ["never[0]", "broken", "consumer/* may never read owner/ledger"],
        ["always[0]", "holds", "consumer/reporter may always read owner/ledger from consumer/main"],
      ],
    );
  });

  it("counts statements as needed that are there for an account whose perimeter is observed", async () => {
    const target = folder("observed");
    writeFiles(target, withEdits(LINE, OBSERVED));
    const { out } = await command("prove", "--declaration", target, "--as-of", "2026-11-22");
    assert.match(out, /^ {2}claims: 8 built-in hold$/m);
  });

  it("refuses claims that name nothing, and those that could never fail, with their places", async () => {
    const target = folder("wrong-claims");
    const write = (text: string): void => {
      writeFiles(target, new Map([...LINE, ["claims.yaml", text]]));
    };
    write("never:\n  - { who: consumr, can: read, what: owner/ledger, because: it is misspelt }\n");
    const named = /claims\.yaml:2:12: never\[0\]\.who: names no principal, got "consumr"; did you mean "consumer"\?\n/;
    const wrong = await command("prove", "--declaration", target);
    assert.deepEqual([wrong.code, wrong.out], [2, ""]);
    assert.match(wrong.err, named);
    const validated = await command("validate", "--declaration", target);
    assert.equal(validated.code, 1);
    assert.match(validated.out, named);
    write("never:\n  - { who: consumer, can: encrypt, what: consumer/reporter, because: nothing is asked }\n");
    const empty = await command("prove", "--declaration", target, "--as-of", "2026-11-22");
    assert.equal(empty.code, 2);
    assert.match(empty.err, /claims\.yaml:2:5: never\[0\]: matches no request, so that it could never fail, got /);
  });

  it("ends with 3 and names what to describe where something that exists decides", async () => {
    const target = folder("existing");
    writeFiles(target, new Map([...LINE].map(([file, text]) => [file, withExistingTable(file, text)])));
    const { code, out } = await command("prove", "--declaration", target, "--as-of", "2026-11-22");
    assert.equal(code, 3, out);
    assert.match(out, /^not known: /m);
    assert.match(out, /write in inventory\.yaml: resourcePolicies: /);
  });

  it("judges resources that rehearse wrote, and that were changed since", async () => {
    const target = folder("output");
    const asked = ["--declaration", LINE_FOLDER, "--as-of", "2026-11-22"];
    const file = path.join(target, "resources.json");
    assert.equal((await command("rehearse", ...asked, "--output", target)).code, 0);
    assert.equal((await command("prove", ...asked, "--resources", file)).code, 0);
    const written = readFileSync(file, "utf8");
    writeFileSync(file, written.replace("organizations:LeaveOrganization", "organizations:DescribeAccount"));
    const { code, out } = await command("prove", ...asked, "--resources", file);
    assert.equal(code, 1);
    assert.match(out, /may\s+use\s+organizations:LeaveOrganization/);
    writeFileSync(file, "{}");
    const wrong = await command("prove", ...asked, "--resources", file);
    assert.deepEqual([wrong.code, wrong.out], [2, ""]);
    assert.match(wrong.err, /^palisade: --resources: is no list of resources/);
  });

  it("refuses a declaration that is wrong with its problems", async () => {
    const target = folder("wrong");
    writeFiles(target, new Map([...LINE].map(([file, text]) => [file, text.replace("can: [", "can: [fly, ")])));
    const { code, out, err } = await command("prove", "--declaration", target);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /accounts\/owner\/data\.yaml:\d+:\d+: .*"fly"/);
  });
});

/** A policy by hand that gives the owner's workload more than it is declared for. */
const WIDER_ROLE = `import * as aws from ${JSON.stringify(import.meta.resolve("@pulumi/aws"))};
export default function ({ account, provider }) {
  if (account.name !== "owner") return;
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Wider", Effect: "Allow", Action: ["dynamodb:DeleteTable", "dynamodb:Scan", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], Resource: "*" }] });
  new aws.iam.RolePolicy("wider", { role: "api", policy }, { provider });
}
`;

const withExistingTable = (file: string, text: string): string =>
  file.endsWith("owner/data.yaml") ? text.replace(/^( {2}\w+:)\n/m, "$1\n    existing: ledger-of-old\n") : text;
