import { doingOf } from "../doings.ts";
import type { Intended, IntendedResource } from "../intended.ts";
import { namedKeyOf } from "../keys.ts";
import { isTo } from "../places.ts";
import { TABLE_RIGHTS } from "../rights.ts";
import type { Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { usedThroughService, whatLiesUnder } from "./encrypted.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";
import { consumerOf, gives, grantsOf, isBoundPlace, isOpen, isThroughService, pathOf } from "./paths-of-grants.ts";

/**
 * What the permissions of a role do that Palisade writes: they allow exactly what the role is for. A role that exists already may have other
 * policies, of which nothing is said here.
 */
export function expectOfIdentity(intended: Intended, asked: LayerAsked, resource: IntendedResource | undefined): LayerExpectation {
  const { who } = asked;
  switch (who.kind) {
    case "workload":
    case "access-role":
      return byGrants(intended, asked, resource, who);
    case "tenant-role":
      return ofTenants(intended, asked, resource, who);
    case "break-glass":
      return ofBreakGlass(asked, resource, { name: who.account, id: intended.accounts.get(who.account)?.id });
    case "alarm":
      return ofTheAlarm(intended, asked, who.account);
    default:
      return layerExpects("open", "its permissions are not Palisade's");
  }
}

const NO_RIGHT = layerExpects("denied", "the role has no such right");

function byGrants(
  intended: Intended,
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  who: Extract<Who, { kind: "workload" | "access-role" }>,
): LayerExpectation {
  const { what, action } = asked;
  if (what.kind === "role") return takesRole(intended, asked, who);
  if (resource === undefined || what.kind === "other" || what.kind === "service") return NO_RIGHT;
  if (what.kind === "key") {
    const uses = whatLiesUnder(intended, what, resource).flatMap((each) => usedThroughService(asked, each) ?? []);
    const used = uses.find(({ effect }) => effect === "allowed") ?? uses[0];
    if (what.of !== "key") return used ?? NO_RIGHT;
    if (used?.effect === "allowed") return used;
  }
  const giving = grantsOf(resource, who).filter((grant) => gives(grant, pathOf(grant), action, what));
  if (giving.length === 0) return NO_RIGHT;
  const open = giving.filter((grant) => isOpen(grant, asked));
  const [first] = open;
  if (first === undefined) return layerExpects("denied", "the grant is over");
  if (who.kind === "access-role" && !open.some((grant) => isBoundPlace(intended, grant, asked, resource)))
    return layerExpects("denied", "the owner's role is bound to its consumer's network");
  return layerExpects("allowed", "it is granted", first.declaredAt);
}

/** A workload takes the roles of owners that are for it; a broker takes the role of its tenants. */
function takesRole(intended: Intended, asked: LayerAsked, who: Who): LayerExpectation {
  const { what, action } = asked;
  if (who.kind !== "workload" || what.kind !== "role" || what.role === undefined) return NO_RIGHT;
  const { role } = what;
  const name = `${who.account}/${who.workload}`;
  if (role.kind === "tenant-role") {
    const tenants = tableOf(intended, role.account, role.table)?.table?.tenants;
    const isBroker = who.account === role.account && tenants?.broker === who.workload;
    return isBroker && /^sts:(?:AssumeRole|TagSession)$/i.test(action) ? layerExpects("allowed", "it is the tenants' broker") : NO_RIGHT;
  }
  if (role.kind !== "access-role" || role.consumer !== name) return NO_RIGHT;
  const workload = consumerOf(intended, name);
  const grants = (intended.accounts.get(role.account)?.resources ?? []).flatMap((resource) =>
    resource.grants.filter((grant) => isTo(grant, name) && pathOf(grant) === "role"),
  );
  if (grants.length === 0) return NO_RIGHT;
  if (grants.some(({ how }) => how === "irsa")) return layerExpects("denied", "the pod takes the role by its token");
  const tags = workload?.pod?.identity === "pod-identity";
  if (!/^sts:AssumeRole$/i.test(action) && !(tags && /^sts:TagSession$/i.test(action))) return NO_RIGHT;
  return layerExpects("allowed", "the role is for it");
}

const tableOf = (intended: Intended, account: string, table: string): IntendedResource | undefined =>
  intended.accounts.get(account)?.resources.find(({ kind, name }) => kind === "table" && name === table);

/** Tenants use the items that begin with their own key, in the table and the indexes that are theirs. */
function ofTenants(
  intended: Intended,
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  who: Extract<Who, { kind: "tenant-role" }>,
): LayerExpectation {
  const { what, action } = asked;
  if (resource?.account !== who.account) return NO_RIGHT;
  if (what.kind === "key")
    return isAction(action, "keyUse") &&
      whatLiesUnder(intended, what, resource).some((each) => each.of === "table" && each.resource.name === who.table) &&
      isThroughService(asked, "dynamodb", resource.region)
      ? layerExpects("allowed", "what tenants may use is encrypted under the key")
      : NO_RIGHT;
  const tenants = resource.table?.tenants;
  if (resource.name !== who.table || tenants === undefined) return NO_RIGHT;
  const on = tenants.on ?? ["table"];
  const place = what.kind === "table" ? "table" : what.kind === "index" ? what.index : undefined;
  if (place === undefined || !on.includes(place) || doingOf(action) === "describes" || doingOf(action) === "scans-items") return NO_RIGHT;
  const actions = tenants.can.flatMap((verb) => TABLE_RIGHTS[verb]?.[what.kind === "table" ? "table" : "index"] ?? []);
  if (!actions.some((each) => each.toLowerCase() === action.toLowerCase())) return NO_RIGHT;
  const tag = carriedOf(asked, `aws:PrincipalTag/${tenants.tag}`)?.join();
  const keys = carriedOf(asked, "dynamodb:LeadingKeys");
  if (tag === undefined || keys === undefined || keys.some((key) => key !== `${tenants.prefix ?? ""}${tag}`))
    return layerExpects("denied", "the items are not the tenant's own");
  return layerExpects("allowed", "the items are the tenant's own");
}

/** Break-glass uses the items of ordinary tables and changes the settings of all, in its own account, in every region. */
function ofBreakGlass(
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  { name: account, id }: { readonly name: string; readonly id: string | undefined },
): LayerExpectation {
  const { what, action, where } = asked;
  if (what.kind === "service") return isAction(action, "breakGlassSearch") ? layerExpects("allowed", "break-glass finds tables") : NO_RIGHT;
  if (!("account" in what) || what.account !== account) return NO_RIGHT;
  if (what.kind === "key")
    return isAction(action, "keyUse") && where.kind === "forwarded" && where.service === "dynamodb" && !isOthersKey(resource, id)
      ? layerExpects("allowed", "break-glass uses the keys of tables through DynamoDB")
      : NO_RIGHT;
  if (what.kind !== "table" && what.kind !== "index" && what.kind !== "stream" && what.kind !== "restored") return NO_RIGHT;
  if (isAction(action, "breakGlassItems"))
    return resource?.isSensitive === true
      ? layerExpects("denied", "break-glass reads nothing sensitive")
      : layerExpects("allowed", "break-glass uses ordinary tables");
  const isIndex = what.kind === "index" || (what.kind === "restored" && what.index !== undefined);
  return !isIndex && isAction(action, "breakGlassSettings") ? layerExpects("allowed", "break-glass changes settings") : NO_RIGHT;
}

/** Whether something lies under another account's key, which its owner alone lets anybody use. */
function isOthersKey(resource: IntendedResource | undefined, accountId: string | undefined): boolean {
  const key = resource === undefined ? undefined : namedKeyOf(resource);
  return key?.startsWith("arn:") === true && key.split(":")[4] !== accountId;
}

/** The alarm's role forwards events to the account's own bus and tells the topic. */
function ofTheAlarm({ breakGlass: { alarmTopic } }: Intended, { what, action }: LayerAsked, account: string): LayerExpectation {
  if (what.kind !== "other" || alarmTopic === undefined) return NO_RIGHT;
  const isBus = isAction(action, "alarmEvents") && what.account === account && what.name === "default event bus";
  const isTopic = isAction(action, "alarmMessages") && what.name === alarmTopic;
  return isBus || isTopic ? layerExpects("allowed", "the alarm rings") : NO_RIGHT;
}
