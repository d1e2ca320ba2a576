/**
 * What an action does to data. Every action of the five services is classified here, by hand and from AWS's pages, so that a right that is
 * wrong where policies are made is not wrong here in the same way; an action that AWS adds is unclassified, which the tests refuse.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export type Doing =
  /** Names, sizes and settings, no data. */
  | "describes"
  | "reads-items"
  | "scans-items"
  | "writes-items"
  /** Reads or writes items by statements or vectors; no right gives it. */
  | "reads-by-other-means"
  | "writes-by-other-means"
  | "reads-stream"
  | "changes-settings"
  | "changes-time-to-live"
  /** Decides who may use the resource. */
  | "opens"
  /** Deletes the resource or makes its data unusable. */
  | "ends"
  | "backs-up"
  | "restores"
  /** Decides which backups AWS Backup makes, where it keeps them, who else may restore them, or when they end. */
  | "changes-backups"
  /** Takes a backup from a vault into another. */
  | "copies-backups"
  /** Shows items in another place. */
  | "moves-items"
  | "replicates"
  /** What the replication of DynamoDB and KMS does. */
  | "serves-replication"
  | "creates"
  | "tags"
  /** Lets somebody use a key beside its policy. */
  | "grants-key"
  /** Gives up a grant of a key. */
  | "retires-grant"
  | "encrypts"
  | "decrypts"
  | "uses-key-otherwise"
  | "reads-secret"
  | "writes-secret"
  | "takes-role"
  | "tags-session"
  | "none";

const BY_DOING: Readonly<Record<string, Readonly<Partial<Record<Doing, readonly string[]>>>>> = {
  dynamodb: {
    "reads-items": ["BatchGetItem", "ConditionCheckItem", "GetItem", "Query"],
    "scans-items": ["Scan"],
    "writes-items": ["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"],
    "reads-by-other-means": ["PartiQLSelect", "SearchVectors"],
    "writes-by-other-means": ["PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"],
    "reads-stream": ["GetRecords", "GetShardIterator"],
    "changes-settings": ["UpdateTable", "UpdateTableReplicaAutoScaling"],
    "changes-time-to-live": ["UpdateTimeToLive"],
    opens: ["DeleteResourcePolicy", "PutResourcePolicy"],
    ends: ["DeleteTable", "UpdateContinuousBackups", "DeleteBackup"],
    "backs-up": ["CreateBackup", "StartAwsBackupJob"],
    restores: ["RestoreTableFromAwsBackup", "RestoreTableFromBackup", "RestoreTableToPointInTime"],
    "moves-items": [
      "EnableKinesisStreamingDestination",
      "ExportTableToPointInTime",
      "UpdateContributorInsights",
      "UpdateKinesisStreamingDestination",
    ],
    replicates: [
      "AssociateTableReplica",
      "CreateGlobalTable",
      "CreateGlobalTableWitness",
      "CreateTableReplica",
      "DeleteGlobalTableWitness",
      "DeleteTableReplica",
      "UpdateGlobalTable",
      "UpdateGlobalTableSettings",
      "UpdateGlobalTableVersion",
    ],
    "serves-replication": ["ReadDataForReplication", "ReplicateSettings", "WriteDataForReplication"],
    creates: ["CreateTable", "ImportTable"],
    tags: ["TagResource", "UntagResource"],
    describes: [
      "DescribeBackup",
      "DescribeContinuousBackups",
      "DescribeContributorInsights",
      "DescribeEndpoints",
      "DescribeExport",
      "DescribeGlobalTable",
      "DescribeGlobalTableSettings",
      "DescribeImport",
      "DescribeKinesisStreamingDestination",
      "DescribeLimits",
      "DescribeReservedCapacity",
      "DescribeReservedCapacityOfferings",
      "DescribeStream",
      "DescribeTable",
      "DescribeTableReplicaAutoScaling",
      "DescribeTimeToLive",
      "DisableKinesisStreamingDestination",
      "GetAbacStatus",
      "GetResourcePolicy",
      "InjectError",
      "ListBackups",
      "ListContributorInsights",
      "ListExports",
      "ListGlobalTables",
      "ListImports",
      "ListStreams",
      "ListTables",
      "ListTagsOfResource",
      "PurchaseReservedCapacityOfferings",
      "UpdateAbacStatus",
    ],
  },
  kms: {
    encrypts: [
      "Encrypt",
      "GenerateDataKey",
      "GenerateDataKeyPair",
      "GenerateDataKeyPairWithoutPlaintext",
      "GenerateDataKeyWithoutPlaintext",
    ],
    decrypts: ["Decrypt"],
    "uses-key-otherwise": ["DeriveSharedSecret", "GenerateMac", "ReEncryptFrom", "ReEncryptTo", "Sign", "Verify", "VerifyMac"],
    opens: ["PutKeyPolicy"],
    "grants-key": ["CreateGrant"],
    "retires-grant": ["RetireGrant"],
    ends: ["DeleteImportedKeyMaterial", "DisableKey", "ImportKeyMaterial", "RevokeGrant", "ScheduleKeyDeletion", "UpdatePrimaryRegion"],
    replicates: ["ReplicateKey"],
    "serves-replication": ["SynchronizeMultiRegionKey"],
    creates: ["CreateKey"],
    tags: ["TagResource", "UntagResource"],
    "changes-settings": [
      "CancelKeyDeletion",
      "CreateAlias",
      "DeleteAlias",
      "DisableKeyRotation",
      "EnableKey",
      "EnableKeyRotation",
      "RotateKeyOnDemand",
      "UpdateAlias",
      "UpdateKeyDescription",
    ],
    describes: [
      "DescribeCustomKeyStores",
      "DescribeKey",
      "GenerateRandom",
      "GetKeyLastUsage",
      "GetKeyPolicy",
      "GetKeyRotationStatus",
      "GetParametersForImport",
      "GetPublicKey",
      "ListAliases",
      "ListGrants",
      "ListKeyPolicies",
      "ListKeyRotations",
      "ListKeys",
      "ListResourceTags",
      "ListRetirableGrants",
    ],
    none: ["ConnectCustomKeyStore", "CreateCustomKeyStore", "DeleteCustomKeyStore", "DisconnectCustomKeyStore", "UpdateCustomKeyStore"],
  },
  secretsmanager: {
    "reads-secret": ["BatchGetSecretValue", "GetSecretValue"],
    "writes-secret": ["PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage"],
    opens: ["DeleteResourcePolicy", "PutResourcePolicy"],
    ends: ["DeleteSecret", "RemoveRegionsFromReplication", "StopReplicationToReplica"],
    replicates: ["ReplicateSecretToRegions"],
    creates: ["CreateSecret"],
    tags: ["TagResource", "UntagResource"],
    "changes-settings": ["CancelRotateSecret", "RestoreSecret", "RotateSecret"],
    describes: [
      "DescribeSecret",
      "GetRandomPassword",
      "GetResourcePolicy",
      "ListSecretVersionIds",
      "ListSecrets",
      "ValidateResourcePolicy",
    ],
  },
  // A restore or a backup job does what the role may that is passed to it.
  backup: {
    "changes-backups": [
      "AssociateBackupVaultMpaApprovalTeam",
      "CancelLegalHold",
      "CreateBackupAccessPoint",
      "CreateBackupPlan",
      "CreateBackupSelection",
      "CreateBackupVault",
      "CreateLogicallyAirGappedBackupVault",
      "CreateRestoreAccessBackupVault",
      "CreateRestoreTestingPlan",
      "CreateRestoreTestingSelection",
      "DeleteBackupPlan",
      "DeleteBackupSelection",
      "DeleteBackupVault",
      "DeleteBackupVaultAccessPolicy",
      "DeleteBackupVaultLockConfiguration",
      "DeleteBackupVaultNotifications",
      "DeleteBackupVaultSharingPolicy",
      "DeleteRecoveryPoint",
      "DisassociateBackupVaultMpaApprovalTeam",
      "DisassociateRecoveryPoint",
      "DisassociateRecoveryPointFromParent",
      "PutBackupVaultAccessPolicy",
      "PutBackupVaultLockConfiguration",
      "PutBackupVaultSharingPolicy",
      "StartCopyJob",
      "UpdateBackupPlan",
      "UpdateGlobalSettings",
      "UpdateRecoveryPointLifecycle",
      "UpdateRegionSettings",
      "UpdateRestoreTestingPlan",
      "UpdateRestoreTestingSelection",
    ],
    "copies-backups": ["CopyFromBackupVault"],
    tags: ["TagResource", "UntagResource"],
    describes: [
      "DescribeBackupAccessPoint",
      "DescribeBackupJob",
      "DescribeBackupVault",
      "DescribeCopyJob",
      "DescribeFramework",
      "DescribeGlobalSettings",
      "DescribeProtectedResource",
      "DescribeRecoveryPoint",
      "DescribeRegionSettings",
      "DescribeReportJob",
      "DescribeReportPlan",
      "DescribeRestoreJob",
      "DescribeScanJob",
      "ExportBackupPlanTemplate",
      "GetBackupPlan",
      "GetBackupPlanFromJSON",
      "GetBackupPlanFromTemplate",
      "GetBackupSelection",
      "GetBackupVaultAccessPolicy",
      "GetBackupVaultNotifications",
      "GetBackupVaultSharingPolicy",
      "GetLegalHold",
      "GetPITRMalwareScanResults",
      "GetRecoveryPointIndexDetails",
      "GetRecoveryPointRestoreMetadata",
      "GetRestoreJobMetadata",
      "GetRestoreTestingInferredMetadata",
      "GetRestoreTestingPlan",
      "GetRestoreTestingSelection",
      "GetSupportedResourceTypes",
      "GetTieringConfiguration",
      "ListBackupAccessPoints",
      "ListBackupAccessPointsByRecoveryPoint",
      "ListBackupAccessPointsByResource",
      "ListBackupJobSummaries",
      "ListBackupJobs",
      "ListBackupPlanTemplates",
      "ListBackupPlanVersions",
      "ListBackupPlans",
      "ListBackupSelections",
      "ListBackupVaults",
      "ListCopyJobSummaries",
      "ListCopyJobs",
      "ListFrameworks",
      "ListIndexedRecoveryPoints",
      "ListIndexedRecoveryPointsForSearch",
      "ListLegalHolds",
      "ListProtectedResources",
      "ListProtectedResourcesByBackupVault",
      "ListRecoveryPointsByBackupVault",
      "ListRecoveryPointsByLegalHold",
      "ListRecoveryPointsByResource",
      "ListReportJobs",
      "ListReportPlans",
      "ListRestoreAccessBackupVaults",
      "ListRestoreJobSummaries",
      "ListRestoreJobs",
      "ListRestoreJobsByProtectedResource",
      "ListRestoreTestingPlans",
      "ListRestoreTestingSelections",
      "ListScanJobSummaries",
      "ListScanJobs",
      "ListTags",
      "ListTieringConfigurations",
    ],
    none: [
      "CopyIntoBackupVault",
      "CreateFramework",
      "CreateLegalHold",
      "CreateReportPlan",
      "CreateTieringConfiguration",
      "DeleteBackupAccessPoint",
      "DeleteFramework",
      "DeleteReportPlan",
      "DeleteRestoreTestingPlan",
      "DeleteRestoreTestingSelection",
      "DeleteTieringConfiguration",
      "PutBackupVaultNotifications",
      "PutRestoreValidationResult",
      "RevokeRestoreAccessBackupVault",
      "SearchRecoveryPoint",
      "StartBackupJob",
      "StartReportJob",
      "StartRestoreJob",
      "StartScanJob",
      "StopBackupJob",
      "UpdateFramework",
      "UpdateRecoveryPointIndexSettings",
      "UpdateReportPlan",
      "UpdateTieringConfiguration",
    ],
  },
  sts: {
    "takes-role": ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
    "tags-session": ["SetContext", "SetSourceIdentity", "TagSession"],
    none: [
      "AssumeRoot",
      "DecodeAuthorizationMessage",
      "GetAccessKeyInfo",
      "GetCallerIdentity",
      "GetDelegatedAccessToken",
      "GetFederationToken",
      "GetServiceBearerToken",
      "GetSessionToken",
      "GetWebIdentityToken",
      "TagGetWebIdentityToken",
    ],
  },
};

/** Every action that is classified here. */
export const CLASSIFIED_ACTIONS: readonly string[] = Object.entries(BY_DOING).flatMap(([service, doings]) =>
  Object.values(doings).flatMap((names) => names.map((name) => `${service}:${name}`)),
);

const DOINGS: ReadonlyMap<string, Doing> = new Map(
  Object.entries(BY_DOING).flatMap(([service, doings]) =>
    Object.entries(doings).flatMap(([doing, names]) => names.map((name) => [`${service}:${name}`.toLowerCase(), doing as Doing] as const)),
  ),
);

const AS_WRITTEN = new Map<string, Doing | undefined>();

/** What an action does to data; undefined for one that is not classified here. */
export function doingOf(action: string): Doing | undefined {
  const known = AS_WRITTEN.get(action);
  if (known !== undefined) return known;
  const doing = DOINGS.get(action.toLowerCase());
  AS_WRITTEN.set(action, doing);
  return doing;
}
