/** An account and a region of AWS. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The partition that a region belongs to. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** The domain of a region's services, as in an endpoint's URL. */
export function domainOf(region: string): string {
  return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** The ARN of a resource of one region. */
export function regionalArn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}:${place.region}:${place.account}:${resource}`;
}

/** The ARN of a resource of a global service. The place's region only gives the partition. */
export function globalArn(place: Place, service: string, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}::${place.account}:${resource}`;
}

/** An ARN's six fields. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Splits an ARN into its fields. Undefined if the text is no ARN. */
export function arnFields(text: string): ArnFields | undefined {
  const [scheme, partition, service, region, account, ...resource] = text.split(":");
  if (scheme !== "arn" || resource.length === 0) return undefined;
  if (partition === undefined || service === undefined || region === undefined || account === undefined) return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
}
