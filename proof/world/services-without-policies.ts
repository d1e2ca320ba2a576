/**
 * Services whose resources have no policies of their own, so that the caller's decide alone; roles have trust policies, which are read. Of
 * every other service than DynamoDB, KMS and Secrets Manager it is unknown here what its resources' policies say.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export const SERVICES_WITHOUT_POLICIES: ReadonlySet<string> = new Set([
  "access-analyzer",
  "account",
  "application-autoscaling",
  "athena",
  "autoscaling",
  "cloudformation",
  "cloudfront",
  "cloudwatch",
  "config",
  "dax",
  "ec2",
  "eks",
  "elasticloadbalancing",
  "iam",
  "identitystore",
  "rds",
  "rolesanywhere",
  "route53",
  "sso",
  "sts",
  "tag",
]);
