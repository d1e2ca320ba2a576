/** What a quota counts. Sizes of documents are counted in characters or bytes of the JSON as sent; "without white space" leaves white space out. */
export type QuotaUnit = "characters" | "characters without white space" | "bytes" | "count" | "seconds";

/** One limit of AWS: data, with where and when it was read. */
export interface Quota {
  /** AWS's default, which applies unless AWS has raised it for the account. */
  readonly value: number;
  /** The most that AWS raises it to; absent for a hard limit, or where AWS names no maximum (`isAdjustable`). */
  readonly maximum?: number;
  /** Whether an account may have more than `value`. */
  readonly isAdjustable: boolean;
  readonly unit: QuotaUnit;
  /** What it bounds, as the end of "at most N …". */
  readonly of: string;
  /** The day on which the source was last checked, or on which AWS changed the value. */
  readonly date: string;
  /** AWS's page. */
  readonly source: string;
}

const ORGANIZATIONS = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const ASSUME_ROLE = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html";
const ROLE_CHAINING = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html";
const TABLE_POLICY = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html";
const DYNAMODB = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html";
const KEY_POLICY = "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html";
const KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html";
const SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html";
const ENDPOINTS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html";

const CHECKED = "2026-11-22";

function hard(value: number, unit: QuotaUnit, of: string, source: string, date = CHECKED): Quota {
  return Object.freeze({ value, isAdjustable: false, unit, of, date, source });
}

function adjustable(value: number, maximum: number | undefined, unit: QuotaUnit, of: string, source: string): Quota {
  return Object.freeze({ value, ...(maximum === undefined ? {} : { maximum }), isAdjustable: true, unit, of, date: CHECKED, source });
}

/** AWS's quotas that bound what Palisade makes, by name. */
export const QUOTAS = Object.freeze({
  // Organizations
  accountsPerOrganization: adjustable(10, 50_000, "count", "accounts in an organization", ORGANIZATIONS),
  organizationalUnitsPerOrganization: hard(2_000, "count", "organizational units in an organization", ORGANIZATIONS),
  organizationalUnitDepth: hard(5, "count", "levels of organizational units under a root", ORGANIZATIONS),
  // Doubled on that day, from 5,120 and 5 policies. AWS's page says characters, its API has counted bytes; bytes are never fewer.
  serviceControlPolicySize: hard(10_240, "bytes", "in a service control policy", ORGANIZATIONS, "2026-05-15"),
  serviceControlPoliciesPerNode: hard(
    10,
    "count",
    "service control policies attached to one root, organizational unit or account (FullAWSAccess counts, inherited ones do not)",
    ORGANIZATIONS,
    "2026-05-15",
  ),
  serviceControlPoliciesPerOrganization: hard(10_000, "count", "service control policies in an organization", ORGANIZATIONS),
  resourceControlPolicySize: hard(5_120, "bytes", "in a resource control policy", ORGANIZATIONS),
  resourceControlPoliciesPerNode: hard(
    5,
    "count",
    "resource control policies attached to one root, organizational unit or account (RCPFullAWSAccess counts and cannot be detached)",
    ORGANIZATIONS,
  ),
  resourceControlPoliciesPerOrganization: hard(2_000, "count", "resource control policies in an organization", ORGANIZATIONS),

  // IAM and STS
  trustPolicySize: adjustable(2_048, 8_192, "characters", "in a role's trust policy", IAM),
  inlinePolicySizePerRole: hard(10_240, "characters without white space", "in all inline policies of a role together", IAM),
  managedPolicySize: hard(6_144, "characters without white space", "in a managed policy", IAM),
  managedPoliciesPerRole: adjustable(20, 25, "count", "managed policies attached to a role", IAM),
  managedPoliciesPerAccount: adjustable(1_500, 10_000, "count", "customer managed policies in an account", IAM),
  rolesPerAccount: adjustable(1_000, 10_000, "count", "roles in an account", IAM),
  oidcProvidersPerAccount: adjustable(100, 700, "count", "OIDC providers in an account", IAM),
  roleNameLength: hard(64, "characters", "in a role's name", IAM),
  policyNameLength: hard(128, "characters", "in a policy's name", IAM),
  instanceProfileNameLength: hard(128, "characters", "in an instance profile's name", IAM),
  pathLength: hard(512, "characters", "in an IAM path with its slashes", IAM),
  externalIdLength: hard(1_224, "characters", "in an external id", IAM),
  roleSessionNameLength: hard(64, "characters", "in a role session's name", ASSUME_ROLE),
  sessionPolicySize: hard(2_048, "characters", "in a session policy", ASSUME_ROLE),
  sessionTagsPerSession: hard(50, "count", "session tags in a session", IAM),
  tagKeyLength: hard(128, "characters", "in a tag's key", IAM),
  tagValueLength: hard(256, "characters", "in a tag's value", IAM),
  clientIdsPerOidcProvider: hard(100, "count", "client ids of an OIDC provider", IAM),
  sessionDuration: hard(43_200, "seconds", "in a role's session", ROLE_CHAINING),
  chainedSessionDuration: hard(3_600, "seconds", "in the session of a role assumed from another role's session", ROLE_CHAINING),

  // DynamoDB
  tablePolicySize: hard(20_480, "bytes", "in a table's policy, white space included", TABLE_POLICY),
  streamPolicySize: hard(20_480, "bytes", "in a stream's policy, white space included", TABLE_POLICY),
  tablesPerRegion: adjustable(2_500, undefined, "count", "tables in an account and region", DYNAMODB),
  globalSecondaryIndexesPerTable: adjustable(20, undefined, "count", "global secondary indexes of a table", DYNAMODB),
  localSecondaryIndexesPerTable: hard(5, "count", "local secondary indexes of a table", DYNAMODB),
  projectedAttributesPerTable: hard(100, "count", "attributes that the indexes of a table project by name, all indexes together", DYNAMODB),

  // KMS
  keyPolicySize: hard(32_768, "bytes", "in a key's policy", KEY_POLICY),
  keysPerRegion: adjustable(100_000, undefined, "count", "KMS keys in an account and region", KMS),
  aliasesPerKey: adjustable(50, undefined, "count", "aliases of a key", KMS),
  grantsPerKey: adjustable(50_000, undefined, "count", "grants of a key", KMS),

  // Secrets Manager
  secretPolicySize: hard(20_480, "characters", "in a secret's policy", SECRETS),
  secretsPerRegion: hard(500_000, "count", "secrets in an account and region", SECRETS),

  // Networks
  endpointPolicySize: hard(20_480, "characters", "in a VPC endpoint's policy, white space included", ENDPOINTS),
  gatewayEndpointsPerRegion: adjustable(20, undefined, "count", "gateway endpoints in an account and region", ENDPOINTS),
}) satisfies Readonly<Record<string, Quota>>;

/** The name of a quota. */
export type QuotaName = keyof typeof QUOTAS;

/** How much of a text a quota's unit counts. Throws for a unit that does not count text. */
export function measure(text: string, unit: QuotaUnit): number {
  switch (unit) {
    case "characters":
      return Array.from(text).length;
    case "characters without white space":
      return Array.from(text.replace(/\s/g, "")).length;
    case "bytes":
      return new TextEncoder().encode(text).length;
    case "count":
    case "seconds":
      throw new Error(`quota: the unit does not count text, got ${JSON.stringify(unit)}; measure with a quota of characters or bytes`);
  }
}
