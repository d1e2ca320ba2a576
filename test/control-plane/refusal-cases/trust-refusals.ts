import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import { make, OWNER, policy, role, roleOf, type Wanted } from "../test-plane.ts";
import { arnOf, type RefusalCase } from "./refusal-case.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const assumes = (service: string, ...actions: readonly string[]) => ({
  assumeRolePolicy: policy({ Effect: "Allow", Principal: { Service: service }, Action: actions }),
});
const association = (roleArn: unknown): Wanted => ({
  type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  inputs: { clusterName: "main", namespace: "billing", serviceAccount: "invoicer", roleArn },
});
const clusterOf = (roleArn: unknown): Wanted => ({ type: CLUSTER, name: "main", inputs: { name: "main", roleArn, vpcConfig: {} } });
const functionOf = (roleArn: unknown): Wanted => ({ type: "aws:lambda/function:Function", inputs: { name: "projector", role: roleArn } });
const target = (roleArn: unknown): Wanted => ({
  type: "aws:cloudwatch/eventTarget:EventTarget",
  inputs: { rule: "alarm", arn: `arn:aws:events:us-east-1:${OWNER.account}:event-bus/default`, roleArn },
});
const rule = (plane: ControlPlane): void => {
  make(plane, { type: "aws:cloudwatch/eventRule:EventRule", name: "alarm", inputs: { name: "alarm", scheduleExpression: "rate(1 day)" } });
};
/** A role that anything but the service may take, and one that it may. */
const both = (plane: ControlPlane, service: string) => ({
  wrong: arnOf(plane, roleOf("wrong", "ec2.amazonaws.com")),
  right: arnOf(plane, roleOf("right", service)),
});

/** Roles whose trust policies do not fit the resource that names them. */
export const ROLE_TRUST_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a pod identity whose role does not let pods tag their sessions",
    code: "InvalidParameterException",
    says: /must allow pods\.eks\.amazonaws\.com .* allow pods\.eks\.amazonaws\.com sts:TagSession in the trust policy/,
    given: (plane) => {
      make(plane, clusterOf(arnOf(plane, roleOf("cluster", "eks.amazonaws.com"))));
      return {
        wrong: arnOf(plane, role("wrong", assumes("pods.eks.amazonaws.com", "sts:AssumeRole"))),
        right: arnOf(plane, role("right", assumes("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession"))),
      };
    },
    refused: ({ wrong }) => association(wrong),
    accepted: ({ right }) => association(right),
  },
  {
    fact: "a pod identity whose role trusts the clusters, not the pods",
    code: "InvalidParameterException",
    says: /allow pods\.eks\.amazonaws\.com sts:AssumeRole and sts:TagSession/,
    given: (plane) => {
      const wrong = arnOf(plane, roleOf("cluster", "eks.amazonaws.com"));
      make(plane, clusterOf(wrong));
      return { wrong, right: arnOf(plane, roleOf("pod", "pods.eks.amazonaws.com")) };
    },
    refused: ({ wrong }) => association(wrong),
    accepted: ({ right }) => association(right),
  },
  {
    fact: "a cluster whose role does not trust EKS",
    code: "InvalidParameterException",
    says: /trusted entity is not correct/,
    given: (plane) => both(plane, "eks.amazonaws.com"),
    refused: ({ wrong }) => clusterOf(wrong),
    accepted: ({ right }) => clusterOf(right),
  },
  {
    fact: "a function whose role does not trust Lambda",
    code: "InvalidParameterValueException",
    says: /cannot be assumed by Lambda/,
    given: (plane) => both(plane, "lambda.amazonaws.com"),
    refused: ({ wrong }) => functionOf(wrong),
    accepted: ({ right }) => functionOf(right),
  },
  {
    fact: "a function whose role does not exist",
    code: "InvalidParameterValueException",
    says: /cannot be assumed by Lambda/,
    given: (plane) => both(plane, "lambda.amazonaws.com"),
    refused: ({ right = "" }) => functionOf(`${right}s`),
    accepted: ({ right }) => functionOf(right),
  },
  {
    fact: "a target whose role does not trust EventBridge",
    code: "ValidationException",
    says: /cannot be assumed by principal 'events\.amazonaws\.com'/,
    given: (plane) => {
      rule(plane);
      return both(plane, "events.amazonaws.com");
    },
    refused: ({ wrong }) => target(wrong),
    accepted: ({ right }) => target(right),
  },
  {
    fact: "an inline policy on a role of IAM Identity Center",
    code: "UnmodifiableEntity",
    says: /only modifiable by AWS/,
    given: (plane) => {
      const path = "/aws-reserved/sso.amazonaws.com/";
      plane.seed([{ ...OWNER, type: "aws:iam/role:Role", inputs: { ...role("AWSReservedSSO_OnCall_1a2b").inputs, path } }]);
      make(plane, role("OnCall"));
      return {};
    },
    refused: () => rolePolicy("AWSReservedSSO_OnCall_1a2b"),
    accepted: () => rolePolicy("OnCall"),
  },
];

function rolePolicy(roleName: string): Wanted {
  const text = policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" });
  return { type: "aws:iam/rolePolicy:RolePolicy", inputs: { role: roleName, name: "p", policy: text } };
}
