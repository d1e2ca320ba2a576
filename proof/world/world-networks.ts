import ipaddr from "ipaddr.js";
import { parseArn } from "../../iam/arn.ts";
import { stackName } from "../../model/names.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { calledService } from "../engine/called-service.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { meantName } from "../explanation/meant-name.ts";
import { type Problem, problem } from "../json-problem.ts";
import type { DeployedEndpoint, DeployedResources } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./existing-policies.ts";
import type { InventoryEntries } from "./inventory-entry.ts";

/** Where a request comes from, as AWS sees it. */
export interface Origin {
  readonly context: ContextValues;
  /** The endpoint that it passes; undefined for what comes over the internet. */
  readonly endpoint: DeployedEndpoint | undefined;
  readonly assumptions: readonly string[];
  /** Keys of the network that are unknown, each with what is unknown. */
  readonly unknown?: Readonly<Record<string, string>>;
  /** Why it does not leave its network, where it does not. */
  readonly unreachable?: string;
}

/** Finds out what a network adds to a request; it is named as in the declaration. */
export type OriginOf = (network: string, action: string, resource: string) => Origin | { readonly problem: Problem };

interface Network {
  /** That of its owner, where it is shared. */
  readonly name: string;
  /** Id of the owner's account; undefined where it is yet to be created. */
  readonly accountId: string | undefined;
  readonly vpc: string;
  readonly region: string;
  readonly cidr: string | undefined;
  /** Whether nothing leaves it but through its endpoints, as in a network that is made here. */
  readonly isIsolated: boolean;
  /** The id of the DynamoDB endpoint that is there already. */
  readonly dynamodbEndpoint?: string | undefined;
}

interface Endpoints {
  /** By VPC. */
  readonly deployed: ReadonlyMap<string, readonly DeployedEndpoint[]>;
  readonly existing: ExistingPolicies["endpoints"];
  readonly entries: InventoryEntries;
}

/** The networks of a plan that exist already, by name. */
export const existingNetworks = ({ accounts }: ResolvedPlan): ReadonlySet<string> =>
  new Set(
    accounts.flatMap(({ name, networks }) =>
      networks.flatMap((network) => (network.kind === "existing" ? [`${name}/${network.name}`] : [])),
    ),
  );

const REMEDY = 'write "<account>/<network>", "internet", "external/<party>" or an IP address';
/** Addresses for documentation, which belong to nobody. https://datatracker.ietf.org/doc/html/rfc5737 */
const ADDRESSES_OF_NOBODY = ["198.51.100.25", "192.0.2.25", "203.0.113.25"];

/** Finds out where requests come from in a plan whose resources are deployed, with the endpoints that exist beside them. */
export function originsOf(plan: ResolvedPlan, inventory: DeployedResources, beside: Omit<Endpoints, "deployed">): OriginOf {
  const endpoints: Endpoints = { ...beside, deployed: Map.groupBy(inventory.endpoints, ({ vpc }) => vpc) };
  const networks = networksOf(plan, inventory);
  const parties = new Map(plan.externalParties.map(({ name, networks: ranges }) => [`external/${name}`, ranges]));
  const ofOthers = plan.accounts.flatMap(({ people, workloads }) => [...people, ...workloads].flatMap(({ addresses }) => addresses));
  const ranges = [...[...parties.values()].flat(), ...ofOthers];
  const stranger = ADDRESSES_OF_NOBODY.find((address) => !ranges.some((range) => isIn(address, range))) ?? "198.51.100.25";
  const ways = new Map<string, Origin>();
  const throughOnce = (network: Network, called: Called): Origin => {
    const key = `${network.name} ${called.service} ${called.region}`;
    const way = ways.get(key) ?? throughVpc(called, network, endpoints);
    ways.set(key, way);
    return way;
  };
  return (network, action, resource) => {
    const found = networks.get(network);
    if (found !== undefined) return throughOnce(found, calledBy(action, resource, found.region));
    if (network === "internet") return overInternet(stranger);
    const ofParty = parties.get(network);
    // A party without addresses calls from anywhere.
    if (ofParty !== undefined) return overInternet(ofParty[0]?.split("/")[0] ?? stranger);
    if (ipaddr.isValid(network)) return overInternet(network);
    const suggestion = meantName(network, ["internet", ...networks.keys(), ...parties.keys()]);
    const remedy = suggestion === undefined ? REMEDY : `did you mean ${JSON.stringify(suggestion)}?`;
    return { problem: problem(["from"], "is not a network of the organization", network, remedy) };
  };
}

const overInternet = (address: string): Origin => ({ context: { "aws:SourceIp": address }, endpoint: undefined, assumptions: [] });

function isIn(address: string, range: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range.includes("/") ? range : `${range}/32`);
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

function networksOf(plan: ResolvedPlan, { byName }: DeployedResources): ReadonlyMap<string, Network> {
  const networks = new Map<string, Network>();
  for (const account of plan.accounts) {
    for (const network of account.networks) {
      const name = `${account.name}/${network.name}`;
      if (network.kind === "existing") {
        const { vpc, region, cidr, dynamodbEndpoint } = network;
        networks.set(name, { name, accountId: account.id, vpc, region, cidr, isIsolated: false, dynamodbEndpoint });
      }
      const made = byName.get(`${stackName("foundation", account.name)}/network-${network.name}-vpc`);
      if (network.kind === "created" && made !== undefined)
        networks.set(name, { name, accountId: account.id, vpc: made.id, region: network.region, cidr: network.cidr, isIsolated: true });
    }
  }
  for (const account of plan.accounts) {
    for (const network of account.networks) {
      const owned = network.kind === "shared" ? networks.get(`${network.from.account}/${network.from.network}`) : undefined;
      if (owned !== undefined) networks.set(`${account.name}/${network.name}`, owned);
    }
  }
  return networks;
}

/** What a request carries of its way, by an endpoint or by another. */
const NETWORK_KEYS = ["aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:VpceAccount", "aws:VpceOrgID"] as const;

interface Called {
  readonly service: string;
  readonly region: string;
}

/** What an action on a resource calls, and in which region. */
export function calledBy(action: string, resource: string, home: string): Called {
  const { region = "" } = parseArn(resource) ?? {};
  return { service: calledService(action), region: region === "" || region === "*" ? home : region };
}

/**
 * A request out of a VPC. It carries the VPC only when it passes an endpoint for the service, which serves its own region alone; where there
 * is none, it goes another way, or nowhere. Whether a network that exists has one, and with what policy, only its inventory says.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc
 */
function throughVpc({ service, region }: Called, network: Network, { deployed, existing, entries }: Endpoints): Origin {
  const { name, vpc, accountId } = network;
  const otherwise = (what: string): Origin => ({
    context: { "aws:RequestedRegion": region },
    endpoint: undefined,
    ...(network.isIsolated
      ? { assumptions: [], unreachable: `${what}, and nothing leaves that network but through its endpoints` }
      : { assumptions: [`${what}, so that the request carries no VPC`] }),
  });
  if (region !== network.region) return otherwise(`no endpoint of ${name} leads to ${region}`);
  const address = network.cidr?.split("/")[0];
  const through = (endpoint: DeployedEndpoint): Origin => ({
    context: {
      "aws:RequestedRegion": region,
      "aws:SourceVpc": vpc,
      ...(address === undefined ? {} : { "aws:VpcSourceIp": address }),
      "aws:SourceVpce": endpoint.id,
      ...(accountId === undefined ? {} : { "aws:VpceAccount": accountId }),
    },
    endpoint,
    assumptions: [],
  });
  const made = deployed.get(vpc)?.find((each) => each.service === service && each.region === region);
  if (made !== undefined) return through(made);
  const found = existing.get(name);
  const named = found?.get(service);
  if (named !== undefined) return through({ ...named, vpc, region, service });
  if (network.isIsolated || found?.has(service) === true) return otherwise(`the network ${name} has no endpoint for ${service}`);
  const id = service === "dynamodb" ? network.dynamodbEndpoint : undefined;
  if (service === "dynamodb" && id === undefined) return otherwise(`the network ${name} has no endpoint for ${service}`);
  const unread = (title: string) => ({ urn: "", title, document: undefined, remedy: entries.endpoint(name, service, id) });
  if (id !== undefined) return through({ id, vpc, region, service, policy: unread(`the policy of ${id}, an endpoint of ${name}`) });
  const what = `the endpoint for ${service} of ${name}`;
  return {
    context: { "aws:RequestedRegion": region },
    endpoint: { id: "", vpc, region, service, policy: unread(what) },
    assumptions: [],
    unknown: Object.fromEntries(NETWORK_KEYS.map((key) => [key, what])),
  };
}
