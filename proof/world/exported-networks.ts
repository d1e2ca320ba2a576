import ipaddr from "ipaddr.js";
import { parseArn } from "../../iam/arn.ts";
import { calledService } from "../engine/called-service.ts";
import { meantName } from "../explanation/meant-name.ts";
import { problem } from "../json-problem.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import { withShortNames } from "./stack-export.ts";
import type { Origin, OriginOf } from "./world-networks.ts";
import { textOf, type WorldResource } from "./world-resource.ts";

/** An address for documentation, which belongs to nobody. https://datatracker.ietf.org/doc/html/rfc5737 */
const ADDRESS_OF_NOBODY = "198.51.100.25";
const REMEDY = 'write a VPC as "<stack>/<name>" or by its id, "internet" or an IP address';

/** Knows the networks of exported stacks: their VPCs, by name and by id, with the endpoints that the stacks make. */
export function exportedOrigins(resources: readonly WorldResource[], { endpoints }: DeployedResources): OriginOf {
  const vpcs = resources.filter(({ type }) => type === "aws:ec2/vpc:Vpc" || type === "aws:ec2/defaultVpc:DefaultVpc");
  const named = withShortNames(new Map(vpcs.map((vpc) => [`${vpc.stack}/${vpc.name}`, vpc] as const)));
  const networks = new Map([...named, ...vpcs.map((vpc) => [vpc.id, vpc] as const)]);
  return (network, action, resource) => {
    const vpc = networks.get(network);
    if (vpc !== undefined) return through(vpc, network, action, resource);
    if (network === "internet") return overInternet(ADDRESS_OF_NOBODY);
    if (ipaddr.isValid(network)) return overInternet(network);
    const suggestion = meantName(network, ["internet", ...networks.keys()]);
    const remedy = suggestion === undefined ? REMEDY : `did you mean ${JSON.stringify(suggestion)}?`;
    return { problem: problem(["from"], "is not a network of the exported stacks", network, remedy) };
  };

  /** Without an endpoint for the service, a request leaves the VPC by an address that nobody told. */
  function through(vpc: WorldResource, name: string, action: string, resource: string): Origin {
    const service = calledService(action);
    const called = parseArn(resource)?.region ?? "";
    const region = called === "" || called === "*" ? vpc.region : called;
    const endpoint = endpoints.find((each) => each.vpc === vpc.id && each.service === service && each.region === region);
    if (endpoint === undefined) {
      const assumption = `${name} has no endpoint for ${service} in ${region} among the exported stacks, so that the request carries no VPC`;
      return { context: { "aws:RequestedRegion": region }, endpoint: undefined, assumptions: [assumption] };
    }
    const address = textOf(vpc, "cidrBlock")?.split("/")[0];
    const context = {
      "aws:RequestedRegion": region,
      "aws:SourceVpc": vpc.id,
      "aws:SourceVpce": endpoint.id,
      ...(address === undefined ? {} : { "aws:VpcSourceIp": address }),
    };
    return { context, endpoint, assumptions: [] };
  }
}

const overInternet = (address: string): Origin => ({ context: { "aws:SourceIp": address }, endpoint: undefined, assumptions: [] });
