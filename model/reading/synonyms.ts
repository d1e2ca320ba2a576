/**
 * Words that people bring from AWS, CDK and Terraform: first the declaration's own word, then what others call it. A word may stand in
 * several rows; the first row whose own word fits the place is meant.
 */
const MEANINGS: readonly (readonly [meaning: string, ...words: string[]])[] = [
  // Tables: the names of CloudFormation, CDK and Terraform.
  ["partition", "partitionKey", "hashKey", "hash", "pk"],
  ["sort", "sortKey", "rangeKey", "range", "sk"],
  ["key", "partitionKey", "hashKey", "sortKey", "rangeKey", "keySchema", "primaryKey", "attribute", "attributes", "attributeDefinitions"],
  ["indexes", "globalSecondaryIndex", "globalSecondaryIndexes", "globalIndexes", "gsi", "gsis"],
  ["localIndexes", "localSecondaryIndex", "localSecondaryIndexes", "lsi", "lsis"],
  ["project", "projection", "projectionType", "nonKeyAttributes"],
  ["timeToLive", "ttl", "timeToLiveAttribute", "timeToLiveSpecification"],
  ["pointInTimeRecovery", "pitr", "pointInTimeRecoverySpecification", "pointInTimeRecoveryEnabled", "backup", "backups"],
  ["stream", "streamSpecification", "streamViewType", "streamEnabled", "dynamoStream"],
  ["capacity", "billing", "billingMode", "provisionedThroughput", "readCapacity", "writeCapacity"],
  ["class", "tableClass", "storageClass"],
  ["deletion", "deletionProtection", "deletionProtectionEnabled", "deletionPolicy", "removalPolicy", "preventDestroy"],
  ["encryption", "kmsKey", "kmsKeyId", "kmsKeyArn", "encryptionKey", "sse", "sseSpecification", "serverSideEncryption"],
  ["replicaOf", "replica", "globalTable"],
  ["classification", "sensitivity", "dataClassification"],
  // Grants.
  ["sharedWith", "share", "shares", "grants", "grant", "consumers", "resourcePolicy", "principals"],
  ["usedBy", "users", "uses", "readers"],
  ["can", "actions", "action", "permissions", "rights", "access", "allow", "allows"],
  ["because", "reason", "justification", "why", "comment"],
  ["until", "expires", "expiry", "expiration", "expiresAt", "validUntil", "endDate", "end"],
  ["maxSession", "maxSessionDuration", "sessionDuration"],
  // Accounts, networks and workloads.
  ["organizationalUnit", "ou", "organizationalUnitId", "parent", "parentId"],
  ["organizationalUnits", "ous", "units"],
  ["id", "accountId"],
  ["account", "accountName", "name"],
  ["managementAccount", "masterAccount", "payerAccount", "managementAccountId", "masterAccountId"],
  ["network", "vpc", "vpcId", "subnets", "vpcConfig"],
  ["networks", "vpc", "vpcs", "addresses", "ipAddresses", "ips", "ipRanges", "cidrs", "sourceIp"],
  ["addresses", "networks", "ipAddresses", "ips", "ipRanges", "cidrs", "sourceIp"],
  ["existing", "vpcId", "arn", "import", "tableName", "tableArn", "keyArn", "secretArn", "roleName", "roleArn", "clusterName"],
  ["cidr", "cidrBlock", "ipAddresses"],
  ["zones", "azs", "maxAzs", "availabilityZones"],
  ["dynamodbEndpoint", "vpcEndpoint", "gatewayEndpoint", "vpcEndpointId"],
  ["role", "roleArn", "iamRole", "executionRole", "taskRole", "instanceProfile"],
  ["runsOn", "compute", "computeType", "type", "platform", "launchType", "runtime"],
  ["serviceAccount", "serviceAccountName"],
  ["serviceControl", "scp", "scps", "serviceControlPolicies"],
  ["resourceControl", "rcp", "rcps", "resourceControlPolicies"],
  // Rights.
  ["read", "get", "query", "select", "list", "getItem", "batchGetItem", "describe", "getSecretValue"],
  [
    "write",
    "delete",
    "put",
    "update",
    "insert",
    "create",
    "modify",
    "putItem",
    "updateItem",
    "deleteItem",
    "batchWriteItem",
    "putSecretValue",
  ],
  ["stream", "streams", "getRecords", "subscribe", "cdc"],
  ["settings", "admin", "manage", "configure", "updateTable"],
  ["decrypt", "read", "get", "unwrap"],
  ["encrypt", "write", "put", "wrap", "generateDataKey", "reEncrypt"],
  // Ways of sharing and purposes.
  ["resource-policy", "rbp", "resourceBasedPolicy", "policy", "tablePolicy"],
  ["role", "assumeRole", "crossAccountRole", "sts"],
  ["irsa", "oidc", "webIdentity", "assumeRoleWithWebIdentity"],
  ["pod-identity", "eksPodIdentity", "podIdentityAssociation"],
  ["etl", "analytics", "batch", "reporting", "export"],
  ["external", "partner", "vendor", "thirdParty", "supplier"],
  ["global-table", "replication", "replica", "multiRegion"],
  ["shared-service", "service", "api", "integration", "application"],
  ["governance", "audit", "compliance", "security"],
  // What workloads run on.
  ["ecs", "fargate", "container", "docker", "task"],
  ["lambda", "function", "serverless"],
  ["eks", "kubernetes", "k8s", "pod", "pods"],
  ["ci", "github", "githubActions", "gitlab", "pipeline", "jenkins", "circleci", "bitbucket", "actions"],
  [
    "service",
    ...["glue", "codebuild", "sagemaker", "emrServerless", "flink", "apprunner"],
    ...["stepFunctions", "stateMachine", "states", "scheduler", "pipes", "appsync", "apiGateway"],
  ],
  ["apigateway.amazonaws.com", "apiGateway"],
  ["appsync.amazonaws.com", "appsync"],
  ["codebuild.amazonaws.com", "codebuild"],
  ["emr-serverless.amazonaws.com", "emrServerless"],
  ["glue.amazonaws.com", "glue"],
  ["kinesisanalytics.amazonaws.com", "flink"],
  ["pipes.amazonaws.com", "pipes"],
  ["sagemaker.amazonaws.com", "sagemaker"],
  ["scheduler.amazonaws.com", "scheduler"],
  ["states.amazonaws.com", "stepFunctions", "stateMachine", "states"],
  ["tasks.apprunner.amazonaws.com", "apprunner"],
  ["ec2", "instance", "instances", "vm", "server", "asg", "autoscaling"],
  // Settings and their words.
  ["enforced", "enforce", "strict", "closed", "on", "enabled", "deny"],
  ["observe", "audit", "monitor", "dryRun", "report", "warn", "log"],
  ["open", "off", "none", "disabled", "allow"],
  ["sensitive", "confidential", "restricted", "secret", "pii", "private"],
  ["ordinary", "public", "internal", "normal"],
  ["protected", "retain", "keep", "on", "enabled", "true"],
  ["allowed", "destroy", "delete", "off", "disabled", "false"],
  ["on-demand", "payPerRequest", "pay-per-use", "serverless"],
  ["infrequent-access", "standardInfrequentAccess", "ia"],
  ["own-key", "cmk", "customerManaged", "customer", "kms"],
  ["aws-managed", "awsKms", "managed"],
  ["aws-owned", "default", "none", "owned"],
  ["string", "s", "str", "text"],
  ["number", "n", "int", "integer", "float"],
  ["binary", "b", "bytes", "blob"],
  ["keys", "keysOnly"],
];

/** A word without case and without what joins its parts: AWS writes `NEW_IMAGE` where the declaration has `new-image`. */
export const folded = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The words that a word of others may mean, likeliest first. An action means the same with its service in front. */
export function meaningsOf(word: string): readonly string[] {
  const wanted = folded(word.replace(/^[a-z0-9-]+:/i, ""));
  return MEANINGS.filter(([, ...words]) => words.some((each) => folded(each) === wanted)).map(([meaning]) => meaning);
}

/** Words for a list of replicas: CloudFormation's, CDK's and Terraform's. */
const REPLICAS = new Set(["replicas", "replicaRegions", "replicationRegions", "regions"].map(folded));

/** What to write for a field whose meaning no single field has; undefined for every other one. */
export const declaredOtherwise = (word: string, fields: readonly string[]): string | undefined =>
  fields.includes("replicaOf") && REPLICAS.has(folded(word))
    ? "declare each replica as a table of its own, with replicaOf: <account>/<this table> and its region"
    : undefined;
