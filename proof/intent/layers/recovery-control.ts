import { RESTORED_TAG } from "../../../model/names.ts";
import type { Intended, IntendedAccount, IntendedResource } from "../intended.ts";
import { staysIn } from "../safeguards.ts";
import { wasRestored } from "../was-restored.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, except, type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";

/** Backups: who makes them, who changes plans and vaults, and where copies go. Roles that back up use no item. */
export function ofBackups(intended: Intended, asked: LayerAsked, account: IntendedAccount): LayerExpectation | undefined {
  const { who, action } = asked;
  if (isAction(action, "backups")) return except(who.kind === "backup-role", "declared backup roles copy tables");
  if (isAction(action, "changesOfBackups")) return except(who.kind === "deploy", "the deploy role changes plans and vaults");
  if (isAction(action, "copiesOfBackups"))
    return except(staysIn(intended, account, carriedOf(asked, "backup:CopyTargets")), "copies go to declared vaults alone");
  return who.kind === "backup-role" && (isAction(action, "items") || isAction(action, "records"))
    ? layerExpects("denied", "who backs up uses no item")
    : undefined;
}

/** A service that forwards a call and is not among those that `aws:CalledVia` names. */
const UNTOLD = "an unnamed service";

/** The tag of a restored table that the deploy role has opened. */
const OPENS = `aws:ResourceTag/${RESTORED_TAG}`;

/**
 * Restores: by declared roles alone, which use items as far as DynamoDB asks for it, of restored tables alone; and what is restored stays closed
 * until the deploy role has set its tag. A restored table that is declared is open, and its tags stay the deploy role's.
 */
export function ofRestores(asked: LayerAsked, resource: IntendedResource | undefined): LayerExpectation | undefined {
  const { who, action, what, where } = asked;
  if (isAction(action, "restores")) return except(who.kind === "restore-role", "declared restore roles restore tables");
  const isDeclared =
    (what.kind === "table" || what.kind === "index" || what.kind === "stream") && resource !== undefined && wasRestored(resource);
  const isRestored = what.kind === "restored" || isDeclared;
  if (isRestored && isAction(action, "tagsOfTables")) return except(who.kind === "deploy", "the deploy role opens restored tables");
  const isOfItems = isAction(action, "items");
  if (who.kind === "restore-role" && isAction(action, "records")) return layerExpects("denied", "who restores reads no stream");
  if (who.kind === "restore-role" && (isOfItems || isAction(action, "settingsOfRestoredTables"))) {
    // AWS's page on restores speaks of calls through a service, and names none.
    const isOfDynamodb = where.kind === "forwarded" && (where.service === "dynamodb.amazonaws.com" || where.service === UNTOLD);
    if (!isOfDynamodb) return layerExpects("denied", "DynamoDB alone restores for it");
    return except(isRestored || !isOfItems, "tables are restored under names of their own");
  }
  const isClosed = isAction(action, "items") || isAction(action, "settingsOfRestoredTables");
  if (what.kind !== "restored" || !isClosed || carriedOf(asked, OPENS) !== undefined) return undefined;
  return layerExpects("denied", "a restored table is closed until the deploy role gave it its policy");
}
