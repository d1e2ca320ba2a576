import { nearest } from "./nearest.ts";
import { isServicePrincipal, nearestServicePrincipal, withoutPlace } from "./service-principals.ts";

/** Where a service runs what it runs with a customer's role: in the customer's VPC, or in AWS's own network. */
export type ServicePlace = "vpc" | "aws";

/** Services that run something with a role, by their principals; each row with the page of its network, or of its role where it has none. */
const PLACES: readonly (readonly [service: string, place: ServicePlace, page: string])[] = [
  ["codebuild.amazonaws.com", "vpc", "https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html"],
  ["emr-serverless.amazonaws.com", "vpc", "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/vpc-access.html"],
  ["glue.amazonaws.com", "vpc", "https://docs.aws.amazon.com/glue/latest/dg/start-connecting.html"],
  ["kinesisanalytics.amazonaws.com", "vpc", "https://docs.aws.amazon.com/managed-flink/latest/java/vpc.html"],
  ["sagemaker.amazonaws.com", "vpc", "https://docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-connect-to-resources.html"],
  ["tasks.apprunner.amazonaws.com", "vpc", "https://docs.aws.amazon.com/apprunner/latest/dg/network-vpc.html"],
  [
    "apigateway.amazonaws.com",
    "aws",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-lambda.html",
  ],
  ["appsync.amazonaws.com", "aws", "https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html"],
  ["iot.amazonaws.com", "aws", "https://docs.aws.amazon.com/iot/latest/developerguide/dynamodb-rule-action.html"],
  ["pipes.amazonaws.com", "aws", "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html"],
  ["scheduler.amazonaws.com", "aws", "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html"],
  ["states.amazonaws.com", "aws", "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html"],
];

/** Services whose programs take the role of another one, which the declaration has a word of its own for. */
const RUN_AS: readonly (readonly [service: string, runsOn: string, because: string, page: string])[] = [
  [
    "batch.amazonaws.com",
    "ecs",
    "a job of Batch takes its role as a task of ECS",
    "https://docs.aws.amazon.com/batch/latest/userguide/job_definition_parameters.html",
  ],
  [
    "ec2.amazonaws.com",
    "ec2",
    "instances have a word of their own",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html",
  ],
  [
    "ecs-tasks.amazonaws.com",
    "ecs",
    "tasks have a word of their own",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  ],
  [
    "ecs.amazonaws.com",
    "ecs",
    "a task takes its role by ecs-tasks.amazonaws.com",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  ],
  ["eks.amazonaws.com", "eks", "pods have a word of their own", "https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html"],
  [
    "elasticmapreduce.amazonaws.com",
    "ec2",
    "a cluster of EMR uses data with the role of its instances",
    "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-for-ec2.html",
  ],
  [
    "lambda.amazonaws.com",
    "lambda",
    "functions have a word of their own",
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  ],
  [
    "pods.eks.amazonaws.com",
    "eks",
    "pods have a word of their own",
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html",
  ],
];

/** Where a service runs what it runs; undefined for one that nobody looked up, which may run in a VPC or not. */
export const placeOfService = (service: string): ServicePlace | undefined => PLACES.find(([name]) => name === service)?.[1];

/** What the declaration calls that which takes its role as something else than the service, and why; undefined where the service takes it. */
export function runsAs(service: string): { readonly runsOn: string; readonly because: string } | undefined {
  const anywhere = withoutPlace(service);
  const found = RUN_AS.find(([name]) => name === anywhere);
  return found === undefined ? undefined : { runsOn: found[1], because: found[2] };
}

/** The services of a place, sorted. */
export const servicesAt = (place: ServicePlace): readonly string[] =>
  PLACES.flatMap(([service, each]) => (each === place ? [service] : [])).sort();

/** What is wrong with a text that is no service's principal, and the known one that it most likely means; undefined where it is one. */
export function unknownService(text: string): { readonly meant: string | undefined } | undefined {
  if (isServicePrincipal(text)) return undefined;
  const known = nearest(
    text,
    PLACES.map(([service]) => service),
  );
  return { meant: known ?? nearestServicePrincipal(text) };
}
