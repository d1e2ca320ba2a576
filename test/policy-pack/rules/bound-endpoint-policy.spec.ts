import { dynamodbEndpoint } from "../../../guardrails/dynamodb-endpoint.ts";
import { render } from "../../../iam/render.ts";
import { boundEndpointPolicy } from "../../../policy-pack/rules/bound-endpoint-policy.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const FULL = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const BOUND = render(dynamodbEndpoint("o-acmeexample"));

const endpoint = (props: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:ec2/vpcEndpoint:VpcEndpoint",
  name: "endpoint",
  props: changed({ id: "vpce-1", serviceName: "com.amazonaws.eu-west-1.dynamodb", vpcEndpointType: "Gateway", policy: BOUND }, props),
});
const full = (change: Record<string, unknown> = {}) => [endpoint({ policy: policyOf(changed(FULL, change)) })];
const policy = (props: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
  name: "policy",
  props: { vpcEndpointId: "vpce-1", policy: BOUND, ...props },
});

describeRule(boundEndpointPolicy, {
  right: () => [endpoint()],
  refuses: [
    { fact: "no policy", change: () => [endpoint({ policy: undefined })], says: /AWS's default policy/ },
    { fact: "no policy on an endpoint without a type", change: () => [endpoint({ policy: undefined, vpcEndpointType: undefined })] },
    { fact: "no policy beside another endpoint's", change: () => [endpoint({ policy: undefined }), policy({ vpcEndpointId: "vpce-2" })] },
    { fact: "AWS's default policy", change: () => full(), says: /everyone is let through to everything/ },
    { fact: "all of DynamoDB for everyone", change: () => full({ Action: "dynamodb:*" }) },
    { fact: "all but some actions for everyone", change: () => full({ Action: undefined, NotAction: "dynamodb:DeleteTable" }) },
    { fact: "everyone under another spelling", change: () => full({ Principal: { AWS: ["*"] } }) },
    { fact: "full access in a policy of its own", change: () => [endpoint({ policy: undefined }), policy({ policy: policyOf(FULL) })] },
  ],
  accepts: [
    { fact: "a policy of its own", change: () => [endpoint({ policy: undefined }), policy()] },
    { fact: "a policy of its own over what AWS gave the endpoint first", change: () => [endpoint({ policy: policyOf(FULL) }), policy()] },
    {
      fact: "everyone to one table",
      change: () => full({ Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/a" }),
    },
    { fact: "everyone denied", change: () => full({ Effect: "Deny" }) },
    { fact: "an endpoint to a load balancer", change: () => [endpoint({ policy: undefined, vpcEndpointType: "GatewayLoadBalancer" })] },
    {
      fact: "an endpoint to a provider's service",
      change: () => [endpoint({ policy: undefined, vpcEndpointType: "Interface", serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-1" })],
    },
    {
      fact: "a policy that depends on an endpoint whose id is not known",
      change: () => [
        endpoint({ id: UNKNOWN_TEXT, policy: undefined }),
        { ...policy({ vpcEndpointId: UNKNOWN_TEXT }), dependsOn: ["endpoint"] },
      ],
    },
  ],
  leavesOpen: [
    { fact: "a policy that is not known", change: () => [endpoint({ policy: UNKNOWN_TEXT })] },
    {
      fact: "an endpoint beside a policy of one that is not known",
      change: () => [endpoint({ policy: undefined }), policy({ vpcEndpointId: UNKNOWN_TEXT })],
    },
    { fact: "a policy of its own that is not known", change: () => [endpoint({ policy: undefined }), policy({ policy: UNKNOWN_TEXT })] },
  ],
});
