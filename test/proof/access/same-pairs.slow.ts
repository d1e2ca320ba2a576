import assert from "node:assert/strict";
import { bothWays, weakened } from "../../support/compared-both-ways.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { deploy } from "../../support/proof.ts";
import { randomFrom } from "../../support/random.ts";

const DATA = "accounts/owner/data.yaml";

/** Changes of the declaration, by what they do. */
const CHANGES: readonly (readonly [name: string, edit: Edit])[] = [
  ["widens a grant", [DATA, "can: [read, stream], on: [table, byDay]", "can: [read, write, stream], on: [table, byDay]"]],
  ["ends a grant", [DATA, "because: daily balance }", "because: daily balance, until: 2026-12-31 }"]],
  [
    "adds a table and a secret",
    [
      DATA,
      "because: daily balance }\n",
      `because: daily balance }
  archive: { key: { partition: { year: string } }, usedBy: { api: { can: [read] } } }
secrets:
  signing: { sharedWith: { consumer/reporter: { can: [read], purpose: etl, because: signs } } }
`,
    ],
  ],
];

describe("comparing the smallest organization with another of it", function () {
  this.timeout(600_000);

  for (const seed of [0, 1]) {
    it(`finds the same where it leaves out pairs whose documents did not change: weakening ${seed.toString()}`, async () => {
      const deployed = await deploy(LINE);
      const [left, every] = await bothWays(deployed, { ...deployed, resources: weakened(deployed.resources, randomFrom(seed)) });
      assert.deepEqual(left, every);
    });
  }

  for (const [change, edit] of CHANGES) {
    it(`finds the same where it leaves out pairs whose documents did not change, if it ${change}`, async () => {
      const [left, every] = await bothWays(await deploy(LINE), await deploy(withEdits(LINE, [edit])));
      assert.deepEqual(left, every);
    });
  }
});
