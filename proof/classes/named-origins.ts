import ipaddr from "ipaddr.js";
import { type Partition, tableArn } from "../../iam/arn.ts";
import { asList } from "../engine/policy-document.ts";
import type { Intended } from "../intent/intended.ts";
import { declaredAddresses } from "../intent/places.ts";
import { deployedPolicies } from "../world/deployed-policies.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { organizationIdOf } from "./organization-id.ts";
import { type OriginClass, partiesAt } from "./origins.ts";
import type { ResourceClass } from "./resources.ts";
import { addressesOf } from "./telling-values.ts";

/** Adds the origins that documents name and nobody declared to those that are asked about. */
export type WithNamedOrigins = (origins: readonly OriginClass[], resource: ResourceClass) => readonly OriginClass[];

/** Literals of the documents by key, in lower case. */
type Literals = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the networks, addresses and services that deployed documents name as origins of requests. */
export function namedOrigins(intended: Intended, world: OrganizationWorld, partition: Partition): WithNamedOrigins {
  const literals = literalsIn(world);
  const literalsOf = (key: string): string[] => [...(literals.get(key) ?? [])];
  const declared = declaredNetworks(intended, world, partition);
  const valuesOf = (key: string) => [...new Set(literalsOf(key).flatMap((literal) => withTags(literal, world)))];
  const vpcs = valuesOf("aws:sourcevpc").filter((id) => !declared.has(id));
  const endpoints = valuesOf("aws:sourcevpce").filter((id) => !declared.has(id));
  const organizationId = organizationIdOf(intended, world, partition);
  const ranges = new Set([...declaredAddresses(intended).values()].flat());
  const addresses = bothSidesOf(
    literalsOf("aws:sourceip").filter((range) => !ranges.has(range)),
    PUBLIC,
  );
  const privateAddresses = bothSidesOf(literalsOf("aws:vpcsourceip"), PRIVATE);
  const ofEndpoints = ["aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"].flatMap((key) =>
    // What passes an endpoint of the organization's own says so, wherever it comes from.
    literalsOf(key.toLowerCase()).flatMap((value) => (value === organizationId ? [] : [{ [key]: exampleOf(value) }])),
  );
  const networks = [
    ...vpcs.map((id) => ({ "aws:SourceVpc": exampleOf(id) })),
    ...endpoints.map((id) => ({ "aws:SourceVpce": exampleOf(id) })),
    ...ofEndpoints,
  ];
  const chains = chainsOf(literalsOf, new Set([...intended.accounts.values()].flatMap(({ services }) => services)));
  const services = literalsOf("kms:viaservice").map((literal) => literal.split("."));
  if ([networks, addresses, privateAddresses, chains, services].every(({ length }) => length === 0)) return (origins) => origins;
  const added = (origins: readonly OriginClass[], { service, region }: Pick<ResourceClass, "service" | "region">): OriginClass[] => {
    const undeclared = origins.filter(({ where }) => where.kind === "undeclared-network" && where.account === undefined);
    const inVpcs = origins.filter(({ where }) => where.kind === "network" || where.kind === "undeclared-network");
    const asked = new Set(origins.flatMap(({ context }) => context["kms:ViaService"] ?? []));
    const forwards = service === "dynamodb" || service === "secretsmanager";
    return [
      ...origins,
      ...undeclared.flatMap((origin) => networks.map((named): OriginClass => ({ ...origin, context: { ...origin.context, ...named } }))),
      ...inVpcs.flatMap((origin) =>
        privateAddresses.map((address): OriginClass => ({ ...origin, context: { ...origin.context, "aws:VpcSourceIp": address } })),
      ),
      ...addresses.map(
        (address): OriginClass => ({ where: { kind: "internet", parties: partiesAt(intended, address) }, from: address, context: {} }),
      ),
      ...(forwards ? chains : []),
      ...(service === "kms"
        ? services
            .flatMap((named) => viaService(named, region))
            .filter((name) => !asked.has(name))
            .map(forwardedBy)
        : []),
    ];
  };
  // Resources that are asked from the same origins share theirs, too.
  const known = new WeakMap<readonly OriginClass[], Map<string, readonly OriginClass[]>>();
  return (origins, resource) => {
    const found = known.get(origins) ?? new Map<string, readonly OriginClass[]>();
    known.set(origins, found);
    const key = `${resource.service} ${resource.region}`;
    const all = found.get(key) ?? added(origins, resource);
    found.set(key, all);
    return all;
  };
}

/** Addresses of different ranges, one of which most documents leave out. */
const PUBLIC = ["198.51.100.25", "192.0.2.25", "203.0.113.25", "2001:db8::25"];
const PRIVATE = ["10.255.255.254", "172.31.255.254", "192.168.255.254", "100.127.255.254"];

/** The first and the last address of each range, and one that lies in none of them. */
function bothSidesOf(ranges: readonly string[], others: readonly string[]): string[] {
  if (ranges.length === 0) return [];
  const outside = others.find((address) => !ranges.some((range) => contains(range, address)));
  return [...new Set([...ranges.flatMap(addressesOf), ...(outside === undefined ? [] : [outside])])];
}

function contains(range: string, address: string): boolean {
  if (!ipaddr.isValidCIDR(range)) return range === address;
  const [network, bits] = ipaddr.parseCIDR(range);
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

function literalsIn({ deployed }: OrganizationWorld): Literals {
  const found = new Map<string, Set<string>>();
  for (const { document } of deployedPolicies(deployed).values()) {
    for (const { Condition: condition = {} } of asList(document.Statement)) {
      for (const [operator, keys] of Object.entries(condition)) {
        if (/null$/i.test(operator)) continue;
        for (const [key, values] of Object.entries(keys)) {
          const known = found.get(key.toLowerCase()) ?? new Set<string>();
          found.set(key.toLowerCase(), known);
          for (const value of [values].flat()) known.add(String(value));
        }
      }
    }
  }
  return found;
}

/** Ids of the VPCs and endpoints that requests through declared networks carry. */
function declaredNetworks(intended: Intended, world: OrganizationWorld, partition: Partition): ReadonlySet<string> {
  const ids = new Set(world.deployed.endpoints.flatMap(({ id, vpc }) => [id, vpc]));
  for (const { id: accountId, networks } of intended.accounts.values()) {
    for (const { account, network, region } of networks) {
      const resource = tableArn({ partition, accountId, region, table: "palisade-nobodys" });
      const landing = world.landing(`${account}/${network}`, {}, "dynamodb:GetItem", resource);
      for (const key of ["aws:SourceVpc", "aws:SourceVpce"]) for (const id of [landing?.added[key] ?? []].flat()) ids.add(id);
    }
  }
  return ids;
}

/** Calls that services forward which nobody declared: each that a document names, and two of them where it asks for the first and the last. */
function chainsOf(literalsOf: (key: string) => string[], declared: ReadonlySet<string>): OriginClass[] {
  const among = (...keys: string[]) => [...new Set(keys.flatMap(literalsOf).map(exampleOf))].filter((name) => !declared.has(name));
  const of = (chain: readonly string[]): OriginClass => ({
    where: { kind: "forwarded", service: chain.at(-1) ?? "" },
    from: undefined,
    context: { "aws:ViaAWSService": "true", "aws:CalledVia": chain },
  });
  const [firsts, lasts] = [among("aws:calledviafirst", "aws:calledvia"), among("aws:calledvialast", "aws:calledvia")];
  const named = [...new Set([...firsts, ...lasts])];
  return [
    ...named.map((name) => of([name])),
    ...firsts.flatMap((first) => lasts.filter((last) => last !== first).map((last) => of([first, last]))),
  ];
}

/** A service as KMS sees it, where it may ask for keys of a region: it asks for those of its own alone. */
function viaService([name = "", at = "", ...suffix]: readonly string[], region: string): string[] {
  const isThere = at === region || /[*?]/.test(at);
  return isThere ? [[exampleOf(name), region, ...suffix].join(".")] : [];
}

const forwardedBy = (name: string): OriginClass => ({
  where: { kind: "forwarded", service: name.split(".")[0] ?? name },
  from: undefined,
  context: { "aws:ViaAWSService": "true", "kms:ViaService": name },
});

const TAG_OF_PRINCIPAL = /^\$\{aws:PrincipalTag\/([^}]*)\}$/i;

/** What a literal stands for: where it is a tag of the principal, each value that a role has under it. */
function withTags(literal: string, { deployed }: OrganizationWorld): string[] {
  const key = TAG_OF_PRINCIPAL.exec(literal)?.[1]?.toLowerCase();
  if (key === undefined) return [literal];
  return [...deployed.roles.values()].flatMap(({ tags }) =>
    Object.entries(tags ?? {}).flatMap(([name, value]) => (name.toLowerCase() === key ? [value] : [])),
  );
}

const exampleOf = (literal: string): string => literal.replace(/[*?]/g, "x");
