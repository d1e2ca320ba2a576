import { partitionOf } from "./arn.ts";

/**
 * Services that a network reaches through an interface endpoint of its own, by their endpoints' names. DynamoDB has a gateway endpoint
 * besides, which carries no streams.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html
 */
export const INTERFACE_SERVICES = ["dynamodb-streams", "kms", "secretsmanager", "sts"] as const;

export type InterfaceService = (typeof INTERFACE_SERVICES)[number];

/**
 * In China some services are offered under `cn.com.amazonaws` and others under `com.amazonaws`, the same way in both regions; of those that
 * Palisade reaches, only STS is of the first kind. Read where `aws ec2 describe-vpc-endpoint-services` was quoted for both regions
 * (github.com/aws/aws-cdk, pull request 25333 of 2023, and the table of exceptions that it led to); AWS's guide says none of it. Whether
 * China offers `dynamodb-streams` was not found: it is named as `dynamodb` is, and AWS refuses the endpoint where there is no such service.
 */
const UNDER_CHINAS_OWN_NAME: ReadonlySet<string> = new Set<InterfaceService>(["sts"]);

/** The name under which AWS offers an endpoint for a service in a region. Throws for what is not a region. */
export function endpointServiceName(service: InterfaceService | "dynamodb", region: string): string {
  const prefix = partitionOf(region) === "aws-cn" && UNDER_CHINAS_OWN_NAME.has(service) ? "cn.com.amazonaws" : "com.amazonaws";
  return `${prefix}.${region}.${service}`;
}

/**
 * Whether clients find the endpoint by the service's usual name. DynamoDB Streams has no private DNS name: its clients are given the
 * endpoint's own URL.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html
 */
export const hasPrivateDns = (service: InterfaceService): boolean => service !== "dynamodb-streams";
