import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type ChangeReport, changeReport } from "../../../cli/output/access/change-report.ts";
import { changesMarkdown, LONGEST_COMMENT } from "../../../cli/output/access/markdown-changes.ts";
import { changesText } from "../../../cli/output/access/print-changes.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { command, plain, type Ran } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { gitIn, repositoryOf } from "../../support/git-folder.ts";
import { LINE } from "../../support/line.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { edit, without } from "../../support/sample.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/diff.spec.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "diff");
const folder = temporaryFolder();

const ORGANIZATION = "organization.yaml";
const DATA = "accounts/owner/data.yaml";
const GRANT =
  "\n    sharedWith:\n      consumer/reporter: { can: [read, stream], on: [table, byDay], purpose: etl, because: daily balance }";

const withGrant = (grant: string): Files => edit(LINE, DATA, GRANT, grant);
const withUntil = (until: string): Files => edit(LINE, DATA, "because: daily balance }", `because: daily balance, until: ${until} }`);
const sensitive = edit(LINE, DATA, "    usedBy:", "    classification: sensitive\n    usedBy:");
/** An account alone, with one table. */
const alone: Files = edit(
  edit(
    edit(without(LINE, "accounts/consumer/"), DATA, GRANT, ""),
    DATA,
    "    indexes:\n      byDay: { partition: { day: string }, sort: { entryId: string } }\n",
    "",
  ),
  DATA,
  "    stream: new-and-old-images\n",
  "",
);
const open = edit(alone, ORGANIZATION, "perimeter: enforced", "perimeter: open, because: developers need the console");
const withSecondParty = edit(LINE, ORGANIZATION, "[AWSReservedSSO_OnCall]", "[AWSReservedSSO_OnCall, AWSReservedSSO_Security]");

/** The same organization, whose consumer has another name. */
const renamed: Files = new Map(
  [...LINE].map(([file, text]) => [
    file.replace("accounts/consumer/", "accounts/reader/"),
    text.replace("account: consumer", "account: reader").replace("consumer/reporter", "reader/reporter"),
  ]),
);

/** Runs `diff` in the folder of a repository, as its user does. */
async function diffIn(place: string, ...args: readonly string[]): Promise<Ran> {
  const before = process.cwd();
  process.chdir(place);
  try {
    return await command("diff", ...args, "--declaration", ".", "--as-of", "2026-11-22");
  } finally {
    process.chdir(before);
  }
}

/** A repository whose branch main has the first files, and whose folder has the second. */
function changed(name: string, before: Files, after: Files): string {
  const place = folder(name);
  mkdirSync(place);
  repositoryOf(place, before);
  for (const file of before.keys()) rmSync(path.join(place, file));
  writeFiles(place, after);
  return place;
}

describe("diff", () => {
  for (const [name, before, after] of [
    ["grant-added", withGrant(""), LINE],
    ["grant-removed", LINE, withGrant("")],
    ["grant-expired", withUntil("2027-03-31"), withUntil("2026-11-21")],
    ["grant-widened", LINE, edit(LINE, DATA, "can: [read, stream]", "can: [read, write, stream]")],
    ["grant-prolonged", withUntil("2027-03-31"), withUntil("2027-06-30")],
    ["perimeter-opened", alone, open],
    ["break-glass-party-added", LINE, withSecondParty],
    ["table-made-ordinary", sensitive, LINE],
    ["account-renamed", LINE, renamed],
    ["no-change", LINE, edit(LINE, DATA, "daily balance", "the daily balance")],
  ] as const) {
    it(`says what changes: ${name}`, async () => {
      const { code, out, err } = await diffIn(changed(name, before, after), "main", "--json");
      assert.deepEqual([code, err], [0, ""]);
      const report = changeReport.parse(JSON.parse(out));
      assertRecorded(GOLDEN, `${name}.json`, out);
      assertRecorded(GOLDEN, `${name}.txt`, plain(changesText(report)));
      assertRecorded(GOLDEN, `${name}.md`, changesMarkdown(report));
      assert.ok(
        plain(changesText(report))
          .split("\n")
          .every((line) => line.length <= 100),
      );
    });
  }

  it("prints the same as text and as Markdown", async () => {
    const place = folder("no-change");
    assert.equal((await diffIn(place, "main")).out, readFileSync(path.join(GOLDEN, "no-change.txt"), "utf8"));
    assert.equal((await diffIn(place, "main", "--markdown")).out, readFileSync(path.join(GOLDEN, "no-change.md"), "utf8"));
  });

  it("reads a declaration from a folder of a repository, and leaves nothing of it behind", async () => {
    const place = folder("below");
    repositoryOf(place, new Map([...LINE].map(([file, text]) => [`policies/line/${file}`, text])));
    const { code, out } = await diffIn(path.join(place, "policies", "line"), "main");
    assert.deepEqual([code, out], [0, ". compared with main, as of 2026-11-22\n\nNo access changes.\n"]);
    assert.equal(gitIn(place, "status", "--porcelain"), "");
  });

  it("compares with a file that rehearse wrote", async () => {
    const place = changed("based", LINE, LINE);
    const { code } = await command("rehearse", "--declaration", place, "--as-of", "2026-11-22", "--output", path.join(place, "base"));
    assert.equal(code, 0);
    writeFiles(place, withGrant(""));
    const { out } = await diffIn(place, "--base", "base/resources.json", "--json");
    const report = changeReport.parse(JSON.parse(out));
    assert.deepEqual(report.before, { name: "base/resources.json", commit: null });
    assert.deepEqual([report.counts.gains, report.counts.loses > 0], [0, true]);
    assert.ok(report.changes.some(({ allowedBefore: [first] }) => first?.declaredAt[0]?.file.endsWith(DATA) === true));
  });

  it("prints the problems of either declaration, and ends with 1", async () => {
    const broken = edit(LINE, DATA, "purpose: etl", "purpose: nothing");
    const now = await diffIn(changed("broken now", LINE, broken), "main");
    assert.equal(now.code, 1);
    assert.match(now.err, /^accounts\/owner\/data\.yaml:11:\d+: /);
    const then = await diffIn(changed("broken then", broken, LINE), "main");
    assert.equal(then.code, 1);
    assert.match(then.err, /^main:accounts\/owner\/data\.yaml:11:\d+: /);
  });

  describe("refuses", () => {
    const place = (): string => {
      if (!existsSync(folder("refused"))) changed("refused", new Map([...LINE, ["other/readme.txt", "nothing"]]), LINE);
      return folder("refused");
    };

    for (const [name, args, message] of [
      [
        "a ref that is none",
        ["nowhere"],
        /^palisade: ref: is nothing that git knows, got "nowhere"; name a branch, tag or commit; in a shallow/,
      ],
      ["neither a ref nor a file", [], /^palisade: ref: name what to compare with: a git ref, or a file by --base\n/],
      ["both a ref and a file", ["main", "--base", "x.json"], /^palisade: ref: name one of two: /],
      ["two formats", ["main", "--json", "--markdown"], /^palisade: --json: does not go with --markdown/],
      [
        "a file that is not there",
        ["--base", "x.json"],
        /^palisade: --base: cannot be read, got "ENOENT" for x\.json; name the resources\.json/,
      ],
      ["a file of something else", ["--base", ORGANIZATION], /^palisade: --base: is no list of resources in organization\.yaml; name the/],
    ] as const) {
      it(name, async () => {
        const { code, err } = await diffIn(place(), ...args);
        assert.equal(code, 2);
        assert.match(err, message);
      });
    }

    it("a ref that looks like an option of git's", async () => {
      const { code, err } = await command("diff", "--declaration", place(), "--", "--output=x");
      assert.equal(code, 2);
      assert.match(err, /^palisade: ref: is nothing that git knows, got "--output=x"; /);
    });

    it("a folder that the ref does not have", async () => {
      const later = path.join(place(), "later");
      writeFiles(later, LINE);
      const { code, err } = await diffIn(later, "main");
      assert.equal(code, 2);
      assert.match(err, /^palisade: ref: has no declaration in later, got "main"; name a later ref, or the folder that it was in\n$/);
    });

    it("a folder that is in no repository", async () => {
      writeFiles(folder("no repository"), LINE);
      const { code, err } = await diffIn(folder("no repository"), "main");
      assert.equal(code, 2);
      assert.match(err, /^palisade: --declaration: is in no git repository, got ".*" \(git: not a git repository .*\); name a folder/);
    });
  });
});

describe("docs/access.md", () => {
  it("shows what diff prints", () => {
    const page = readFileSync(path.join(import.meta.dirname, "../../../docs/access.md"), "utf8");
    assert.ok(page.includes(`\n${readFileSync(path.join(GOLDEN, "grant-widened.txt"), "utf8")}\`\`\``));
  });
});

describe("Markdown of changes", () => {
  const recorded = (name: string): ChangeReport => changeReport.parse(JSON.parse(readFileSync(path.join(GOLDEN, `${name}.json`), "utf8")));

  it("is cut where it is too long, and says how many changes are missing", () => {
    const { changes, ...rest } = recorded("grant-removed");
    const withDetails = changes.filter(({ allowedBefore }) => allowedBefore.length > 0);
    const many = { ...rest, changes: Array.from({ length: 500 }, () => withDetails).flat() };
    const text = changesMarkdown(many);
    assert.ok(text.length <= LONGEST_COMMENT && text.length > LONGEST_COMMENT - 1000, text.length.toString());
    const shown = text.split("<details>").length - 1;
    const left = many.changes.length - shown;
    assert.ok(text.endsWith(`\n${left.toString()} further changes did not fit into this comment; \`npm run diff\` lists all of them.\n`));
  });

  it("lets no name mean anything in Markdown or HTML", () => {
    const { changes, ...rest } = recorded("grant-removed");
    const text = changesMarkdown({ ...rest, changes: changes.map((change) => ({ ...change, resources: ["a_b</summary>*c*"] })) });
    assert.ok(text.includes("a\\_b&lt;/summary&gt;\\*c\\*"), text);
  });
});
