import { type Doing, doingOf } from "./doings.ts";
import type { Intended } from "./intended.ts";
import { expect } from "./places.ts";
import type { Asked, Expectation, What } from "./subject.ts";
import { ITEMS, ofTeam } from "./tables.ts";
import { isOfRestore } from "./was-restored.ts";

/** What a restore does with the items of the new table. */
const FILLS: ReadonlySet<Doing> = new Set(["reads-items", "scans-items", "writes-items"]);

/**
 * What ought to become of a request for a restored table that nobody declared: DynamoDB fills it for the restore role, and nobody else uses it
 * or changes its settings until the deploy role has opened it, which alone sets its tags.
 */
export function expectAtRestored(
  intended: Intended,
  asked: Asked,
  { account: name, isOpen }: Extract<What, { kind: "restored" }>,
): Expectation {
  const account = intended.accounts.get(name);
  const doing = doingOf(asked.action);
  if (account === undefined || doing === undefined) return expect("denied", "nobody declared it");
  const { who } = asked;
  const isBound = "account" in who && who.account === name && who.kind !== "service-linked" && account.perimeter === "enforced";
  if (!isBound) return ofTeam(asked, account, doing);
  if (doing === "tags" && asked.action !== "dynamodb:ListTagsOfResource")
    return who.kind === "deploy" ? expect("open", "the deploy role opens it") : expect("denied", "the deploy role opens it");
  const isUse = ITEMS.has(doing) || doing === "changes-settings" || doing === "changes-time-to-live";
  if (who.kind === "restore-role" && isUse) {
    if (!isOfRestore(asked)) return expect("denied", "DynamoDB alone restores for it");
    return FILLS.has(doing)
      ? expect("allowed", "DynamoDB fills the restored table")
      : expect("open", "DynamoDB calls for the restore role");
  }
  if (isUse && !isOpen) return expect("denied", "a restored table is closed until the deploy role gave it its policy");
  return ofTeam(asked, account, doing);
}
