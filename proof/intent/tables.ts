import { type Doing, doingOf } from "./doings.ts";
import type { Intended, IntendedAccount, IntendedGrant, IntendedResource } from "./intended.ts";
import { expect, grantsTo, holdsAt, isFromConsumer, isInside, isOpenAt, MAY_HOLD_ANYTHING, workloadOf } from "./places.ts";
import { TABLE_RIGHTS } from "./rights.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";
import { isOfRestore, wasRestored } from "./was-restored.ts";

/** Every use of items. */
export const ITEMS: ReadonlySet<Doing> = new Set([
  "reads-items",
  "scans-items",
  "writes-items",
  "reads-by-other-means",
  "writes-by-other-means",
]);

type AtTable = Extract<What, { kind: "table" | "index" | "stream" | "backup" | "export" }>;

/** What ought to become of a request for a table, an index, a stream, a backup or an export. */
export function expectAtTable(intended: Intended, asked: Asked, what: AtTable, resource: IntendedResource | undefined): Expectation {
  const account = intended.accounts.get(what.account);
  const doing = doingOf(asked.action);
  if (account === undefined || doing === undefined) return expect("denied", "nobody declared it");
  if (resource === undefined) return ofTeam(asked, account, doing);
  const granted = byGrant(intended, asked, what, resource, account);
  if (granted !== undefined) return granted;
  if (!("account" in asked.who) || asked.who.account !== account.name)
    return joinsReplicas(intended, asked.who, resource, doing) ?? outsideOfAccount(asked.who, doing);
  if (asked.who.kind === "service-linked") return expect("open", "AWS's own role for the service");
  if (ITEMS.has(doing) || doing === "reads-stream") return items(asked, resource, account, doing);
  return administration(asked, resource, account, doing);
}

/**
 * A table that nobody declared, whose own policy may admit anybody: what the guardrails promise of it whatever that policy says.
 */
export function ofTeam(asked: Asked, account: IntendedAccount, doing: Doing): Expectation {
  const { who } = asked;
  const isOfOrganization = "account" in who || who.kind === "service";
  if (!isOfOrganization)
    return account.perimeter === "enforced"
      ? expect("denied", "nobody from outside reaches an enforced account")
      : expect("open", "the account is not enforced");
  if (!("account" in who) || who.account !== account.name) return expect("open", "its team decides who of the organization uses it");
  if (who.kind === "service-linked") return expect("open", "AWS's own role for the service");
  if (!ITEMS.has(doing) && doing !== "reads-stream") return administration(asked, undefined, account, doing);
  if (who.kind === "deploy") return ofDeployRole(asked);
  if (who.kind === "vendor-role") return expect("denied", "vendors use no data");
  const unbound = ofUnbound(asked, account);
  if (unbound !== undefined) return unbound;
  if (isExempt(account, who)) return expect("open", "its role is bound to no network");
  if (who.kind === "break-glass" && doing !== "reads-stream") return expect("open", "break-glass uses ordinary tables");
  if (who.kind === "access-role") return expect("open", "the role is bound to its consumer's network");
  if (isInside(asked.where, account, asked.region)) return expect("open", "its team decides");
  if (isLambdaPolling(asked, account, doing)) return expect("open", "Lambda polls streams with the role");
  return forwardedOrDenied(asked, account);
}

/** Items and records that no deny binds to the account's networks; undefined where one does. Who backs up or restores is denied by a shared one. */
function ofUnbound({ who, at }: Asked, account: IntendedAccount): Expectation | undefined {
  if (account.perimeter !== "enforced") return expect("open", "the account is not enforced");
  if (who.kind === "backup-role" || who.kind === "restore-role") return expect("denied", "who backs up or restores uses no item");
  if (!holdsAt(account, at)) return expect("open", "the account's own denies have lapsed");
  return who.kind === "service-role" ? expect("open", "a declared role of a service") : undefined;
}

/** Whether a principal is a workload that a service runs in AWS's own network. */
const isExempt = ({ workloads }: IntendedAccount, who: Who): boolean =>
  who.kind === "workload" && workloads.some(({ name, isExempt: is }) => name === who.workload && is);

/** The deploy role of an account that has a replica of the table, or its source, joins the two. */
function joinsReplicas({ accounts }: Intended, who: Who, resource: IntendedResource, doing: Doing): Expectation | undefined {
  // The replicas of a table that exists have joined.
  if (who.kind !== "deploy" || doing !== "replicates" || resource.isExisting) return undefined;
  const isReplicaOf = (replica: IntendedResource, { account, name }: IntendedResource) =>
    "replicaOf" in replica.declared && replica.declared.replicaOf === `${account}/${name}`;
  const others = accounts.get(who.account)?.resources ?? [];
  return others.some((other) => isReplicaOf(other, resource) || isReplicaOf(resource, other))
    ? expect("open", "the deploy role joins the replicas of a table")
    : undefined;
}

function outsideOfAccount(who: Who, doing: Doing): Expectation {
  if (who.kind === "service")
    return doing === "serves-replication" ? expect("open", "replication") : expect("denied", "no service was declared");
  return expect("denied", "nothing is granted to it");
}

/** What the grants say: undefined where none speaks of the action to this principal. */
function byGrant(
  intended: Intended,
  asked: Asked,
  what: AtTable,
  resource: IntendedResource,
  account: IntendedAccount,
): Expectation | undefined {
  if (asked.who.kind === "tenant-role") return ofTenants(asked, what, resource, account);
  const grants = grantsTo(resource, asked.who).filter((grant) => rightsOn(grant, what).has(asked.action.toLowerCase()));
  const open = grants.filter((grant) => isOpenAt(grant, asked.at));
  if (grants.length > 0 && open.length === 0) return expect("denied", "the grant is over");
  const places = open.map((grant) => placeOf(intended, asked, grant, resource, account));
  return places.find(({ effect }) => effect === "allowed") ?? places.find(({ effect }) => effect === "open") ?? places[0];
}

function placeOf(
  intended: Intended,
  asked: Asked,
  grant: IntendedGrant,
  resource: IntendedResource,
  account: IntendedAccount,
): Expectation {
  const { where, who } = asked;
  const isBound = holdsAt(account, asked.at);
  const polled = who.kind === "workload" ? ofPoller(intended, asked, who, grant, resource.region) : undefined;
  if (polled !== undefined) return polled;
  if (who.kind === "workload" && who.account === account.name) {
    if (doingOf(asked.action) === "describes" || doingOf(asked.action)?.startsWith("changes") === true)
      return expect("open", "it is no data", grant.declaredAt);
    const place = isFromConsumer(intended, grant, asked, resource.region);
    if (place === true) return expect("allowed", "it is declared", grant.declaredAt);
    if (place === "anywhere" && isExempt(account, who)) return expect("open", "its role is bound to no network", grant.declaredAt);
    if (isInside(where, account, resource.region) || !isBound)
      return expect("open", "it calls from where the account's data may be used", grant.declaredAt);
    if (where.kind === "forwarded" && account.services.includes(where.service)) return expect("open", "a declared service calls for it");
    return expect("denied", "the account's data is used from its own networks alone");
  }
  const place = isFromConsumer(intended, grant, asked, resource.region);
  if (place === "anywhere") return expect("open", "the consumer has no network", grant.declaredAt);
  return place ? expect("allowed", "it is granted", grant.declaredAt) : expect("denied", "the grant is bound to the consumer's network");
}

/** Stream reads with a role with which Lambda polls, from outside of the networks: Lambda's own, or what the function's credentials read there. */
function ofPoller(
  intended: Intended,
  asked: Asked,
  { account, workload }: Extract<Who, { kind: "workload" }>,
  grant: IntendedGrant,
  region: string,
): Expectation | undefined {
  const { action, where, carried, at } = asked;
  const { declaredAt } = grant;
  const own = intended.accounts.get(account);
  if (workloadOf(intended, account, workload)?.pollsStreams !== true) return undefined;
  if (action === "dynamodb:DescribeStream") return expect("open", "Lambda describes the stream that it polls", declaredAt);
  if (doingOf(action) !== "reads-stream") return undefined;
  if (!carried.has("lambda:sourcefunctionarn")) return expect("allowed", "Lambda polls its stream", declaredAt);
  if (where.kind === "network" && isFromConsumer(intended, grant, asked, region) === true)
    return expect("open", "the function itself needs an endpoint, which Lambda's polling does not", declaredAt);
  if (where.kind === "network" || (own !== undefined && holdsAt(own, at))) return undefined;
  return expect("open", "no guardrail binds the function's own credentials to its network", declaredAt);
}

/** The actions of a grant on a table, an index or a stream, in lower case. */
function rightsOn({ can, on }: IntendedGrant, what: AtTable): ReadonlySet<string> {
  const part = what.kind === "stream" ? "stream" : what.kind === "index" ? "index" : "table";
  if (what.kind === "index" ? !on.includes(what.index) : what.kind === "table" ? !on.includes("table") : what.kind !== "stream")
    return new Set();
  return new Set(can.flatMap((verb) => TABLE_RIGHTS[verb]?.[part] ?? []).map((action) => action.toLowerCase()));
}

/** Tenants use their own items, in the table and in the indexes that are theirs. */
function ofTenants(asked: Asked, what: AtTable, { table, region }: IntendedResource, account: IntendedAccount): Expectation {
  const tenants = table?.tenants;
  const who = asked.who.kind === "tenant-role" ? asked.who : undefined;
  if (tenants === undefined || who === undefined) return expect("denied", "the table has no tenants");
  const on = tenants.on ?? ["table"];
  const part = what.kind === "table" ? "table" : what.kind === "index" ? "index" : undefined;
  const isPlace = part !== undefined && on.includes(what.kind === "index" ? what.index : "table");
  const actions = part === undefined ? [] : tenants.can.flatMap((verb) => TABLE_RIGHTS[verb]?.[part] ?? []);
  const isRight =
    isPlace && actions.some((each) => each.toLowerCase() === asked.action.toLowerCase()) && doingOf(asked.action) !== "describes";
  if (!isRight) return expect("denied", "tenants have no such right");
  const keys = asked.carried.get("dynamodb:leadingkeys");
  const own = who.tenant === undefined || who.tenant === "" ? undefined : `${tenants.prefix ?? ""}${who.tenant}`;
  if (own === undefined || keys === undefined || keys.some((key) => key !== own))
    return expect("denied", "the items are not the tenant's own");
  if (!holdsAt(account, asked.at)) return expect("open", "no network binds the account");
  return isInside(asked.where, account, region) ? expect("allowed", "the items are the tenant's own") : forwardedOrDenied(asked, account);
}

const forwardedOrDenied = ({ where }: Asked, account: IntendedAccount): Expectation =>
  where.kind === "forwarded" && account.services.includes(where.service)
    ? expect("open", "a declared service calls for it")
    : expect("denied", "the account's data is used from its own networks alone");

/** Whether Lambda reads a stream with a role that it polls with, from a network of AWS's own. */
const isLambdaPolling = ({ who, where, carried }: Asked, { workloads }: IntendedAccount, doing: Doing): boolean =>
  who.kind === "workload" &&
  doing === "reads-stream" &&
  where.kind === "internet" &&
  !carried.has("lambda:sourcefunctionarn") &&
  workloads.some(({ name, pollsStreams }) => name === who.workload && pollsStreams);

/** The deploy role uses no data, but for what DynamoDB does when it makes a replica for it. */
const ofDeployRole = ({ where }: Asked): Expectation =>
  where.kind === "forwarded" && where.service === "dynamodb.amazonaws.com"
    ? expect("open", "DynamoDB makes replicas for the deploy role")
    : expect("denied", "the deploy role reaches no item");

/** Items and stream records, for principals of the account without a grant. */
function items(asked: Asked, resource: IntendedResource, account: IntendedAccount, doing: Doing): Expectation {
  const { who, where } = asked;
  const { isSensitive } = resource;
  switch (who.kind) {
    case "workload":
      if (!account.workloads.some(({ name, isExisting }) => name === who.workload && isExisting))
        return expect("denied", "it has no such right");
      break;
    case "access-role":
    case "tenant-role":
    case "alarm":
      return expect("denied", "it has no such right");
    case "deploy":
      return ofDeployRole(asked);
    case "vendor-role":
      return expect("denied", "vendors use no data");
    case "break-glass":
      if (doing === "reads-stream" || isSensitive) return expect("denied", "break-glass reads nothing sensitive, and no stream");
      return expect("open", "break-glass uses ordinary tables");
    default:
  }
  const isUndeclaredStream = doing === "reads-stream" && resource.table?.stream === undefined;
  if (isOfRestore(asked) && wasRestored(resource)) return expect("open", "DynamoDB fills the restored table");
  const isBound = holdsAt(account, asked.at);
  if (isUndeclaredStream && !isBound)
    return expect("open", "the table declares no stream, and no guardrail speaks of one that is turned on by hand");
  if (isSensitive && asked.action === "dynamodb:SearchVectors" && !isBound)
    return expect("open", "no policy of a table takes the name of that action, and the account is not enforced");
  if (isSensitive) return expect("denied", "a sensitive table is used by declared principals alone");
  const unbound = ofUnbound(asked, account);
  if (unbound !== undefined) return unbound;
  if (isInside(where, account, resource.region)) return expect("open", "the account's own permissions decide");
  if (isLambdaPolling(asked, account, doing)) return expect("open", "Lambda polls streams with the role");
  return forwardedOrDenied(asked, account);
}

/** Everything that is no use of items. */
function administration(
  { who, action, where, at }: Asked,
  resource: IntendedResource | undefined,
  account: IntendedAccount,
  doing: Doing,
): Expectation {
  const isEnforced = account.perimeter === "enforced";
  const onlyWhile = (isDenied: boolean, because: string, kinds: readonly Who["kind"][]): Expectation =>
    !isDenied || kinds.includes(who.kind) ? expect("open", because) : expect("denied", because);
  /** What a shared guardrail denies. */
  const only = (because: string, ...kinds: readonly Who["kind"][]) => onlyWhile(isEnforced, because, kinds);
  /** What the account's own denies do to what it declares. */
  const onlyAtDeclared = (because: string, ...kinds: readonly Who["kind"][]) => onlyWhile(holdsAt(account, at), because, kinds);
  const hasSettings = resource !== undefined && grantsTo(resource, who).some(({ can }) => can.includes("settings"));
  switch (doing) {
    case "opens":
    case "replicates":
      return only("the deploy role decides who is named at data", "deploy");
    case "ends":
      // Backups of every table are kept.
      if (action === "dynamodb:DeleteBackup") return only("declared backup roles copy tables", "backup-role");
      return resource === undefined ? expect("open", "its team decides") : onlyAtDeclared("the deploy role ends data", "deploy");
    case "changes-settings":
      if (resource === undefined) return expect("open", "its team decides");
      return hasSettings
        ? expect("open", "it is declared")
        : onlyAtDeclared("the deploy role and break-glass change settings", "deploy", "break-glass");
    case "changes-time-to-live":
      if (resource === undefined) return expect("open", "its team decides");
      return hasSettings ? expect("open", "it is declared") : onlyAtDeclared("the deploy role changes settings", "deploy");
    case "backs-up":
      return only("declared backup roles copy tables", "backup-role");
    case "restores":
      // What exists may have a policy that nobody described, and a network's endpoints lead to its own region.
      return isEnforced && who.kind === "restore-role" && resource?.isExisting === false && where.kind === "internet"
        ? expect("allowed", "the declared restore role restores tables")
        : only("declared restore roles restore tables", "restore-role");
    case "moves-items":
      return only("nobody shows items elsewhere");
    default:
      return MAY_HOLD_ANYTHING.has(who.kind) || "account" in who ? expect("open", "no data") : expect("denied", "nothing is granted to it");
  }
}
