import type {
  Intended,
  IntendedAccount,
  IntendedGrant,
  IntendedNetwork,
  IntendedParty,
  IntendedResource,
  IntendedWorkload,
} from "./intended.ts";
import type { Asked, Carried, Effect, Expectation, Where, Who } from "./subject.ts";

/** Makes an expectation. */
export const expect = (effect: Effect, because: string, declaredAt?: string): Expectation =>
  declaredAt === undefined ? { effect, because } : { effect, because, declaredAt };

/** The id of a VPC that nobody declared, in whatever account it is asked about. */
export const UNDECLARED_VPC = "vpc-0000000000undeclared";

/** Whether a request comes through one network in the region of what it is for. */
export function isThrough(where: Where, network: IntendedNetwork | undefined, region: string): boolean {
  return (
    where.kind === "network" &&
    network !== undefined &&
    where.account === network.account &&
    where.network === network.network &&
    where.region === region
  );
}

/** Whether a request comes through some network of an account's own, shared ones included. */
export const isInside = (where: Where, { networks }: IntendedAccount, region: string): boolean =>
  networks.some((network) => isThrough(where, network, region));

/** The workload of a principal, if it is one's own role. */
export const workloadOf = (intended: Intended, account: string, name: string): IntendedWorkload | undefined =>
  intended.accounts.get(account)?.workloads.find((workload) => workload.name === name);

/** Whether a grant's consumer is the one of a name, `<account>/<workload>` or `external/<party>`. */
export const isTo = ({ consumer }: IntendedGrant, name: string): boolean =>
  name === ("party" in consumer ? `external/${consumer.party}` : `${consumer.account}/${consumer.workload}`);

/** Whether a grant holds at an instant. */
export const isOpenAt = ({ ends }: IntendedGrant, at: Date): boolean => ends === undefined || at.getTime() < ends;

/** Whether an account's own denies hold at an instant: those of its networks and of its declared data. Shared guardrails hold with its perimeter. */
export const holdsAt = ({ perimeter, lapses }: IntendedAccount, at: Date): boolean =>
  perimeter === "enforced" && (lapses === undefined || at.getTime() < lapses);

/** What tells apart accounts that have nothing to do with a resource: their perimeter, and whether it lapses. */
export const perimeterKey = ({ perimeter, lapses }: IntendedAccount): string =>
  `${perimeter} ${lapses === undefined ? "for good" : "lapsing"}`;

/** Principals that may hold any permission of their account. */
export const MAY_HOLD_ANYTHING: ReadonlySet<Who["kind"]> = new Set([
  "administrator",
  "deployer",
  "on-call",
  "undeclared-role",
  "vendor-role",
  "user",
  "root",
  "runner",
]);

/** The grants of a resource to whoever a principal is, by its own role or as the owner's role that it takes. */
export function grantsTo({ grants }: IntendedResource, who: Who): readonly IntendedGrant[] {
  switch (who.kind) {
    case "workload":
      return grants.filter((grant) => !grant.isByRole && isTo(grant, `${who.account}/${who.workload}`));
    case "access-role":
      return grants.filter((grant) => grant.isByRole && isTo(grant, who.consumer));
    case "external":
      return grants.filter((grant) => !grant.isByRole && isTo(grant, `external/${who.party}`));
    default:
      return [];
  }
}

/** Whether a request comes from an address that somebody declares as its own, whoever else may have declared it as well. */
export const isFromAddresses = (where: Where, name: string): boolean => where.kind === "internet" && where.parties.includes(name);

/** Whether a request comes from where an external party may call from; "anywhere" where it has no addresses. */
export function isFromParty({ parties }: Intended, where: Where, name: string): boolean | "anywhere" {
  if (parties.get(name)?.networks.length !== 0) return isFromAddresses(where, name);
  return where.kind === "internet" ? true : "anywhere";
}

/** Whether the account of a party is in the organization that is declared, as a request that does not say otherwise is taken to be. */
export const isOfItsOrganization = (party: IntendedParty | undefined, carried: Carried): boolean =>
  party?.organization === undefined || (carried.get("aws:principalorgid") ?? [party.organization]).join() === party.organization;

/**
 * Everybody who declares public addresses: external parties by their names, people and CI jobs as `<account>/<name>`. Where a request from the internet comes
 * from says whose address it is.
 */
export function declaredAddresses({ parties, accounts }: Intended): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ...[...parties].map(([name, { networks }]) => [name, networks] as const),
    ...[...accounts.values()].flatMap(({ workloads }) =>
      workloads.flatMap(({ account, name, addresses }) => (addresses.length === 0 ? [] : [[`${account}/${name}`, addresses] as const])),
    ),
  ]);
}

/** Whether a consumer is bound to public addresses, and so calls from the internet. */
export const hasAddresses = (workload: IntendedWorkload | undefined): boolean => (workload?.addresses.length ?? 0) > 0;

/** Whether a request comes from the public addresses of people. */
export const isFromAddressesOf = (people: IntendedWorkload | undefined, where: Where): boolean =>
  people !== undefined && isFromAddresses(where, `${people.account}/${people.name}`);

/** Where a grant's consumer may call from. */
export function isFromConsumer(
  intended: Intended,
  { consumer }: IntendedGrant,
  { who, where, carried }: Asked,
  region: string,
): boolean | "anywhere" {
  if ("party" in consumer) {
    // A role of the owner's that the party took is no member of the party's organization.
    if (who.kind === "external" && !isOfItsOrganization(intended.parties.get(consumer.party), carried)) return false;
    return isFromParty(intended, where, consumer.party);
  }
  const workload = workloadOf(intended, consumer.account, consumer.workload);
  if (hasAddresses(workload)) return isFromAddressesOf(workload, where);
  if (workload?.isExempt === true && where.kind === "internet") return true;
  if (workload?.network === undefined) return "anywhere";
  return isThrough(where, workload.network, region);
}
