import ipaddr from "ipaddr.js";
import { meantName } from "../explanation/meant-name.ts";
import { problem } from "../json-problem.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./existing-policies.ts";
import { withShortNames } from "./stack-export.ts";
import { calledBy, type Origin, type OriginOf } from "./world-networks.ts";
import { textOf, type WorldResource } from "./world-resource.ts";

/** An address for documentation, which belongs to nobody. https://datatracker.ietf.org/doc/html/rfc5737 */
const ADDRESS_OF_NOBODY = "198.51.100.25";
const REMEDY = 'write a VPC as "<stack>/<name>" or by its id, "internet" or an IP address';

/** The VPCs of exported stacks by what they may be called: stack and name, or id. */
export function exportedVpcs(resources: readonly WorldResource[]): ReadonlyMap<string, WorldResource> {
  const vpcs = resources.filter(({ type }) => type === "aws:ec2/vpc:Vpc" || type === "aws:ec2/defaultVpc:DefaultVpc");
  const named = withShortNames(new Map(vpcs.map((vpc) => [`${vpc.stack}/${vpc.name}`, vpc] as const)));
  return new Map([...named, ...vpcs.map((vpc) => [vpc.id, vpc] as const)]);
}

/** Finds out where requests come from in exported stacks: their VPCs, with the endpoints that the stacks make and those that an inventory names. */
export function exportedOrigins(
  networks: ReadonlyMap<string, WorldResource>,
  { endpoints }: DeployedResources,
  existing: ExistingPolicies["endpoints"],
): OriginOf {
  return (network, action, resource) => {
    const vpc = networks.get(network);
    if (vpc !== undefined) return through(vpc, network, calledBy(action, resource, vpc.region));
    if (network === "internet") return overInternet(ADDRESS_OF_NOBODY);
    if (ipaddr.isValid(network)) return overInternet(network);
    const suggestion = meantName(network, ["internet", ...networks.keys()]);
    const remedy = suggestion === undefined ? REMEDY : `did you mean ${JSON.stringify(suggestion)}?`;
    return { problem: problem(["from"], "is not a network of the exported stacks", network, remedy) };
  };

  /** Without an endpoint for the service, a request leaves the VPC by an address that nobody named. */
  function through(vpc: WorldResource, name: string, { service, region }: ReturnType<typeof calledBy>): Origin {
    const made = endpoints.find((each) => each.vpc === vpc.id && each.service === service && each.region === region);
    const beside =
      region === vpc.region
        ? [...networks].flatMap(([alias, each]) => (each === vpc ? (existing.get(alias)?.get(service) ?? []) : []))[0]
        : undefined;
    const endpoint = made ?? (beside === undefined ? undefined : { ...beside, vpc: vpc.id, region, service });
    if (endpoint === undefined) {
      const assumption = `${name} has no endpoint for ${service} in ${region} among the exported stacks, so that the request carries no VPC`;
      return { context: { "aws:RequestedRegion": region }, endpoint: undefined, assumptions: [assumption] };
    }
    const address = textOf(vpc, "cidrBlock")?.split("/")[0];
    const context = {
      "aws:RequestedRegion": region,
      "aws:SourceVpc": vpc.id,
      "aws:SourceVpce": endpoint.id,
      "aws:VpceAccount": vpc.account,
      ...(address === undefined ? {} : { "aws:VpcSourceIp": address }),
    };
    return { context, endpoint, assumptions: [] };
  }
}

const overInternet = (address: string): Origin => ({ context: { "aws:SourceIp": address }, endpoint: undefined, assumptions: [] });
