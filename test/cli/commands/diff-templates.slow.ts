import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type ChangeReport, changeReport } from "../../../cli/output/access/change-report.ts";
import { changesMarkdown } from "../../../cli/output/access/markdown-changes.ts";
import { changesText } from "../../../cli/output/access/print-changes.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { command, plain } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { repositoryOf } from "../../support/git-folder.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { edit } from "../../support/sample.ts";
import { fromTemplate, TEAM, type Templated, teams, type Values, writtenOut } from "../../support/templates.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/diff-templates.slow.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "diff");
const MINUTES = 600_000;
const folder = temporaryFolder();

const TWO = teams(2);
const { "team-0": FIRST = {}, "team-1": SECOND = {} } = TWO;
const both = fromTemplate(TWO);
/** The owner's ledger is read by both teams, under their names. */
const used = (files: Files, ...readers: readonly string[]): Files =>
  edit(
    files,
    "accounts/owner/data.yaml",
    "    sharedWith:\n",
    `    sharedWith:\n${readers.map((each) => `      ${each}: { can: [read], purpose: etl, because: they count }\n`).join("")}`,
  );

/** A team whose table and pipeline have the same names in every account. */
const plainly: Templated = {
  account: { ...TEAM.account, deployers: ["pipeline/deploy"] },
  data: JSON.parse(JSON.stringify(TEAM.data).replace("$(account)-records", "records")) as object,
};
const widened: Templated = {
  ...TEAM,
  data: JSON.parse(JSON.stringify(TEAM.data).replace('["read","scan"]', '["read","scan","write"]')) as object,
};
const ONE = { "team-0": FIRST };
const RENAMED = { "team-0": FIRST, letters: SECOND };
const HOURLY = { "team-0": FIRST, "team-1": { ...SECOND, job: "hourly" } };

/** Accounts with their values, and their template. */
type State = readonly [accounts: Readonly<Record<string, Values>>, template: Templated];

/** A text on one line, without the files and lines that statements come from. */
const withoutPlaces = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/\((?:main:)?(?:templates|accounts)\/[^)]*\)/g, "(place)");

/** What `diff` says between two states of a declaration. */
async function diffOf(name: string, before: Files, after: Files): Promise<ChangeReport> {
  const place = folder(name);
  mkdirSync(place);
  repositoryOf(place, before);
  for (const file of before.keys()) rmSync(path.join(place, file));
  writeFiles(place, after);
  const cwd = process.cwd();
  process.chdir(place);
  try {
    const { code, out, err } = await command("diff", "main", "--declaration", ".", "--as-of", "2026-11-22", "--json");
    assert.deepEqual([code, err], [0, ""], out);
    return changeReport.parse(JSON.parse(out));
  } finally {
    process.chdir(cwd);
  }
}

describe("diff of a declaration with templates", function () {
  this.timeout(MINUTES);

  for (const [name, before, after] of [
    ["template-grant-added", both, fromTemplate(TWO, widened)],
    [
      "template-account-renamed",
      used(fromTemplate(TWO, plainly), "team-0/api", "team-1/api"),
      used(fromTemplate(RENAMED, plainly), "team-0/api", "letters/api"),
    ],
  ] as const) {
    it(`says what changes: ${name}`, async () => {
      const report = await diffOf(name, before, after);
      assertRecorded(GOLDEN, `${name}.txt`, plain(changesText(report)));
      assertRecorded(GOLDEN, `${name}.md`, changesMarkdown(report));
    });
  }

  const changes: readonly (readonly [name: string, before: State, after: State])[] = [
    ["an account added", [ONE, TEAM], [TWO, TEAM]],
    ["a parameter changed", [TWO, TEAM], [HOURLY, TEAM]],
    ["an account renamed whose table has its name", [TWO, TEAM], [RENAMED, TEAM]],
  ];
  for (const [name, before, after] of changes) {
    it(`says the same of ${name} as where accounts are written out, at the template's lines`, async () => {
      const made = plain(changesText(await diffOf(name, fromTemplate(...before), fromTemplate(...after))));
      const written = plain(changesText(await diffOf(`${name}, written out`, writtenOut(...before), writtenOut(...after))));
      assert.match(made, /\(templates\/team\/data\.yaml:\d+\)/);
      assert.doesNotMatch(made, /accounts\/(?:team-\d|letters)\//);
      assert.equal(withoutPlaces(made), withoutPlaces(written));
    });
  }

  it("finds no change where accounts are written out, or come to be made by a template", async () => {
    for (const [name, before, after] of [
      ["written-out", both, writtenOut(TWO)],
      ["templated", writtenOut(TWO), both],
    ] as const)
      assert.deepEqual((await diffOf(name, before, after)).changes, []);
  });

  it("names the template's file and line of a mistake on either side", async () => {
    const place = folder("mistaken");
    mkdirSync(place);
    const wrong = fromTemplate(TWO, { ...TEAM, data: JSON.parse(JSON.stringify(TEAM.data).replace('"string"', '"text"')) as object });
    repositoryOf(place, wrong);
    const { code, err } = await command("diff", "main", "--declaration", place, "--as-of", "2026-11-22");
    assert.equal(code, 1);
    assert.match(err, /templates\/team\/data\.yaml:\d+:\d+: team-0 and 1 more: tables\.team-0-records\.key\.partition\.id: /);
    writeFiles(place, both);
    const earlier = await command("diff", "main", "--declaration", place, "--as-of", "2026-11-22");
    assert.equal(earlier.code, 1);
    assert.match(earlier.err, /^main:templates\/team\/data\.yaml:\d+:\d+: team-0 and 1 more: /m);
  });
});
