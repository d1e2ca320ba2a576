import { isFullAccess } from "../broad-principals.ts";
import { findInStatements } from "../find-in-documents.ts";
import { violation } from "../finding.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** The kinds of endpoint that take a policy; a gateway is the default. */
const WITH_POLICY: readonly unknown[] = [undefined, "Gateway", "Interface"];
const REMEDY = "write one that admits aws:PrincipalOrgID to aws:ResourceOrgID";

/**
 * AWS gives an endpoint without a policy one that lets anyone through to anything: foreign credentials inside the network carry data to
 * a foreign table, and nothing else of ours sees it. A policy that is a resource of its own comes only after the endpoint is open, so
 * that the endpoint itself must have it.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const boundEndpointPolicy: ResourceRule = {
  name: "bound-endpoint-policy",
  description: "A VPC endpoint to an AWS service is made with a policy, and not the one that lets everyone through to everything.",
  check: (resource) => [
    ...(resource.type === ENDPOINT && takesPolicy(resource) && lacksPolicy(resource)
      ? [violation(resource, `policy: the endpoint gets AWS's default policy, which lets everyone through, got nothing; ${REMEDY}`)]
      : []),
    ...findInStatements(resource, ["endpoint"], (statement) =>
      isFullAccess(statement)
        ? [
            `everyone is let through to everything, got Resource ${JSON.stringify(statement.resources ?? statement.notResources)}; ${REMEDY}`,
          ]
        : [],
    ),
  ],
};

const lacksPolicy = ({ properties: { policy } }: SeenResource): boolean => policy === undefined || policy === null || policy === "";

/** Whether it leads to a service of AWS's own; a service behind a provider's endpoint takes no policy. */
function takesPolicy({ properties: { vpcEndpointType, serviceName } }: SeenResource): boolean {
  return WITH_POLICY.includes(vpcEndpointType) && !(typeof serviceName === "string" && serviceName.includes(".vpce."));
}
