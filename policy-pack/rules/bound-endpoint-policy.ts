import { isFullAccess } from "../broad-principals.ts";
import { findInDocuments } from "../find-in-documents.ts";
import { violation } from "../finding.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** The types of endpoint that take a policy. The default is a gateway. */
const WITH_POLICY: readonly unknown[] = [undefined, "Gateway", "Interface"];
const REMEDY = "write one that admits aws:PrincipalOrgID to aws:ResourceOrgID";

/**
 * An endpoint without a policy gets AWS's default, which allows everything to everyone. Foreign credentials inside the network can then
 * carry data to a foreign table, and no other policy sees it. A policy that is a separate resource is attached only after the endpoint is
 * open, so the endpoint itself must have one.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const boundEndpointPolicy: ResourceRule = {
  name: "bound-endpoint-policy",
  displayName: "Endpoints have a policy",
  description:
    "A VPC endpoint of an AWS service is created with a policy, and the policy allows something, but not everything to everyone.",
  severity: "high",
  remediation: "Create the endpoint with a policy that admits aws:PrincipalOrgID to aws:ResourceOrgID.",
  page: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
  tags: ["network", "data-perimeter"],
  check: (resource) => [
    ...(resource.type === ENDPOINT && takesPolicy(resource) && lacksPolicy(resource)
      ? [violation(resource, `policy: the endpoint gets AWS's default policy, which allows everything to everyone, got nothing; ${REMEDY}`)]
      : []),
    ...findInDocuments(resource, ["endpoint"], ({ statements }) => [
      ...(statements.length === 0 || statements.some(({ effect }) => effect === "Allow")
        ? []
        : [`the document: the policy allows nothing, so that the endpoint is closed, got ${statements.length} Deny; add an Allow`]),
      ...statements.filter(isFullAccess).map(({ label, resources, notResources }) => {
        const got = JSON.stringify(resources ?? notResources);
        return `${label}: everything is allowed to everyone, got Resource ${got}; ${REMEDY}`;
      }),
    ]),
  ],
};

const lacksPolicy = ({ properties: { policy } }: SeenResource): boolean => policy === undefined || policy === null || policy === "";

/** Whether the endpoint takes a policy: it is that of an AWS service, and not that of another provider's service. */
function takesPolicy({ properties: { vpcEndpointType, serviceName } }: SeenResource): boolean {
  return WITH_POLICY.includes(vpcEndpointType) && !(typeof serviceName === "string" && serviceName.includes(".vpce."));
}
