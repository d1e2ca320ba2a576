import assert from "node:assert/strict";
import { remedyOf } from "../../../cli/output/cli-remedies.ts";

describe("remedies of the CLI's messages", () => {
  for (const message of [
    'resource "urn:pulumi:data.owner::palisade::aws:dynamodb/table:Table::table-ledger-table" cannot be deleted\nbecause it is protected',
    'unable to replace resource "urn:…"\nas it is currently marked for protection',
    "ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
  ])
    it(`say how what is protected is deleted: ${message.slice(-40)}`, () => {
      assert.match(remedyOf(message) ?? "", /write deletion: allowed/);
    });

  for (const message of [
    "urn:pulumi:guardrails::palisade::aws:organizations/policy:Policy::palisade-line-protection: ConcurrentModificationException",
    "urn:pulumi:data.owner::palisade::palisade:data:ProtectedTable$aws:dynamodb/table:Table::table-ledger-table: LimitExceededException",
    "ValidationException: deletion_protection_enabled is not a boolean",
  ])
    it(`do not speak of deleting where only a name has the word: ${message.slice(-40)}`, () => {
      assert.equal(remedyOf(message), undefined);
    });
});
