// A network with endpoints, and guardrails written by hand.
import * as aws from "@pulumi/aws";
import { policy } from "./policy.ts";

const provider = new aws.Provider("landing-zone", { region: "eu-west-1", allowedAccountIds: ["100000000001"] });
const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }, { provider });

// caught by: bound-endpoint-policy
new aws.ec2.VpcEndpoint("dynamodb", { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.dynamodb" }, { provider });

// caught by: endpoint-of-own-resources
new aws.ec2.VpcEndpoint(
  "secrets",
  {
    vpcId: vpc.id,
    vpcEndpointType: "Interface",
    serviceName: "com.amazonaws.eu-west-1.secretsmanager",
    policy: policy({
      Principal: "*",
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acmeexample" } },
    }),
  },
  { provider },
);

// caught by: network-deny-carve-outs
new aws.organizations.Policy(
  "inside",
  {
    name: "inside",
    type: "SERVICE_CONTROL_POLICY",
    content: policy({
      Effect: "Deny",
      Action: "dynamodb:*",
      Resource: "*",
      Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-0aaaaaaaaaaaaaaaa" } },
    }),
  },
  { provider },
);

// caught by: negations-apart
new aws.organizations.Policy(
  "perimeter",
  {
    name: "perimeter",
    type: "RESOURCE_CONTROL_POLICY",
    content: policy({
      Effect: "Deny",
      Principal: "*",
      Action: "secretsmanager:*",
      Resource: "*",
      Condition: {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-acmeexample", "aws:ResourceOrgID": "o-acmeexample" },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      },
    }),
  },
  { provider },
);

// caught by: organization-policy-grammar
new aws.organizations.Policy(
  "open",
  {
    name: "open",
    type: "RESOURCE_CONTROL_POLICY",
    content: policy({ Principal: "*", Action: "s3:*", Resource: "*" }),
  },
  { provider },
);
