import assert from "node:assert/strict";
import { parse } from "yaml";
import { declaredChange, type WantedAccess } from "../../../cli/input/declared-change.ts";
import { load } from "../../../model/checks/load.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { LINE } from "../../support/line.ts";
import { fromTemplate, TEAM, TEMPLATE, TEMPLATE_DATA, type Templated, teams } from "../../support/templates.ts";

const NOW = new Date("2026-11-22T00:00:00Z");
const TEAMS = teams(3);
const UNTIL = "2027-02-20";

const wanted = (changes: Partial<WantedAccess>): WantedAccess => ({
  consumer: "consumer/reporter",
  owner: "team-1",
  kind: "tables",
  name: "team-1-records",
  part: undefined,
  action: "dynamodb:PutItem",
  until: UNTIL,
  ...changes,
});

/** A change with what the declaration says of it. */
function changeOf(files: Files, access: WantedAccess) {
  const change = declaredChange(files, access);
  assert.ok(change !== undefined);
  const { text, ...rest } = change;
  const { declaration, problems } = load(new Map([...files, [rest.file, text]]), { now: NOW });
  return { change: rest, text, problems: problems.map(({ message }) => message), isRead: declaration !== undefined };
}

const withData = (change: (data: typeof TEAM.data) => void, team: Templated = TEAM): Templated => {
  const copy = JSON.parse(JSON.stringify(team)) as Templated;
  change(copy.data);
  return copy;
};

/** The only table of a template's data. */
const tableIn = (data: object): Record<string, unknown> => {
  const [table] = Object.values((data as { tables: Record<string, Record<string, unknown>> }).tables);
  assert.ok(table !== undefined);
  return table;
};

describe("the smallest change of a declaration", () => {
  it("is one of the owner's own file", () => {
    const { change, isRead } = changeOf(LINE, wanted({ owner: "owner", name: "ledger" }));
    assert.ok(isRead);
    assert.equal(change.file, "accounts/owner/data.yaml");
    assert.deepEqual([change.template, change.accounts], [undefined, ["owner"]]);
  });

  it("is one of the template's file where a template makes the owner, under the template's names", () => {
    const { change, isRead } = changeOf(fromTemplate(TEAMS), wanted({}));
    assert.ok(isRead);
    assert.deepEqual(change, {
      file: TEMPLATE_DATA,
      line: 17,
      place: "tables.$(account)-records.sharedWith",
      entry: "consumer/reporter: { can: [read, write], purpose: etl, because: the report says: $(what) }",
      isNew: false,
      template: "templates/team",
      accounts: ["team-0", "team-1", "team-2"],
    });
  });

  it("adds a new entry to the template", () => {
    const { change, text, isRead } = changeOf(fromTemplate(TEAMS), wanted({ consumer: "owner/api", action: "dynamodb:GetItem" }));
    assert.ok(isRead);
    assert.deepEqual([change.isNew, change.line, change.place], [true, 3, "tables.$(account)-records.sharedWith"]);
    assert.deepEqual(Object.keys(tableIn(parse(text) as object)["sharedWith"] as object), ["consumer/reporter", "owner/api"]);
  });

  it("finds the owner's own workload and index by the names that the template gives them", () => {
    const indexed = withData((data) => {
      Object.assign(tableIn(data), { indexes: { "by-$(account)": { partition: { day: "string" } } } });
    });
    const { change, isRead, problems } = changeOf(
      fromTemplate(TEAMS, indexed),
      wanted({ consumer: "team-1/job-1", action: "dynamodb:Query", part: "by-team-1" }),
    );
    assert.deepEqual(problems, []);
    assert.ok(isRead);
    assert.deepEqual(
      [change.place, change.entry],
      ["tables.$(account)-records.usedBy", "$(job): { can: [read, scan], on: [table, by-$(account)] }"],
    );
  });

  it("names a workload that uses the table nowhere yet as the template does", () => {
    const unused = withData((data) => {
      Object.assign(tableIn(data), { usedBy: { api: { can: ["read"] } } });
    });
    const { change, isRead } = changeOf(fromTemplate(TEAMS, unused), wanted({ consumer: "team-1/job-1", action: "dynamodb:Scan" }));
    assert.ok(isRead);
    assert.deepEqual([change.entry, change.isNew], ["$(job): { can: [scan] }", true]);
  });

  it("adds no right that a parameter gives already", () => {
    const given = withData((data) => {
      Object.assign(tableIn(data), { sharedWith: { "consumer/$(what)": { can: ["write"], purpose: "etl", because: "it says $(what)" } } });
    });
    const named = { ...TEAMS, "team-1": { ...TEAMS["team-1"], what: "reporter" } };
    const change = declaredChange(fromTemplate(named, given), wanted({}));
    assert.equal(change?.entry, "consumer/$(what): { can: [write], purpose: etl, because: it says $(what) }");
  });

  describe("of an end that each account has for itself", () => {
    const ending = withData((data) => {
      Object.assign(tableIn(data), {
        sharedWith: { "consumer/reporter": { can: ["read"], purpose: "migration", because: "it says so", until: "$(what)" } },
      });
    });
    const ended = Object.fromEntries(Object.entries(TEAMS).map(([name, values]) => [name, { ...values, what: "2026-11-01" }]));
    const described = { ...ending, account: { ...TEAM.account, description: "a team" } };
    const files = fromTemplate(ended, described);

    it("is one of the owner's own value", () => {
      const { change, text, isRead, problems } = changeOf(files, wanted({ action: "dynamodb:GetItem" }));
      assert.deepEqual(problems, []);
      assert.ok(isRead);
      assert.deepEqual(change, {
        file: TEMPLATE,
        line: 16,
        place: "accounts.team-1",
        entry: `what: ${UNTIL}`,
        isNew: false,
        template: "templates/team",
        accounts: ["team-1"],
      });
      const { accounts } = parse(text) as { accounts: Record<string, { what: string }> };
      assert.deepEqual(
        Object.values(accounts).map(({ what }) => what),
        ["2026-11-01", UNTIL, "2026-11-01"],
      );
    });

    it("is one of the template where a right is missing, too", () => {
      const { change, problems } = changeOf(files, wanted({}));
      assert.equal(change.file, TEMPLATE_DATA);
      assert.match(change.entry, /can: \[read, write\].*until: 2027-02-20/);
      assert.ok(problems.some((message) => message.includes("is used nowhere in the template")));
    });
  });

  it("is none for what the declaration does not have", () => {
    const files = fromTemplate(TEAMS);
    assert.equal(declaredChange(files, wanted({ owner: "team-9" })), undefined);
    assert.equal(declaredChange(files, wanted({ name: "team-2-records" })), undefined);
    assert.equal(declaredChange(files, wanted({ action: "dynamodb:Nothing" })), undefined);
  });
});
