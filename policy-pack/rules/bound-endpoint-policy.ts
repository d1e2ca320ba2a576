import { documentsOf } from "../documents.ts";
import { UNKNOWN } from "../plain.ts";
import { isFullAccess } from "../principals.ts";
import { type Finding, notKnown, type SeenResource, type StackRule, violation } from "../rule.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";

/** The kinds of endpoint that take a policy; a gateway is the default. */
const WITH_POLICY: readonly unknown[] = [undefined, "Gateway", "Interface"];
const REMEDY = "write one that admits aws:PrincipalOrgID to aws:ResourceOrgID";

/**
 * AWS gives an endpoint without a policy one that lets anyone through to anything: foreign credentials inside the network carry data to
 * a foreign table, and nothing else of ours sees it.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const boundEndpointPolicy: StackRule = {
  name: "bound-endpoint-policy",
  description: "A VPC endpoint to an AWS service has a policy, and not the one that lets everyone through to everything.",
  checkStack: (resources) => {
    const policies = resources.filter(({ type }) => type === POLICY);
    return resources.flatMap((resource) => {
      if (resource.type === POLICY) return documentFindings(resource);
      if (resource.type !== ENDPOINT || !takesPolicy(resource)) return [];
      return endpointFindings(resource, policies);
    });
  },
};

function endpointFindings(endpoint: SeenResource, policies: readonly SeenResource[]): readonly Finding[] {
  const { id } = endpoint.properties;
  if (policies.some((policy) => isOf(policy, endpoint.urn, id))) return [];
  if (endpoint.properties["policy"] !== undefined) return documentFindings(endpoint);
  const mayBeOf = policies.some(({ properties }) => properties["vpcEndpointId"] === UNKNOWN);
  return mayBeOf
    ? [notKnown(endpoint, "whether a policy of the stack is this endpoint's")]
    : [violation(endpoint, `policy: the endpoint has AWS's default policy, which lets everyone through, got nothing; ${REMEDY}`)];
}

function isOf({ properties, dependsOn }: SeenResource, endpoint: string, id: unknown): boolean {
  const { vpcEndpointId } = properties;
  if (typeof vpcEndpointId === "string") return vpcEndpointId === id;
  return dependsOn.includes(endpoint);
}

function documentFindings(resource: SeenResource): readonly Finding[] {
  return documentsOf(resource).flatMap(({ where, document }) => {
    if (document === UNKNOWN) return [notKnown(resource, where)];
    return (document?.statements ?? [])
      .filter(isFullAccess)
      .map(({ label, resources }) =>
        violation(
          resource,
          `${where}, ${label}: everyone is let through to everything, got Resource ${JSON.stringify(resources)}; ${REMEDY}`,
        ),
      );
  });
}

/** Whether it leads to a service of AWS's own; a service behind a provider's endpoint takes no policy. */
function takesPolicy({ properties: { vpcEndpointType, serviceName } }: SeenResource): boolean {
  return WITH_POLICY.includes(vpcEndpointType) && !(typeof serviceName === "string" && serviceName.includes(".vpce."));
}
