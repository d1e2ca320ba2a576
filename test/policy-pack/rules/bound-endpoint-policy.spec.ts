import { dynamodbEndpoint } from "../../../guardrails/dynamodb-endpoint.ts";
import { render } from "../../../iam/render.ts";
import { boundEndpointPolicy } from "../../../policy-pack/rules/bound-endpoint-policy.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const FULL = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const BOUND = render(
  dynamodbEndpoint({
    partition: "aws",
    organizationId: "o-acmeexample",
    callers: ["300000000001"],
    owners: ["300000000002"],
    roleOwners: ["300000000002"],
    others: [],
  }),
);

const endpoint = (props: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:ec2/vpcEndpoint:VpcEndpoint",
  name: "endpoint",
  props: changed({ serviceName: "com.amazonaws.eu-west-1.dynamodb", vpcEndpointType: "Gateway", policy: BOUND }, props),
});
const full = (change: Record<string, unknown> = {}) => [endpoint({ policy: policyOf(changed(FULL, change)) })];
const policy = (props: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
  name: "policy",
  props: { vpcEndpointId: "vpce-1", policy: BOUND, ...props },
});

describeRule(boundEndpointPolicy, {
  right: () => [endpoint(), policy()],
  refuses: [
    { fact: "no policy", change: () => [endpoint({ policy: undefined })], says: /AWS's default policy/ },
    { fact: "an empty policy", change: () => [endpoint({ policy: "" })] },
    { fact: "no policy on an endpoint without a type", change: () => [endpoint({ policy: undefined, vpcEndpointType: undefined })] },
    { fact: "a policy that comes after the endpoint", change: () => [endpoint({ policy: undefined }), policy()] },
    {
      fact: "a Deny alone, which closes the endpoint",
      change: () => full({ Effect: "Deny" }),
      says: /the policy allows nothing, .* got 1 Deny/,
    },
    { fact: "AWS's default policy", change: () => full(), says: /everything is allowed to everyone/ },
    { fact: "all of DynamoDB for everyone", change: () => full({ Action: "dynamodb:*" }) },
    { fact: "all but some actions for everyone", change: () => full({ Action: undefined, NotAction: "dynamodb:DeleteTable" }) },
    { fact: "all but some tables for everyone", change: () => full({ Resource: undefined, NotResource: "arn:aws:dynamodb:*:*:table/a" }) },
    { fact: "everyone under another spelling", change: () => full({ Principal: { AWS: ["*"] } }) },
    { fact: "full access in a policy of its own", change: () => [policy({ policy: policyOf(FULL) })] },
  ],
  accepts: [
    {
      fact: "everyone to one table",
      change: () => full({ Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/a" }),
    },
    {
      fact: "everyone denied beside what is allowed",
      change: () => [endpoint({ policy: policyOf({ ...FULL, Effect: "Deny" }, { ...FULL, Action: "dynamodb:GetItem" }) })],
    },
    {
      fact: "everyone under a condition, which another rule judges",
      change: () => full({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a" } } }),
    },
    { fact: "an endpoint to a load balancer", change: () => [endpoint({ policy: undefined, vpcEndpointType: "GatewayLoadBalancer" })] },
    {
      fact: "an endpoint to a provider's service",
      change: () => [endpoint({ policy: undefined, vpcEndpointType: "Interface", serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-1" })],
    },
  ],
  leavesOpen: [{ fact: "a policy that is unknown", change: () => [endpoint({ policy: UNKNOWN_TEXT })] }],
});
