import type { Intended, IntendedGrant, IntendedNetwork, IntendedWorkload } from "./intended.ts";
import { isOpenAt } from "./places.ts";
import type { Asked, What, Who } from "./subject.ts";

/** A network by the account that has it. */
type Network = Pick<IntendedNetwork, "account" | "network">;

/** Whom the endpoints of a network ought to lead to, accounts by name, or by id where nobody declared them. */
export interface IntendedReach {
  /** Accounts that call from the network: its own, and those that it is shared with. */
  readonly callers: ReadonlySet<string>;
  /** Other accounts that own what workloads in the network are granted now. */
  readonly owners: ReadonlySet<string>;
  /** Those of the owners whose roles the workloads take. */
  readonly roleOwners: ReadonlySet<string>;
  /** Accounts that are declared for other teams' calls to KMS, Secrets Manager and STS. */
  readonly others: ReadonlySet<string>;
  /** Whether pods in the network take roles by their tokens. */
  readonly takesPods: boolean;
}

/** Services with an endpoint of their own, as endpoints are named. */
export type EndpointService = "dynamodb" | "dynamodb-streams" | "kms" | "secretsmanager" | "sts";

/** Reads whom the endpoints of a network ought to lead to. */
export function reachOf(intended: Intended, network: Network): IntendedReach {
  let known = REACHES.get(intended);
  if (known === undefined) REACHES.set(intended, (known = new Map<string, IntendedReach>()));
  const key = `${network.account}/${network.network}`;
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = readReach(intended, network)));
  return found;
}

const REACHES = new WeakMap<Intended, Map<string, IntendedReach>>();

function readReach(intended: Intended, network: Network): IntendedReach {
  const { accounts, now } = intended;
  const isIt = (other: Network | undefined) => other?.account === network.account && other.network === network.network;
  const all = [...accounts.values()];
  const callers = new Set([network.account, ...all.filter(({ networks }) => networks.some(isIt)).map(({ name }) => name)]);
  const inside = new Map(
    all
      .flatMap(({ workloads }) => workloads)
      .filter((each) => isIt(each.network))
      .map((each) => [`${each.account}/${each.name}`, each] as const),
  );
  const consumerOf = ({ consumer }: IntendedGrant): IntendedWorkload | undefined =>
    "account" in consumer ? inside.get(`${consumer.account}/${consumer.workload}`) : undefined;
  const granted = all.flatMap(({ name, resources }) =>
    resources
      .flatMap(({ grants }) => grants)
      .filter((grant) => isOpenAt(grant, now) && consumerOf(grant) !== undefined)
      .map((grant) => ({ owner: name, grant })),
  );
  const foreign = granted.filter(({ owner }) => !callers.has(owner));
  const using = new Set([
    ...granted.map(({ grant }) => consumerOf(grant)),
    ...all.flatMap(({ name, resources }) => resources.map(({ table }) => inside.get(`${name}/${table?.tenants?.broker ?? ""}`))),
  ]);
  return {
    callers,
    owners: new Set(foreign.map(({ owner }) => owner)),
    roleOwners: new Set(foreign.filter(({ grant }) => grant.isByRole).map(({ owner }) => owner)),
    others: new Set(accounts.get(network.account)?.networks.find(isIt)?.reaches ?? []),
    takesPods: [...using].some((each) => each?.pod !== undefined && each.pod.identity !== "pod-identity"),
  };
}

/** Who asks what of whom through an endpoint, as far as accounts go. */
export interface Passage {
  readonly service: EndpointService;
  /** The caller's account; undefined for callers from outside of the organization, and for those without an account. */
  readonly caller: string | undefined;
  readonly isAccessRole: boolean;
  /** The account of what is asked for. */
  readonly target: string;
  readonly isToAccessRole: boolean;
}

/** Whether an endpoint ought to let credentials of an account through to what another, or the same, account owns. */
export function letsPass(reach: IntendedReach, passage: Passage): boolean {
  const { service, caller, isAccessRole, target } = passage;
  const { callers, roleOwners } = reach;
  if (caller === undefined) return false;
  const isOwn = callers.has(caller) || isOther(reach, service, caller);
  if (service === "sts") return (isOwn && isOwnTarget(reach, service, target)) || (callers.has(caller) && isRoleOfOwner(reach, passage));
  if (isAccessRole && roleOwners.has(caller) && roleOwners.has(target)) return true;
  return isOwn && (isOwnTarget(reach, service, target) || reach.owners.has(target));
}

/** Whether the bearer of a token may take a role through the endpoint for STS. */
export const letsTokenPass = (reach: IntendedReach, passage: Pick<Passage, "service" | "target" | "isToAccessRole">): boolean =>
  reach.takesPods && (isOwnTarget(reach, passage.service, passage.target) || isRoleOfOwner(reach, passage));

/** Whether a resource is one that AWS services may ask for through the endpoint for DynamoDB. */
export const isReached = ({ callers, owners }: IntendedReach, target: string): boolean => callers.has(target) || owners.has(target);

const isOwnTarget = (reach: IntendedReach, service: EndpointService, target: string): boolean =>
  reach.callers.has(target) || isOther(reach, service, target);

const isRoleOfOwner = ({ roleOwners }: IntendedReach, { target, isToAccessRole }: Pick<Passage, "target" | "isToAccessRole">): boolean =>
  roleOwners.has(target) && isToAccessRole;

/** Data goes where grants say; other teams' calls to these services go where the network is declared to reach. */
const isOther = ({ others }: IntendedReach, service: EndpointService, account: string): boolean =>
  (service === "kms" || service === "secretsmanager" || service === "sts") && others.has(account);

/** The account of a principal of the organization. */
export const accountOfCaller = (who: Who): string | undefined => ("account" in who ? who.account : undefined);

/** Whether a role is one that an owner makes for a consumer. */
export const isAccessRole = (who: Who | undefined): boolean => who?.kind === "access-role";

/** The endpoint that an action on data or a role passes; undefined for other services. */
export function endpointFor(action: string, { kind }: Pick<What, "kind">): EndpointService | undefined {
  const [service] = action.toLowerCase().split(":");
  switch (service) {
    case "dynamodb":
      return kind === "stream" && STREAM_READS.has(action.toLowerCase()) ? "dynamodb-streams" : "dynamodb";
    case "kms":
    case "secretsmanager":
    case "sts":
      return service;
    default:
      return undefined;
  }
}

const STREAM_READS: ReadonlySet<string> = new Set(["dynamodb:describestream", "dynamodb:getrecords", "dynamodb:getsharditerator"]);

/**
 * The network whose endpoint for a service a request passes, if Palisade makes it; undefined where the request passes none of these. Nothing leaves
 * a network that Palisade makes but through its endpoints; out of an existing one, what is in another region goes another way.
 */
export function guardedNetwork(
  { accounts }: Intended,
  { where, region }: Pick<Asked, "where" | "region">,
  service: string,
): IntendedNetwork | undefined {
  if (where.kind !== "network") return undefined;
  const network = accounts.get(where.account)?.networks.find((each) => each.account === where.account && each.network === where.network);
  if (network?.endpoints === "all") return network;
  return network?.endpoints.includes(service) === true && network.region === region ? network : undefined;
}
