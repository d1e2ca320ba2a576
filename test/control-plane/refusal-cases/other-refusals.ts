import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, policy, roleOf, table, type Wanted } from "../test-plane.ts";
import { arnOf, type RefusalCase, twins } from "./refusal-case.ts";

type Ids = Readonly<Record<string, string>>;

const CLUSTER = "aws:eks/cluster:Cluster";

function cluster(plane: ControlPlane): Ids {
  const roleArn = arnOf(plane, roleOf("cluster", "eks.amazonaws.com"));
  make(plane, { type: CLUSTER, name: "main", inputs: { name: "main", roleArn, vpcConfig: {} } });
  return {
    roleArn,
    pod: arnOf(plane, roleOf("pod", "pods.eks.amazonaws.com")),
    foreign: arnOf(plane, roleOf("pod", "pods.eks.amazonaws.com", CONSUMER)),
  };
}

function association(inputs: Properties): Wanted {
  return {
    type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    inputs: { clusterName: "main", namespace: "billing", serviceAccount: "invoicer", ...inputs },
  };
}

const ruled = (plane: ControlPlane): Ids => {
  make(plane, { type: "aws:cloudwatch/eventRule:EventRule", name: "alarm", inputs: { name: "alarm", scheduleExpression: "rate(1 day)" } });
  return { topic: arnOf(plane, { type: "aws:sns/topic:Topic", name: "alarms", inputs: { name: "alarms" } }) };
};

export const OTHER_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a pod identity of a cluster that does not exist",
    code: "ResourceNotFoundException",
    says: /No cluster found for name: other/,
    given: cluster,
    refused: ({ pod }) => association({ clusterName: "other", roleArn: pod }),
    accepted: ({ pod }) => association({ roleArn: pod }),
  },
  {
    fact: "a second pod identity of one service account",
    code: "ResourceInUseException",
    says: /Association already exists/,
    given: (plane) => {
      const ids = cluster(plane);
      make(plane, { ...association({ roleArn: ids["pod"] }), name: "first" });
      return ids;
    },
    refused: ({ pod }) => association({ roleArn: pod }),
    accepted: ({ pod }) => association({ roleArn: pod, serviceAccount: "other" }),
  },
  {
    fact: "a pod identity with a role of another account",
    code: "InvalidParameterException",
    says: /must be in the cluster's account/,
    given: cluster,
    refused: ({ foreign }) => association({ roleArn: foreign }),
    accepted: ({ pod, foreign }) => association({ roleArn: pod, targetRoleArn: foreign }),
  },
  {
    fact: "a parameter that exists",
    code: "ParameterAlreadyExists",
    says: /already exists/,
    given: (plane) => ({ first: make(plane, { type: "aws:ssm/parameter:Parameter", name: "first", inputs: parameter("/app/a", "x") }).id }),
    ...twins("aws:ssm/parameter:Parameter", parameter("/app/a", "x"), parameter("/app/b", "x")),
  },
  {
    fact: "a standard parameter of more than 4,096 characters",
    code: "ValidationException",
    says: /maximum parameter value of 4096/,
    ...twins("aws:ssm/parameter:Parameter", parameter("/app/a", "x".repeat(4097)), parameter("/app/a", "x".repeat(4096))),
  },
  {
    fact: "a target of a rule that does not exist",
    code: "ResourceNotFoundException",
    says: /Rule other does not exist on EventBus default/,
    given: ruled,
    refused: ({ topic }) => ({ type: "aws:cloudwatch/eventTarget:EventTarget", inputs: { rule: "other", arn: topic } }),
    accepted: ({ topic }) => ({ type: "aws:cloudwatch/eventTarget:EventTarget", inputs: { rule: "alarm", arn: topic } }),
  },
  {
    fact: "an event pattern whose leaves are no lists",
    code: "InvalidEventPatternException",
    says: /Event pattern is not valid/,
    ...twins(
      "aws:cloudwatch/eventRule:EventRule",
      { name: "r", eventPattern: '{"source":"aws.sts"}' },
      { name: "r", eventPattern: '{"source":["aws.sts"]}' },
    ),
  },
  {
    fact: "a topic policy with an action of another service",
    code: "InvalidParameter",
    says: /out of service scope/,
    given: ruled,
    refused: ({ topic }) => topicPolicy(topic, "sqs:SendMessage"),
    accepted: ({ topic }) => topicPolicy(topic, "sns:Publish"),
  },
  {
    fact: "a subscription by an unknown protocol",
    code: "InvalidParameter",
    says: /Does not support this protocol/,
    given: ruled,
    refused: ({ topic }) => ({
      type: "aws:sns/topicSubscription:TopicSubscription",
      inputs: { topic, protocol: "mail", endpoint: "a@example.com" },
    }),
    accepted: ({ topic }) => ({
      type: "aws:sns/topicSubscription:TopicSubscription",
      inputs: { topic, protocol: "email", endpoint: "a@example.com" },
    }),
  },
  {
    fact: "a global table of the same name as a table",
    code: "AlreadyExists",
    says: /already exists/,
    given: (plane) => ({
      table: make(plane, table("orders")).id,
    }),
    ...twins("aws:cloudcontrol/resource:Resource", globalTable("orders"), globalTable("orders2")),
  },
  {
    fact: "a global table that replicates one which does not exist",
    code: "ResourceNotFoundException",
    says: /table\/none/,
    given: (plane) => ({
      source: arnOf(plane, { ...table("orders"), caller: CONSUMER }),
    }),
    refused: () => ({
      type: "aws:cloudcontrol/resource:Resource",
      inputs: globalTable("orders", { GlobalTableSourceArn: `arn:aws:dynamodb:eu-west-1:${CONSUMER.account}:table/none` }),
    }),
    accepted: ({ source }) => ({
      type: "aws:cloudcontrol/resource:Resource",
      inputs: globalTable("orders", { GlobalTableSourceArn: source }),
    }),
  },
];

function parameter(name: string, value: string): Properties {
  return { name, type: "String", value };
}

function topicPolicy(topic: string | undefined, action: string): Wanted {
  return {
    type: "aws:sns/topicPolicy:TopicPolicy",
    inputs: {
      arn: topic,
      policy: policy({ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: action, Resource: topic }),
    },
  };
}

function globalTable(name: string, more: Properties = {}): Properties {
  return {
    typeName: "AWS::DynamoDB::GlobalTable",
    desiredState: JSON.stringify({ TableName: name, Replicas: [{ Region: "eu-west-1" }], ...more }),
  };
}
