import ipaddr from "ipaddr.js";
import QuickLRU from "quick-lru";
import { type Partition, parseArn, regionalServiceName } from "../../iam/arn.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { Intended, IntendedNetwork } from "../intent/intended.ts";
import { declaredAddresses, UNDECLARED_VPC } from "../intent/places.ts";
import type { Where, Who } from "../intent/subject.ts";
import { once } from "./once.ts";
import { accountOfWho, type PrincipalClass, STRANGERS_ACCOUNT } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";

/** A class of origins by one example: where intent takes it to come from, and how a request says so. */
export interface OriginClass {
  readonly where: Where;
  /** A name that the world knows; undefined where the context says everything. */
  readonly from: string | undefined;
  readonly context: ContextValues;
}

/** The internet, from an address that no party declares. */
export const FROM_THE_INTERNET: OriginClass = { where: { kind: "internet", parties: [] }, from: "internet", context: {} };

/** A service that nobody declared, and that no declaration and no document names: any real one might be. */
export const ANOTHER_SERVICE = "palisade-other.amazonaws.com";

/** DynamoDB itself, which calls for who makes a replica or restores a table. */
export const DYNAMODB = "dynamodb.amazonaws.com";

const LISTS = new WeakMap<Intended, QuickLRU<string, readonly OriginClass[]>>();
const MOST_LISTS = 500;

/**
 * Finds every origin that a policy over a resource and a principal may tell from the others. Principals of one account share theirs, and so do
 * resources of one account and region that services forward calls to alike.
 */
export function originsAt(
  intended: Intended,
  resource: ResourceClass,
  partition: Partition,
): (principal: PrincipalClass) => readonly OriginClass[] {
  const lists = LISTS.get(intended) ?? new QuickLRU<string, readonly OriginClass[]>({ maxSize: MOST_LISTS });
  LISTS.set(intended, lists);
  const consumers = (resource.declared?.grants ?? []).flatMap(({ consumer }) => ("account" in consumer ? [consumer.account] : []));
  const forwarded = forwarding(intended, resource, partition);
  const services = forwarded.map(({ where }) => (where.kind === "forwarded" ? where.service : ""));
  const further = resource.what.kind === "role" && resource.what.role?.kind === "break-glass" ? toRegions(intended, resource) : [];
  const base = [partition, resource.account, resource.region, resource.service === "kms", services, consumers, further.length];
  const elsewhere = once((): readonly OriginClass[] => [
    ...[resource.account, undefined].map((account) => throughUndeclaredNetwork(intended, account, resource.region)),
    FROM_THE_INTERNET,
    ...further,
    ...fromParties(intended),
    ...forwarded,
  ]);
  const textOfBase = JSON.stringify(base);
  return ({ who }) => {
    const accounts = accountsOf(who);
    const key = `${textOfBase} ${accounts.join()}`;
    const found = lists.get(key) ?? [...networksNear(intended, accounts, resource).map(throughNetwork), ...elsewhere()];
    lists.set(key, found);
    return found;
  };
}

/** A region that nobody declared anything in, so that nothing of Palisade's is there. */
export function anotherRegion({ accounts }: Intended): string {
  const used = new Set(
    [...accounts.values()].flatMap(({ networks, resources }) => [...networks, ...resources].map(({ region }) => region)),
  );
  return ["sa-east-1", "me-south-1", "af-south-1"].find((each) => !used.has(each)) ?? "";
}

/** From the internet to other endpoints of STS than that of the home region, where break-glass is taken in some regions alone. */
export function toRegions(intended: Intended, { service }: Pick<ResourceClass, "service">): OriginClass[] {
  const { alarmTopic } = intended.breakGlass;
  if (service !== "sts" || alarmTopic === undefined) return [];
  const regions = [parseArn(alarmTopic)?.region ?? "", "us-east-1", anotherRegion(intended)];
  return [...new Set(regions)]
    .filter((region) => region !== intended.homeRegion)
    .map((region) => ({ ...FROM_THE_INTERNET, context: { "aws:RequestedRegion": region } }));
}

/** The accounts that a principal may call from: its own, and that of the consumer that takes the role. */
const accountsOf = (who: Who): readonly string[] => [
  accountOfWho(who) ?? "",
  ...(who.kind === "access-role" ? [who.consumer.split("/")[0] ?? ""] : []),
];

/** Through the endpoints of a declared network. */
export const throughNetwork = (network: IntendedNetwork): OriginClass => ({
  where: { kind: "network", ...network },
  from: `${network.account}/${network.network}`,
  context: {},
});

/** Networks of the owner, of the principal's accounts and of consumers, and one of an account that has nothing to do with the resource. */
function networksNear(intended: Intended, accounts: readonly string[], { account, declared }: ResourceClass): IntendedNetwork[] {
  const near = new Set([account, ...accounts]);
  for (const { consumer } of declared?.grants ?? []) if ("account" in consumer) near.add(consumer.account);
  const far = firstFar(intended, near);
  const all = [...near, ...(far === undefined ? [] : [far])].flatMap((name) => intended.accounts.get(name)?.networks ?? []);
  return [...new Map(all.map((network) => [`${network.account}/${network.network}`, network])).values()];
}

/** The first declared account with a network that is none of these. */
function firstFar({ accounts }: Intended, near: ReadonlySet<string>): string | undefined {
  for (const { name, networks } of accounts.values()) if (!near.has(name) && networks.length > 0) return name;
  return undefined;
}

/** The first address of each range that a party declares. */
function fromParties(intended: Intended): OriginClass[] {
  const { parties } = intended;
  const all = [...declaredAddresses(intended)].map(([name, networks]) => ({ name, ranges: networks.map((range) => cidrOf(range)) }));
  const addresses = new Map<string, { readonly address: Address; readonly from: string }>();
  for (const { name, ranges } of all) {
    for (const [address] of ranges) {
      const text = address.toString();
      if (!addresses.has(text))
        addresses.set(text, { address, from: ranges.length === 1 && parties.has(name) ? `external/${name}` : text });
    }
  }
  return [...addresses.values()].map(
    ({ address, from }): OriginClass => ({
      where: {
        kind: "internet",
        parties: all.filter(({ ranges }) => ranges.some((range) => isIn(address, range))).map(({ name }) => name),
      },
      from,
      context: {},
    }),
  );
}

/** The parties that declare an address as their own. */
export function partiesAt(intended: Intended, address: string): readonly string[] {
  const parsed = ipaddr.parse(address);
  return [...declaredAddresses(intended)]
    .filter(([, networks]) => networks.some((range) => isIn(parsed, cidrOf(range))))
    .map(([name]) => name);
}

type Address = ReturnType<typeof ipaddr.parse>;

const cidrOf = (range: string): [Address, number] => {
  if (range.includes("/")) return ipaddr.parseCIDR(range);
  const address = ipaddr.parse(range);
  return [address, address.toByteArray().length * 8];
};

const isIn = (address: Address, range: [Address, number]): boolean => address.kind() === range[0].kind() && address.match(range);

/** A VPC that nobody declared, with an endpoint of its own whose policy is AWS's. */
function throughUndeclaredNetwork(intended: Intended, account: string | undefined, region: string): OriginClass {
  const accountId = intended.accounts.get(account ?? "")?.id ?? STRANGERS_ACCOUNT;
  return {
    where: { kind: "undeclared-network", account, region },
    from: undefined,
    context: {
      "aws:SourceVpc": UNDECLARED_VPC,
      "aws:SourceVpce": "vpce-0000000000undeclared",
      "aws:VpcSourceIp": "10.255.0.1",
      "aws:VpceAccount": accountId,
      ...(region === "" ? {} : { "aws:RequestedRegion": region }),
    },
  };
}

/** Calls that services forward with the caller's credentials: to KMS those of the services that encrypt, elsewhere the declared ones and another. */
function forwarding(intended: Intended, { service, account, region }: ResourceClass, partition: Partition): OriginClass[] {
  if (service !== "dynamodb" && service !== "kms" && service !== "secretsmanager") return [];
  if (service === "kms")
    return ["dynamodb", "secretsmanager", "s3"].map((name) => ({
      where: { kind: "forwarded", service: name },
      from: undefined,
      context: { "aws:ViaAWSService": "true", "kms:ViaService": regionalServiceName(name, region, partition) },
    }));
  return [...(intended.accounts.get(account)?.services ?? []), ...(service === "dynamodb" ? [DYNAMODB] : []), ANOTHER_SERVICE].map(
    (name) => ({
      where: { kind: "forwarded", service: name },
      from: undefined,
      context: { "aws:ViaAWSService": "true", "aws:CalledVia": [name] },
    }),
  );
}
