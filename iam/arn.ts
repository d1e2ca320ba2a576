/** The partitions that Palisade deploys to; nothing crosses from one into another. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** Every partition, in the order in which tables and tests list them. */
export const PARTITIONS: readonly Partition[] = ["aws", "aws-cn", "aws-us-gov"];

/**
 * What an ARN is built from. `region` and `accountId` are left out where the service has none (IAM has no region, S3 buckets have neither).
 * Any field may contain `*` and `?` where the ARN is meant as a pattern; only `resource` may contain colons.
 */
export interface ArnFields {
  readonly partition: Partition;
  readonly service: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly resource: string;
}

/** An ARN read back: all fields present, empty where the ARN leaves them empty, the partition as it stands. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/** The account of a global resource. */
export interface AccountPlace {
  readonly partition: Partition;
  /** Twelve digits, or `*` in a pattern. */
  readonly accountId: string;
}

/** The account and region of a regional resource. */
export interface RegionPlace extends AccountPlace {
  readonly region: string;
}

/** A name under an IAM path; the path has no slash at either end (`palisade/access`), and is left out for the root path. */
export interface PathAndName {
  readonly path?: string;
  readonly name: string;
}

/** The path and the name of a role, a user or a policy, of both as they stand behind its type in an ARN. */
export function pathAndName(pathed: string): PathAndName {
  const slash = pathed.lastIndexOf("/");
  return slash === -1 ? { name: pathed } : { path: pathed.slice(0, slash), name: pathed.slice(slash + 1) };
}

/** Whether a text names one of the partitions of Palisade. */
export function isPartition(text: string): text is Partition {
  return (PARTITIONS as readonly string[]).includes(text);
}

/**
 * The partition that a region belongs to.
 * Throws for what is not a region of these three partitions: to guess "aws" for a sovereign region would name resources that cannot exist.
 */
export function partitionOf(region: string): Partition {
  if (/^cn-[a-z]+-\d+$/.test(region)) return "aws-cn";
  if (/^us-gov-[a-z]+-\d+$/.test(region)) return "aws-us-gov";
  if (/^[a-z]{2}-[a-z]+-\d+$/.test(region)) return "aws";
  throw new Error(`region: not a region of ${PARTITIONS.join(", ")}, got ${JSON.stringify(region)}; name one such as "eu-west-1"`);
}

/** The end of every service host name in a partition, as `kms:ViaService` and endpoints spell it. */
export function dnsSuffix(partition: Partition): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** The name of a service in a region, as `kms:ViaService` spells it: `dynamodb.eu-west-1.amazonaws.com`. The region may be `*` in a pattern. */
export const regionalServiceName = (service: string, region: string, partition: Partition): string =>
  `${service}.${region}.${dnsSuffix(partition)}`;

/**
 * The text of an ARN from its fields; every ARN of the project is made here. Throws when a field would shift the others (a colon that is not
 * a policy variable's) or when service or resource is empty.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function arn(fields: ArnFields): string {
  const { partition, service, region = "", accountId = "", resource } = fields;
  for (const [name, value] of Object.entries({ partition, service, region, accountId })) {
    if (value.replace(/\$\{[^}]*\}/g, "").includes(":"))
      throw new Error(`arn: ${name} contains a colon, got ${JSON.stringify(value)}; give each field on its own`);
  }
  for (const [name, value] of Object.entries({ partition, service, resource })) {
    if (value === "") throw new Error(`arn: ${name} is empty, got ${JSON.stringify(fields)}; name it`);
  }
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The fields of an ARN, or undefined when the text is none. The resource keeps its own colons. */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, accountId, ...rest] = text.split(":");
  const resource = rest.join(":");
  if (scheme !== "arn" || partition === undefined || service === undefined || region === undefined || accountId === undefined)
    return undefined;
  if (partition === "" || service === "" || resource === "") return undefined;
  return { partition, service, region, accountId, resource };
}

/** An OIDC issuer as IAM names it: host and path, without `https://`. Takes either spelling. */
export function issuerName(issuer: string): string {
  return issuer.replace(/^https:\/\//, "");
}

function underPath({ path, name }: PathAndName): string {
  if (path === undefined) return name;
  if (path === "" || path.startsWith("/") || path.endsWith("/")) {
    throw new Error(`arn: the path starts or ends with a slash, got ${JSON.stringify(path)}; write it as "palisade/access"`);
  }
  return `${path}/${name}`;
}

/** An IAM role, or a pattern of roles when the name contains a wildcard. */
export function roleArn({ partition, accountId, ...role }: AccountPlace & PathAndName): string {
  return arn({ partition, service: "iam", accountId, resource: `role/${underPath(role)}` });
}

/** An IAM user. */
export function userArn({ partition, accountId, ...user }: AccountPlace & PathAndName): string {
  return arn({ partition, service: "iam", accountId, resource: `user/${underPath(user)}` });
}

/** An EC2 instance profile. */
export function instanceProfileArn({ partition, accountId, ...profile }: AccountPlace & PathAndName): string {
  return arn({ partition, service: "iam", accountId, resource: `instance-profile/${underPath(profile)}` });
}

/** A managed policy: a customer's, or AWS's own when `accountId` is "aws". */
export function managedPolicyArn({ partition, accountId, ...policy }: AccountPlace & PathAndName): string {
  return arn({ partition, service: "iam", accountId, resource: `policy/${underPath(policy)}` });
}

/** The account as a principal: its administrators decide which of its principals are meant. */
export function accountRootArn({ partition, accountId }: AccountPlace): string {
  return arn({ partition, service: "iam", accountId, resource: "root" });
}

/** An OIDC provider of the account; `issuer` with or without `https://`. */
export function oidcProviderArn({ partition, accountId, issuer }: AccountPlace & { readonly issuer: string }): string {
  return arn({ partition, service: "iam", accountId, resource: `oidc-provider/${issuerName(issuer)}` });
}

/** An identity provider for assertions of SAML. */
export const samlProviderArn = ({ partition, accountId, name }: AccountPlace & { readonly name: string }): string =>
  arn({ partition, service: "iam", accountId, resource: `saml-provider/${name}` });

/** The session of an assumed role, as `sts:GetCallerIdentity` reports it; the role's path is not part of it. */
export function assumedRoleArn(fields: AccountPlace & { readonly roleName: string; readonly sessionName: string }): string {
  const { partition, accountId, roleName, sessionName } = fields;
  return arn({ partition, service: "sts", accountId, resource: `assumed-role/${roleName}/${sessionName}` });
}

/** A DynamoDB table. */
export function tableArn({ table, ...place }: RegionPlace & { readonly table: string }): string {
  return arn({ ...place, service: "dynamodb", resource: `table/${table}` });
}

/** A secondary index of a table; `*` names every index, later ones included. */
export function indexArn({ table, index, ...place }: RegionPlace & { readonly table: string; readonly index: string }): string {
  return arn({ ...place, service: "dynamodb", resource: `table/${table}/index/${index}` });
}

/** A table's stream; the label is a timestamp that AWS makes, `*` names whichever stream the table has. */
export function streamArn({ table, label, ...place }: RegionPlace & { readonly table: string; readonly label: string }): string {
  return arn({ ...place, service: "dynamodb", resource: `table/${table}/stream/${label}` });
}

/** A KMS key by its id. */
export function keyArn({ keyId, ...place }: RegionPlace & { readonly keyId: string }): string {
  return arn({ ...place, service: "kms", resource: `key/${keyId}` });
}

/** A KMS alias; the name without `alias/`. */
export function aliasArn({ alias, ...place }: RegionPlace & { readonly alias: string }): string {
  return arn({ ...place, service: "kms", resource: `alias/${alias}` });
}

/** A secret; the name includes the six characters that AWS appends (`orders/token-AbCdEf`), `-??????` stands for any. */
export function secretArn({ secret, ...place }: RegionPlace & { readonly secret: string }): string {
  return arn({ ...place, service: "secretsmanager", resource: `secret:${secret}` });
}

/** A VPC. */
export function vpcArn({ vpcId, ...place }: RegionPlace & { readonly vpcId: string }): string {
  return arn({ ...place, service: "ec2", resource: `vpc/${vpcId}` });
}

/** A VPC endpoint. */
export function vpcEndpointArn({ vpcEndpointId, ...place }: RegionPlace & { readonly vpcEndpointId: string }): string {
  return arn({ ...place, service: "ec2", resource: `vpc-endpoint/${vpcEndpointId}` });
}

/** An SSM parameter; the name with or without its leading slash. */
export function parameterArn({ parameter, ...place }: RegionPlace & { readonly parameter: string }): string {
  return arn({ ...place, service: "ssm", resource: `parameter/${parameter.replace(/^\//, "")}` });
}

/** An SNS topic. */
export function topicArn({ topic, ...place }: RegionPlace & { readonly topic: string }): string {
  return arn({ ...place, service: "sns", resource: topic });
}

/** An EKS cluster. */
export function clusterArn({ cluster, ...place }: RegionPlace & { readonly cluster: string }): string {
  return arn({ ...place, service: "eks", resource: `cluster/${cluster}` });
}

/** A Lambda function, without version or alias. */
export function functionArn({ functionName, ...place }: RegionPlace & { readonly functionName: string }): string {
  return arn({ ...place, service: "lambda", resource: `function:${functionName}` });
}

/** A CloudWatch log group with the streams below it. */
export function logGroupArn({ logGroup, ...place }: RegionPlace & { readonly logGroup: string }): string {
  return arn({ ...place, service: "logs", resource: `log-group:${logGroup}:*` });
}

/** An EventBridge rule on the default bus. */
export function eventRuleArn({ rule, ...place }: RegionPlace & { readonly rule: string }): string {
  return arn({ ...place, service: "events", resource: `rule/${rule}` });
}
