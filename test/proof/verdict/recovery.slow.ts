import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, proofOf, withStatements } from "../../support/proof.ts";

const dropping =
  (sid: string) =>
  (statement: StatementDocument): StatementDocument | undefined =>
    statement.Sid === sid ? undefined : statement;

/** The smallest organization with a sensitive table, a backup role, and an account that backups may be copied to. */
const RECOVERING: readonly Edit[] = [
  ["accounts/owner/data.yaml", "  ledger:\n", "  ledger:\n    classification: sensitive\n"],
  [
    "organization.yaml",
    "letThrough:\n",
    "backups: { copiedTo: { consumer: a second copy } }\nletThrough:\n  backupRoles: { service-role/AWSBackup: nightly copies }\n",
  ],
];

/** The copy of the table, declared once it is restored. */
const RESTORED: Edit = [
  "accounts/owner/data.yaml",
  "tables:\n",
  "tables:\n  recovered:\n    existing: ledger-restored-20261122\n    adds: [resource-policy]\n    classification: sensitive\n    key: { partition: { accountId: string }, sort: { entryId: string } }\n    usedBy: { api: { can: [read, write] } }\n",
];

/** What becomes of the proof when one statement is gone. */
const RESTS_ON: readonly [sid: string, against: RegExp][] = [
  ["DenyBackups", /^breach: \S+ backs-up owner\/tables\/ledger/m],
  ["DenyRestores", /^breach: \S+ restores owner\/tables\/\(undeclared\)/m],
  ["DenyDataToBackupRoles", /^breach: backup-role reads-items owner\/tables\/\(undeclared\)/m],
  ["DenyRestoresIntoOtherTables", /^breach: restore-role writes-items owner\/tables\/\(undeclared\)/m],
  ["DenyDataToRestoreRoles", /^breach: restore-role reads-items a restored table of owner/m],
  ["DenyDataToRestoreRolesThroughOtherServices", /^breach: restore-role reads-items a restored table of owner/m],
  ["DenyStreamsToRestoreRoles", /^breach: restore-role reads-stream consumer\/tables\/\(undeclared\)\/stream/m],
  ["DenyRestoredTables", /^breach: break-glass reads-items a restored table of owner/m],
  ["DenyOpeningRestoredTables", /^breach: administrator tags a restored table of owner/m],
  ["DenyChangingBackups", /^breach: \S+ changes-backups plans, vaults and backups of owner/m],
  ["DenyCopiesToOtherVaults", /^breach: backup-role copies-backups plans, vaults and backups of owner/m],
  ["DenyCopiesToUnknownVaults", /^breach: backup-role copies-backups plans, vaults and backups of owner/m],
  ["AllowBackupRolesThroughDynamodb", /^broken: backup-role decrypts owner\/tables\/ledger\/key/m],
  ["AllowRestoreRolesThroughDynamodb", /^broken: restore-role decrypts owner\/tables\/ledger\/key/m],
];

describe("the proof of backups and restores", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy(withEdits(LINE, RECOVERING));
  });

  it("F8, F9: has nothing against them where roles for both are declared, and a vault for copies", async () => {
    assert.deepEqual((await proofOf(deployed)).against, []);
  });

  for (const [sid, against] of RESTS_ON)
    it(`F8, F9: fails without ${sid}`, async () => {
      const { against: found } = await proofOf(withStatements(deployed, dropping(sid)));
      assert.match(found.join("\n"), against);
    });

  it("F8: fails where a sensitive table's policy does not spare restore roles", async () => {
    const unsparing = (statement: StatementDocument): StatementDocument =>
      statement.Sid === "DenyTableToUndeclaredPrincipals"
        ? (JSON.parse(JSON.stringify(statement).replace("role/recovery/restore", "role/recovery/another")) as StatementDocument)
        : statement;
    const { against } = await proofOf(withStatements(deployed, unsparing));
    assert.match(against.join("\n"), /^broken: restore-role restores owner\/tables\/ledger/m);
  });

  it("F8: fails where the network does not spare what DynamoDB restores", async () => {
    const unsparing = (statement: StatementDocument): StatementDocument =>
      statement.Sid?.startsWith("DenyTableData") === true
        ? (JSON.parse(JSON.stringify(statement).replace("role/recovery/restore", "role/recovery/another")) as StatementDocument)
        : statement;
    const { against } = await proofOf(withStatements(deployed, unsparing));
    assert.match(against.join("\n"), /^broken: restore-role writes-items a restored table of owner/m);
  });

  it("F8: lets a restored table be used as declared, once it is declared as an existing table", async () => {
    const restored = await deploy(withEdits(LINE, [...RECOVERING, RESTORED]));
    const tags = restored.resources.filter(({ type }) => type === "aws:dynamodb/tag:Tag");
    assert.deepEqual(
      tags.map(({ stack, inputs }) => [stack, inputs.resourceArn, inputs.key]),
      [["data.owner", "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger-restored-20261122", "palisade:restored"]],
    );
    const against = async (some: Deployed) => (await proofOf(some)).against.filter((each) => !each.startsWith("unknown"));
    assert.deepEqual(await against(restored), []);
    const untagged = { ...restored, resources: restored.resources.filter((each) => !tags.includes(each)) };
    assert.notDeepEqual((await proofOf(untagged)).against, (await proofOf(restored)).against);
  });
});
