import ipaddr from "ipaddr.js";
import { parseArn } from "../../iam/arn.ts";
import { stackName } from "../../model/names.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { calledService } from "../engine/called-service.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { meantName } from "../explanation/meant-name.ts";
import { type Problem, problem } from "../json-problem.ts";
import type { DeployedEndpoint, DeployedResources } from "./deployed-resources.ts";

/** Where a request comes from, as AWS sees it. */
export interface Origin {
  readonly context: ContextValues;
  /** The endpoint that it passes; undefined for what comes over the internet. */
  readonly endpoint: DeployedEndpoint | undefined;
  readonly assumptions: readonly string[];
  /** Why it does not leave its network, where it does not. */
  readonly unreachable?: string;
}

/** Finds out what a network adds to a request; it is named as in the declaration. */
export type OriginOf = (network: string, action: string, resource: string) => Origin | { readonly problem: Problem };

interface Network {
  readonly vpc: string;
  readonly region: string;
  readonly cidr: string | undefined;
  /** Whether nothing leaves it but through its endpoints, as in a network that is made here. */
  readonly isIsolated: boolean;
  /** The DynamoDB endpoint that is there already, whose policy nobody told us. */
  readonly existingEndpoint?: string | undefined;
}

const REMEDY = 'write "<account>/<network>", "internet", "external/<party>" or an IP address';
/** Addresses for documentation, which belong to nobody. https://datatracker.ietf.org/doc/html/rfc5737 */
const ADDRESSES_OF_NOBODY = ["198.51.100.25", "192.0.2.25", "203.0.113.25"];

/** Knows the networks of a plan whose resources are known. */
export function originsOf(plan: ResolvedPlan, inventory: DeployedResources): OriginOf {
  const networks = networksOf(plan, inventory);
  const parties = new Map(plan.externalParties.map(({ name, networks: ranges }) => [`external/${name}`, ranges]));
  const ranges = [...parties.values()].flat();
  const stranger = ADDRESSES_OF_NOBODY.find((address) => !ranges.some((range) => isIn(address, range))) ?? "198.51.100.25";
  return (network, action, resource) => {
    const found = networks.get(network);
    if (found !== undefined) return throughVpc(network, found, action, resource, inventory);
    if (network === "internet") return overInternet(stranger);
    const [range] = parties.get(network) ?? [];
    if (range !== undefined) return overInternet(range.split("/")[0] ?? range);
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
        const { vpc, region, cidr, dynamodbEndpoint: existingEndpoint } = network;
        networks.set(name, { vpc, region, cidr, isIsolated: false, existingEndpoint });
      }
      const made = byName.get(`${stackName("foundation", account.name)}/network-${network.name}-vpc`);
      if (network.kind === "created" && made !== undefined)
        networks.set(name, { vpc: made.id, region: network.region, cidr: network.cidr, isIsolated: true });
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

/**
 * A request out of a VPC. It carries the VPC only when it passes an endpoint for the service, which serves its own region alone; where there
 * is none, it goes another way, or nowhere.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc
 */
function throughVpc(name: string, network: Network, action: string, resource: string, { endpoints }: DeployedResources): Origin {
  const service = calledService(action);
  const called = parseArn(resource)?.region ?? "";
  const region = called === "" || called === "*" ? network.region : called;
  const otherwise = (what: string): Origin => ({
    context: { "aws:RequestedRegion": region },
    endpoint: undefined,
    ...(network.isIsolated
      ? { assumptions: [], unreachable: `${what}, and nothing leaves that network but through its endpoints` }
      : { assumptions: [`${what}, so that the request carries no VPC`] }),
  });
  if (region !== network.region) return otherwise(`no endpoint of ${name} leads to ${region}`);
  const address = network.cidr?.split("/")[0];
  const context = {
    "aws:RequestedRegion": region,
    "aws:SourceVpc": network.vpc,
    ...(address === undefined ? {} : { "aws:VpcSourceIp": address }),
  };
  const through = (endpoint: DeployedEndpoint, ...assumptions: readonly string[]): Origin => ({
    context: { ...context, "aws:SourceVpce": endpoint.id },
    endpoint,
    assumptions,
  });
  const endpoint = endpoints.find((each) => each.vpc === network.vpc && each.service === service && each.region === region);
  if (endpoint !== undefined) return through(endpoint);
  const { existingEndpoint: id, vpc } = network;
  if (service === "dynamodb" && id !== undefined)
    return through(
      { id, vpc, region, service, policy: undefined },
      `the policy of ${id}, which exists already, is not known and may allow anything`,
    );
  if (service === "dynamodb" || network.isIsolated) return otherwise(`the network ${name} has no endpoint for ${service}`);
  return {
    context,
    endpoint: undefined,
    assumptions: [`${name} is taken to have an endpoint for ${service}, which no stack makes, with AWS's own policy`],
  };
}
