import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { problemLine } from "../../../model/problem.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";

const NOW = new Date("2026-11-22T00:00:00Z");
const found = (...edits: readonly Edit[]) => {
  const { problems, warnings } = load(withEdits(LINE, edits), { now: NOW });
  return { problems: problems.map(problemLine), warnings: warnings.map(problemLine) };
};
const RESTORE_ROLES = "  restoreRoles: { recovery/restore: who is on call restores tables }\n";
const DATA = "accounts/owner/data.yaml";
const INDEX = "      byDay: { partition: { day: string }, sort: { entryId: string } }\n";

describe("backups and restores in a declaration", () => {
  it("may name restore roles for the organization or for one account", () => {
    assert.deepEqual(found(), { problems: [], warnings: [] });
    const ofAccount: Edit = ["accounts/owner/account.yaml", "workloads:\n", `letThrough:\n${RESTORE_ROLES}workloads:\n`];
    assert.deepEqual(found(["organization.yaml", `letThrough:\n${RESTORE_ROLES}`, ""], ofAccount), { problems: [], warnings: [] });
  });

  it("warns of tables that can be restored by nobody, unless they are not protected or the account is not enforced", () => {
    const nobody: Edit = ["organization.yaml", `letThrough:\n${RESTORE_ROLES}`, ""];
    assert.deepEqual(found(nobody), {
      problems: [],
      warnings: [
        'accounts/owner/data.yaml:2:1: tables: have point-in-time recovery, but nobody may restore them, got ["ledger"]; name a role under letThrough.restoreRoles, in organization.yaml or in the account.yaml',
      ],
    });
    assert.deepEqual(found(nobody, [DATA, "  ledger:\n", "  ledger:\n    deletion: allowed\n"]).warnings, []);
    const open: Edit = ["organization.yaml", "{ perimeter: enforced,", "{ perimeter: observe, because: a trial,"];
    assert.ok(found(nobody, open).warnings.every((each) => !each.includes("restore")));
  });

  for (const [kind, entry] of [
    ["backupRoles", "both"],
    ["serviceRoles", "{ service: dax.amazonaws.com, because: both }"],
  ] as const)
    it(`refuses a restore role that is named under ${kind} too`, () => {
      const { problems } = found(["organization.yaml", RESTORE_ROLES, `${RESTORE_ROLES}  ${kind}: { recovery/restore: ${entry} }\n`]);
      assert.deepEqual(problems, [
        `organization.yaml:14:19: letThrough.restoreRoles.recovery/restore: is named under ${kind} too, got "recovery/restore"; make a role for restores alone, and name it here`,
      ]);
    });

  it("refuses tables and indexes that are made with the name of a restored table", () => {
    const renamed = found(
      [DATA, "  ledger:\n", "  ledger-restored-1:\n"],
      [DATA, INDEX, `${INDEX}      by-restored-day: { partition: { day: string } }\n`],
    );
    assert.deepEqual(
      renamed.problems.map((each) => each.replace(/^.*?: /, "").replace(/;.*/, "")),
      [
        'tables.ledger-restored-1: has the name of a restored table, got "ledger-restored-1"',
        'tables.ledger-restored-1.indexes.by-restored-day: has the name of a restored table, got "by-restored-day"',
      ],
    );
  });

  it("warns of a restored table whose policy Palisade may not write", () => {
    const restored = (more: string): Edit => [DATA, "  ledger:\n", `  ledger:\n    existing: ledger-restored-20261122\n${more}`];
    assert.ok(found(restored("")).warnings.some((each) => each.includes("is a restored table, which stays closed")));
    assert.ok(found(restored("    adds: [resource-policy]\n")).warnings.every((each) => !each.includes("stays closed")));
  });

  it("refuses copies to accounts that are not declared, or not enforced", () => {
    const copied = (account: string): Edit => [
      "organization.yaml",
      "letThrough:\n",
      `backups: { copiedTo: { ${account}: why } }\nletThrough:\n`,
    ];
    assert.deepEqual(found(copied("consumer")).problems, []);
    assert.match(
      found(copied("consumers")).problems.join("\n"),
      /copiedTo\.consumers: is not a declared account, got "consumers"; did you mean "consumer"/,
    );
    const open: Edit = ["accounts/consumer/account.yaml", "networks:\n", "perimeter: open\nbecause: a trial\nnetworks:\n"];
    assert.match(
      found(copied("consumer"), open).problems.join("\n"),
      /copiedTo\.consumer: takes copies of backups, but its perimeter is not enforced/,
    );
  });
});
