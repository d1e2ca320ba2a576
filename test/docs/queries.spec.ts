import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { temporaryFolder } from "../support/folder.ts";
import { ATHENA_COLUMNS, type Columns, LAKE_COLUMNS, typeAt } from "../support/trail-schema.ts";
import { COLUMNS } from "../support/trail-tables.ts";
import { blocksOf, PAGES, textOf } from "./page.ts";
import { readQuery } from "./read-query.ts";

const MILLISECONDS = 60_000;
const OBSERVING = "docs/observing.md";
const BREAK_GLASS = "docs/break-glass.md";
const folder = temporaryFolder();

/** The query of a block, with a table in place of what a reader puts in. */
const sqlOf = (text: string): string => text.replaceAll("<event data store>", "event_data_store");

const QUERIES = PAGES.flatMap((page) =>
  blocksOf(textOf(page)).flatMap(({ language, line, text }) =>
    language === "sql" ? [{ page, at: `${page}:${line.toString()}`, sql: sqlOf(text) }] : [],
  ),
);

/** What a page tells readers of Lake to write in place of what a query has. */
const IN_LAKE: readonly (readonly [string, string])[] = [
  ["       requestparameters\n", "       json_format(CAST(requestparameters AS JSON)) AS requestparameters\n"],
  ["'2026-11-01T00:00:00Z'", "'2026-11-01 00:00:00'"],
  ["'2026-11-15T00:00:00Z'", "'2026-11-15 00:00:00'"],
];

/** And of Athena. */
const IN_ATHENA: readonly (readonly [string, string])[] = [
  ["element_at(requestParameters, 'roleArn')", "json_extract_scalar(requestParameters, '$.roleArn')"],
];

const rewritten = (sql: string, pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((text, [from, to]) => text.replace(from, to), sql);

/** What is wrong with a query of a table with these columns; nothing where it is sound. */
function mistakesIn(sql: string, columns: Columns): string[] {
  mkdirSync(folder("parser"), { recursive: true });
  const query = readQuery(sql, folder("parser"));
  const typed = (path = "") => typeAt(columns, path.replace(/^CAST\((.*)AS\w+\)$/i, "$1"));
  return [
    ...query.mistakes,
    ...query.columns.filter((path) => typeAt(columns, path) === undefined).map((path) => `there is no column ${path}`),
    ...query.calls.flatMap(([name = "", of = ""]) => {
      const type = typed(of) ?? "";
      if (name === "element_at" && !/^(?:map|array)</.test(type)) return [`element_at takes a map, and ${of} is ${type}`];
      if (name === "json_extract_scalar" && type !== "string") return [`json_extract_scalar takes a text, and ${of} is ${type}`];
      // A text that is cast becomes a JSON text in quotes, and not what is in it.
      if (name === "json_format" && type === "string") return [`json_format makes a text of a text, ${of}`];
      return [];
    }),
  ];
}

describe("queries in documents", function () {
  this.timeout(MILLISECONDS);

  for (const { page, at, sql } of QUERIES) {
    const isOfLake = sql.includes("event_data_store");
    // Both pages say that their queries are for either service.
    it(`are SQL over the columns that AWS documents, at ${at}`, () => {
      const lake = isOfLake ? sql : rewritten(sql.replace("cloudtrail_logs", "event_data_store"), IN_LAKE);
      const athena = isOfLake ? rewritten(sql.replace("event_data_store", "cloudtrail_logs"), IN_ATHENA) : sql;
      // Only Athena's tables have files.
      if (!sql.includes('"$path"')) assert.deepEqual(mistakesIn(lake, LAKE_COLUMNS), [], `${page} in Lake`);
      assert.deepEqual(mistakesIn(athena, ATHENA_COLUMNS), [], `${page} in Athena`);
      const { tables } = readQuery(athena, folder("parser"));
      assert.deepEqual(tables, ["cloudtrail_logs"]);
    });
  }

  it("are written anew as their pages say", () => {
    const [observing, breakGlass] = [textOf(OBSERVING), textOf(BREAK_GLASS)];
    assert.ok(observing.includes("write `json_format(CAST(requestparameters AS JSON)) AS requestparameters`"));
    assert.ok(observing.includes("write times as `'2026-11-01 00:00:00'`"));
    assert.ok(breakGlass.includes("`json_extract_scalar(requestParameters, '$.roleArn')` in place of `element_at"));
    for (const [from] of [...IN_LAKE, ...IN_ATHENA])
      assert.ok(
        QUERIES.some(({ sql }) => sql.includes(from)),
        from,
      );
  });

  it("give all columns that observe reads, and no other", () => {
    const exporting = QUERIES.filter(({ page, sql }) => page === OBSERVING && !sql.includes("$path"));
    assert.equal(exporting.length, 1);
    const { results } = readQuery(exporting[0]?.sql ?? "", folder("parser"));
    assert.deepEqual([...results].sort(), COLUMNS.map((name) => name.toLowerCase()).sort());
  });

  it("would not pass with a column, a field, a word or a type that does not exist", () => {
    const select = (what: string, where = "eventname = 'GetItem'") => `SELECT ${what} FROM cloudtrail_logs WHERE ${where}`;
    for (const [sql, expected] of [
      [select("eventnames"), /^there is no column eventnames$/],
      [select("useridentity.sessioncontext.issuer"), /^there is no column useridentity\.sessioncontext\.issuer$/],
      [select("eventname", "eventname IN ()"), /^1:\d+: /],
      [select("eventname", "eventtime BETWEN 1 AND 2"), /^1:\d+: /],
      [select("element_at(requestparameters, 'roleArn')"), /^element_at takes a map, and requestparameters is string$/],
      [select("json_format(CAST(requestparameters AS JSON))"), /^json_format makes a text of a text/],
    ] as const)
      assert.match(mistakesIn(sql, ATHENA_COLUMNS)[0] ?? "", expected);
    assert.deepEqual(mistakesIn(select("element_at(requestparameters, 'roleArn')"), LAKE_COLUMNS), []);
  });
});
