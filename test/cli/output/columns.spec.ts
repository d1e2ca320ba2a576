import assert from "node:assert/strict";
import { columns, fittingWidths } from "../../../cli/output/columns.ts";
import { fitTables } from "../../../cli/output/line-width.ts";
import { plain } from "../../support/command.ts";

const rows = [
  ["name", "text"],
  ["a", "many words that may be broken between them ".repeat(3).trim()],
  ["beta", "short"],
];

describe("a table in a narrow terminal", () => {
  afterEach(() => {
    fitTables(undefined);
  });

  it("keeps its widths where it fits", () => {
    assert.equal(fittingWidths(rows, 200), undefined);
  });

  it("breaks its widest columns between words, and no more than it must", () => {
    assert.deepEqual(fittingWidths(rows, 60), [4, 52]);
    fitTables(60);
    const text = plain(columns(["name", "text"], rows.slice(1)));
    assert.ok(text.split("\n").every((line) => line.length <= 60));
    assert.deepEqual(text.match(/\w+/g)?.filter((word) => word === "broken").length, 3);
  });

  it("writes each row below itself where the words of a row do not fit, and loses none", () => {
    assert.equal(fittingWidths(rows, 10), "stacked");
    fitTables(10);
    assert.equal(
      plain(columns(["name", "text", "more"], [["analytics-prod", "", "workloads/prod"]])),
      "  analytics-prod\n    more workloads/prod\n",
    );
  });

  it("writes a row that goes on with the one above under the same name, without an empty line", () => {
    fitTables(10);
    assert.equal(
      plain(
        columns(
          ["name", "text", "more"],
          [
            ["analytics-prod", "one", "workloads/prod"],
            ["", "two", "workloads/dev"],
          ],
        ),
      ),
      "  analytics-prod\n    text one\n    more workloads/prod\n    text two\n    more workloads/dev\n",
    );
  });
});
