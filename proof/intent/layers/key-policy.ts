import type { Intended, IntendedResource } from "../intended.ts";
import { serviceOf } from "../keys.ts";
import { isOpenAt } from "../places.ts";
import type { What } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { type Encrypted, usedThroughService, whatLiesUnder } from "./encrypted.ts";
import { type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";
import { gives, grantsOf, isBoundPlace, isThroughService, pathOf } from "./paths-of-grants.ts";
import { isReplication, replicasOf } from "./resource-policy.ts";

type AtKey = Extract<What, { kind: "key" }>;

/**
 * What the policy of a key does: declared principals use it through the service, or directly where the key itself is granted; the account's
 * own permissions decide about ordinary tables through DynamoDB; the administrators administer it and use nothing.
 */
export function expectOfKeyPolicy(intended: Intended, asked: LayerAsked, what: AtKey, resource: IntendedResource): LayerExpectation {
  const { who, action } = asked;
  const direct = what.of === "key" ? byDirectGrant(intended, asked, what, resource) : undefined;
  if (direct?.effect === "allowed") return direct;
  const encrypted = whatLiesUnder(intended, what, resource);
  const uses = encrypted.map((each) => throughService(asked, each));
  const named = uses.find((each) => each?.effect === "allowed");
  if (named !== undefined) return named;
  if (encrypted.some((each) => each.of === "table" && isReplicated(intended, asked, each.resource)))
    return layerExpects("allowed", "the replicas of a global table");
  const isOwn = "account" in who && who.account === resource.account;
  if (isOwn) {
    // The root user has no permissions of its own: what is left to them is allowed to it.
    const effect = who.kind === "root" ? "allowed" : "left";
    if (encrypted.some((each) => isLeft(asked, each))) return layerExpects(effect, "the account's own permissions decide");
    const isAdministrator = who.kind === "deploy" || who.kind === "administrator" || who.kind === "root";
    if (isAdministrator && isAction(action, "keyAdministration")) return layerExpects(effect, "administrators look after the key");
  }
  return direct ?? uses.find((each) => each !== undefined) ?? layerExpects("denied", "nobody but declared principals uses it");
}

function throughService(asked: LayerAsked, encrypted: Encrypted): LayerExpectation | undefined {
  const { who, action } = asked;
  const { resource, of } = encrypted;
  // An access role is of the account, which the keys of ordinary tables let in: it is not named there.
  if (who.kind === "access-role" && of === "table" && !resource.isSensitive) return undefined;
  const isTenant =
    who.kind === "tenant-role" && who.account === resource.account && who.table === resource.name && isAction(action, "keyUse");
  return usedThroughService(asked, encrypted, isTenant);
}

/**
 * Whether the key leaves it to permissions: the deploy role's, to set up; of a table, those of roles that back up and restore, and for ordinary
 * tables everybody's of the account.
 */
function isLeft(asked: LayerAsked, { resource, of }: Encrypted): boolean {
  const { who, action } = asked;
  if (!isThroughService(asked, serviceOf(of), resource.region)) return false;
  if (who.kind === "deploy" && isAction(action, "keySetUp")) return true;
  if (of === "table" && who.kind === "restore-role" && isAction(action, "keySetUp")) return true;
  if (of === "table" && who.kind === "backup-role" && isAction(action, "keyBackup")) return true;
  return of === "table" && !resource.isSensitive && isAction(action, "keyUse");
}

const isReplicated = (intended: Intended, asked: LayerAsked, resource: IntendedResource): boolean =>
  isAction(asked.action, "keyReplication") && isReplication(intended, asked, replicasOf(intended, resource));

function byDirectGrant(intended: Intended, asked: LayerAsked, what: AtKey, resource: IntendedResource): LayerExpectation | undefined {
  const grants = grantsOf(resource, asked.who).filter((grant) => gives(grant, pathOf(grant), asked.action, what));
  if (grants.length === 0) return undefined;
  const open = grants.filter((grant) => isOpenAt(grant, asked.at));
  if (open.length === 0) return layerExpects("denied", "the grant is over");
  const bound = open.find((grant) => pathOf(grant) === "own" || isBoundPlace(intended, grant, asked, resource));
  return bound === undefined
    ? layerExpects("denied", "the key is used from its consumer's network")
    : layerExpects("allowed", "it is granted", bound.declaredAt);
}
