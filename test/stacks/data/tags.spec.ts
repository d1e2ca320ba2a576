import assert from "node:assert/strict";
import { type Edit, named, rehearseLine } from "../../support/line.ts";

const EDITS: readonly Edit[] = [
  ["accounts/owner/account.yaml", "workloads:\n", "tags: { team: ledgers, stage: prod }\nworkloads:\n"],
  [
    "accounts/owner/data.yaml",
    "tables:\n  ledger:\n",
    `secrets:
  token:
    tags: { rotate: "false" }
keys:
  seal:
    tags: { team: seals }
tables:
  ledger:
    tags: { team: accounting, cost: c-17 }
`,
  ],
];

const OF_STACK = { "palisade:organization": "line", "palisade:stack": "data.owner" };

describe("tags of tables, keys and secrets", function () {
  this.timeout(60_000);

  it("stand on them and on keys of their own, in the place of the account's where the key is the same", async () => {
    const rehearsal = await rehearseLine({}, ...EDITS);
    const tagsOf = (name: string) => named(rehearsal, "data.owner", name).outputs["tagsAll"];
    const ofLedger = { ...OF_STACK, stage: "prod", team: "accounting", cost: "c-17" };
    const ofToken = { ...OF_STACK, stage: "prod", team: "ledgers", rotate: "false" };
    assert.deepEqual(["table-ledger-table", "table-ledger-key", "key-seal-key", "secret-token-secret", "secret-token-key"].map(tagsOf), [
      ofLedger,
      ofLedger,
      { ...OF_STACK, stage: "prod", team: "seals" },
      ofToken,
      ofToken,
    ]);
  });

  it("are left out of what has none", async () => {
    const { inputs } = named(await rehearseLine(), "data.owner", "table-ledger-table");
    assert.ok(!("tags" in inputs));
  });
});
