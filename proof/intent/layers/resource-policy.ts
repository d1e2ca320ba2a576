import type { Intended, IntendedAccount, IntendedResource } from "../intended.ts";
import { arnOfTable } from "../intended-resources.ts";
import { isOpenAt } from "../places.ts";
import type { What, Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";
import { gives, grantsOf, isBoundPlace, pathOf } from "./paths-of-grants.ts";

type AtTable = Extract<What, { kind: "table" | "index" | "stream" | "backup" | "export" }>;

const NOTHING = layerExpects("denied", "nothing is granted to it");
const UNDECLARED = layerExpects("denied", "a sensitive table is used by declared principals alone");
const isOf = (who: Who, account: string): boolean => "account" in who && who.account === account;

/** What the policies of a table and of its stream do: they name consumers of other accounts, and close sensitive tables to everybody else. */
export function expectOfTablePolicy(intended: Intended, asked: LayerAsked, what: AtTable, resource: IntendedResource): LayerExpectation {
  const account = intended.accounts.get(resource.account);
  if (account === undefined) return layerExpects("open", "nobody declared it");
  const { who } = asked;
  const isOwn = isOf(who, account.name);
  const isClosed = resource.isSensitive && (what.kind !== "stream" || hasStreamPolicy(resource));
  if (isClosed) {
    const isSpared = joins(intended, asked.who, what, resource, account) || makesReplica(intended, asked, what, resource);
    const closed = isSpared ? undefined : closedTo(asked, what, resource, account);
    if (closed !== undefined) return closed;
  }
  if (isOwn) return layerExpects("left", "the account's own permissions decide");
  const named = namedBy(intended, asked, what, resource);
  if (named !== undefined) return named;
  if (what.kind === "table" && hasTablePolicy(resource) && replicates(intended, asked, resource, account))
    return layerExpects("allowed", "the replicas of a global table");
  return NOTHING;
}

/** Whether stacks write a policy of the table: they make it, or its entry lets them add one. */
const hasTablePolicy = ({ isExisting, declared }: IntendedResource): boolean =>
  !isExisting || ("adds" in declared && declared.adds?.includes("resource-policy") === true);

/** Whether the stream of a sensitive table has a policy: stacks make the table, or some consumer of another account is named there. */
const hasStreamPolicy = (resource: IntendedResource): boolean =>
  (!resource.isExisting && resource.table?.stream !== undefined) ||
  resource.grants.some((grant) => pathOf(grant) === "named" && grant.can.includes("stream"));

function namedBy(intended: Intended, asked: LayerAsked, what: What, resource: IntendedResource): LayerExpectation | undefined {
  const grants = grantsOf(resource, asked.who).filter((grant) => {
    const path = pathOf(grant);
    return path === "named" && gives(grant, path, asked.action, what);
  });
  if (grants.length === 0) return undefined;
  const open = grants.filter((grant) => isOpenAt(grant, asked.at));
  if (open.length === 0) return layerExpects("denied", "the grant is over");
  const bound = open.find((grant) => isPolled(intended, grant, what) || isBoundPlace(intended, grant, asked, resource));
  if (bound === undefined) return layerExpects("denied", "the policy names its consumer in its own network");
  return layerExpects("allowed", "it is granted", bound.declaredAt);
}

/** Whether Lambda polls the stream for a consumer, from a network of AWS's own. */
const isPolled = (intended: Intended, { consumer }: IntendedResource["grants"][number], what: What): boolean =>
  what.kind === "stream" &&
  "account" in consumer &&
  intended.accounts.get(consumer.account)?.workloads.some((each) => each.name === consumer.workload && each.pollsStreams) === true;

/** Roles that administer a sensitive table and use none of its items. */
const ADMINISTRATORS: ReadonlySet<Who["kind"]> = new Set(["deploy", "break-glass", "backup-role", "restore-role"]);

/** What a sensitive table denies: everything to whom nobody declared, items to those who administer it, and break-glass all but settings. */
function closedTo(asked: LayerAsked, what: AtTable, resource: IntendedResource, account: IntendedAccount): LayerExpectation | undefined {
  const { who, action } = asked;
  if (who.kind === "service") return undefined;
  // AWS keeps this for the root user, so that no policy locks an account out.
  if (who.kind === "root" && isOf(who, account.name) && /^dynamodb:DeleteResourcePolicy$/i.test(action)) return undefined;
  const isOwn = isOf(who, account.name);
  if (isOwn && who.kind === "service-linked") return undefined;
  if (what.kind === "stream") {
    if (isOwn && who.kind === "deploy")
      return isAction(action, "records") ? layerExpects("denied", "the deploy role reads no record") : undefined;
    return grantsOf(resource, who).some(({ can }) => can.includes("stream")) ? undefined : UNDECLARED;
  }
  if (isOwn && ADMINISTRATORS.has(who.kind)) {
    if ((isAction(action, "items") && !isAction(action, "vectorSearch")) || isAction(action, "showsItems"))
      return layerExpects("denied", "who administers a sensitive table uses no item");
    if (who.kind === "restore-role")
      return isAction(action, "beyondRestores") ? layerExpects("denied", "a restore role restores alone") : undefined;
    return who.kind === "break-glass" && isAction(action, "beyondSettings")
      ? layerExpects("denied", "break-glass changes settings alone")
      : undefined;
  }
  if (who.kind === "tenant-role" && isOwn && who.table === resource.name) return undefined;
  const grants = grantsOf(resource, who);
  if (grants.length === 0) return UNDECLARED;
  return isOwn && isBeyond(asked, what, grants, account, resource)
    ? layerExpects("denied", "a team's own role has what it is granted")
    : undefined;
}

/** Whether a role that its team made would use items beyond its grants. */
function isBeyond(
  { who, action }: LayerAsked,
  what: AtTable,
  grants: IntendedResource["grants"],
  { workloads }: IntendedAccount,
  resource: IntendedResource,
): boolean {
  if (who.kind !== "workload" || !workloads.some(({ name, isExisting }) => name === who.workload && isExisting)) return false;
  if (!(isAction(action, "items") || isAction(action, "showsItems")) || isAction(action, "vectorSearch")) return false;
  // An index that nobody declared cannot be told from those that are.
  const part = what.kind === "index" && !isDeclaredIndex(resource, what.index) ? declaredIndexOf(grants, what) : what;
  return !grants.some((grant) => gives(grant, pathOf(grant), action, part));
}

const isDeclaredIndex = ({ table }: IntendedResource, index: string): boolean =>
  index in (table?.indexes ?? {}) || index in (table?.localIndexes ?? {});

/** An index that is granted, in the place of one that nobody declared. */
function declaredIndexOf(grants: IntendedResource["grants"], what: Extract<AtTable, { kind: "index" }>): AtTable {
  const index = grants.flatMap(({ on }) => on).find((each) => each !== "table");
  return index === undefined ? what : { ...what, index };
}

/** What the replicas of a global table need of each other: DynamoDB's own service, and the deploy role of an account that joins. */
function replicates(intended: Intended, asked: LayerAsked, resource: IntendedResource, account: IntendedAccount): boolean {
  const { who, action } = asked;
  const replicas = replicasOf(intended, resource);
  if (replicas.length === 0) return false;
  if (who.kind === "deploy") return isJoining(resource, replicas, who.account) && !isOf(who, account.name) && isAction(action, "joins");
  return isReplication(intended, asked, replicas) && isAction(action, "tableReplication");
}

/** Whether a principal is the deploy role of an account that joins a replica, which a sensitive table is declared for, too. */
const joins = (intended: Intended, who: Who, what: AtTable, resource: IntendedResource, account: IntendedAccount): boolean =>
  what.kind !== "stream" &&
  who.kind === "deploy" &&
  !isOf(who, account.name) &&
  isJoining(resource, replicasOf(intended, resource), who.account);

/** Whether DynamoDB calls for the account's deploy role, as it does to make a replica in another region. */
const makesReplica = (intended: Intended, { who, where }: LayerAsked, what: AtTable, resource: IntendedResource): boolean =>
  what.kind !== "stream" &&
  who.kind === "deploy" &&
  isOf(who, resource.account) &&
  where.kind === "forwarded" &&
  where.service === "dynamodb.amazonaws.com" &&
  isReplicatedHere(intended, resource);

/** Whether an account's replica joins the table; of tables that exist, the replicas have joined. */
const isJoining = ({ table, declared, isExisting }: IntendedResource, replicas: readonly IntendedResource[], account: string): boolean =>
  table === declared && !isExisting && replicas.some((each) => each.account === account);

/** Whether DynamoDB replicates among the replicas of a table: the service, for one of their accounts and tables. */
export function isReplication(intended: Intended, asked: LayerAsked, replicas: readonly IntendedResource[]): boolean {
  const accounts = replicas.map(({ account }) => intended.accounts.get(account)?.id);
  const source = carriedOf(asked, "aws:SourceArn")?.join() ?? "";
  return (
    asked.who.kind === "service" &&
    asked.who.service === "replication.dynamodb.amazonaws.com" &&
    accounts.includes(carriedOf(asked, "aws:SourceAccount")?.join()) &&
    replicas.some((replica) => source === arnOfTable(intended, replica))
  );
}

/** Whether stacks replicate a table among the regions of its account: it is the source of such a replica, or one. Those that exist are others'. */
function isReplicatedHere({ accounts }: Intended, { account, name, declared, isExisting }: IntendedResource): boolean {
  if (isExisting) return false;
  const own = "replicaOf" in declared ? declared.replicaOf : undefined;
  if (own?.startsWith(`${account}/`) === true) return true;
  const resources = accounts.get(account)?.resources ?? [];
  return resources.some((each) => "replicaOf" in each.declared && each.declared.replicaOf === `${account}/${name}`);
}

/** The tables of a global table in several accounts, the first one included; none for a table that is no part of one. */
export function replicasOf({ accounts }: Intended, resource: IntendedResource): IntendedResource[] {
  const all = [...accounts.values()].flatMap(({ resources }) => resources.filter(({ kind }) => kind === "table"));
  const source = (each: IntendedResource) =>
    "replicaOf" in each.declared && each.declared.replicaOf !== undefined ? each.declared.replicaOf : `${each.account}/${each.name}`;
  const family = all.filter((each) => source(each) === source(resource));
  return family.some(({ account }) => account !== resource.account) ? family : [];
}

/** What the policy of a secret does: it names consumers of other accounts. */
export function expectOfSecretPolicy(
  intended: Intended,
  asked: LayerAsked,
  what: Extract<What, { kind: "secret" }>,
  resource: IntendedResource,
): LayerExpectation {
  if (isOf(asked.who, resource.account)) return layerExpects("left", "the account's own permissions decide");
  return namedBy(intended, asked, what, resource) ?? NOTHING;
}
