import assert from "node:assert/strict";
import { renameSync, symlinkSync } from "node:fs";
import type { DenialReport } from "../../../cli/output/print-denial.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { fromTemplate, teams } from "../../support/templates.ts";

const folder = temporaryFolder();
const MINUTES = 600_000;
const ERROR =
  "User: arn:aws:sts::300000000002:assumed-role/reporter/i-0abc is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:400000000001:table/team-1-records because no identity-based policy allows the dynamodb:PutItem action";

describe("explain --error about the table of an account that a template makes", function () {
  this.timeout(MINUTES);

  it("proposes a change of the template, and says what every account gets and how to change one alone", async () => {
    writeFiles(folder("teams"), fromTemplate(teams(2)));
    const { code, out, err } = await command("explain", "-d", folder("teams"), "--as-of", "2026-11-22", "--error", ERROR);
    assert.equal(err, "");
    assert.equal(code, 1);
    assert.equal(
      out.slice(out.indexOf("Smallest change")),
      `Smallest change: in templates/team/data.yaml, line 17, tables.$(account)-records.sharedWith:
  consumer/reporter: { can: [read, write], purpose: etl, because: the report says: $(what) }
Every account that templates/team makes gets it: team-0, team-1.
For team-1 alone: copy templates/team to accounts/team-1, put its values in, remove its line from templates/team/template.yaml, and make the change there.
Reviewed by: team-1, which owns the data, and the platform and security teams, which own templates/team.
With it the call is allowed. Rehearsed and decided.
All that it changes, by the proof:
  consumer/reporter gains dynamodb:BatchWriteItem, DeleteItem, PutItem, UpdateItem on team-0/tables/team-0-records: from consumer/main
  consumer/reporter gains dynamodb:BatchWriteItem, DeleteItem, PutItem, UpdateItem on team-1/tables/team-1-records: from consumer/main
`,
    );
    assert.doesNotMatch(out, /(?:account|data)\.yaml of team-1/);
  });

  it("says the same as data, and reads a template whose folder is a link", async () => {
    writeFiles(folder("linked"), fromTemplate(teams(1)));
    renameSync(folder("linked/templates/team"), folder("elsewhere"));
    symlinkSync(folder("elsewhere"), folder("linked/templates/team"));
    const { out } = await command(
      "explain",
      "-d",
      folder("linked"),
      "--as-of",
      "2026-11-22",
      "--json",
      "--error",
      ERROR.replaceAll("team-1", "team-0").replace("400000000001", "400000000000"),
    );
    const { denials } = JSON.parse(out) as { readonly denials: readonly DenialReport[] };
    const [change] = denials.map((each) => each.change);
    assert.deepEqual(
      [change?.template, change?.accounts, change?.owner, change?.isAllowed],
      ["templates/team", ["team-0"], "team-0", true],
    );
  });
});
