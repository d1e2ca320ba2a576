import assert from "node:assert/strict";
import { protectingEntries } from "../../../cli/input/protecting-entries.ts";
import { sandboxCalls } from "../../../cli/output/calls.ts";
import { progressText, summaryText } from "../../../cli/output/print-operation.ts";
import type { StackReport } from "../../../operation/operate.ts";
import { plain } from "../../support/command.ts";
import { linePlan } from "../../support/line.ts";

const urn = (name: string) => `urn:pulumi:data.owner::palisade::palisade:data:ProtectedTable$aws:x::${name}`;
const KEPT = ["table-ledger-table", "table-ledger-key", "table-ledger-alias"].map(urn);

const report = (change: Partial<StackReport>): StackReport => ({
  stack: "data.owner",
  changes: [],
  unchanged: 3,
  advisories: {},
  warnings: [],
  errors: [],
  seconds: 1,
  trouble: undefined,
  isSkipped: false,
  rest: { made: [], protected: KEPT, neighbours: [], pending: [], writtenAt: "", handedOn: "" },
  ...change,
});

describe("what a sandbox says of what it keeps", () => {
  it("is that it is kept, and not that it is unchanged", () => {
    const [line] = plain(progressText("destroy", report({}), { place: 1, of: 1 })).split("\n");
    assert.match(line ?? "", /data\.owner +kept 1\.0 s$/);
    const bare = report({ rest: { made: [], protected: [], neighbours: [], pending: [], writtenAt: "", handedOn: "" } });
    assert.match(plain(progressText("up", bare, { place: 1, of: 1 })), /unchanged/);
  });

  it("names the entry that keeps it, once, and how to discard the sandbox", () => {
    const entries = protectingEntries(linePlan(), new Map([["data.owner", KEPT]]));
    assert.deepEqual(entries, ["tables.ledger (accounts/owner/data.yaml:3)"]);
    const reports = new Map([["data.owner", report({})]]);
    const text = summaryText({
      reports,
      fates: new Map([["data.owner", "done"]]),
      seconds: 1,
      entries,
      calls: sandboxCalls({}),
      folder: ".palisade/sandbox",
    });
    assert.match(
      text,
      /3 resources may not be deleted, .*\n {2}tables\.ledger \(accounts\/owner\/data\.yaml:3\)\n.*run npm run sandbox -- up, then npm run sandbox -- destroy again; or discard the whole sandbox: rm -r \.palisade\/sandbox\n/,
    );
  });

  it("tells names apart that begin alike", () => {
    const plan = linePlan(["accounts/owner/data.yaml", "tables:\n", "tables:\n  ledger-key: { key: { partition: { id: string } } }\n"]);
    const entries = protectingEntries(plan, new Map([["data.owner", [urn("table-ledger-key-table")]]]));
    assert.deepEqual(entries, ["tables.ledger-key (accounts/owner/data.yaml:3)"]);
  });
});
