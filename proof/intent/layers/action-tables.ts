/**
 * The actions that single guardrails and policies are about, written out by hand from what each is for. They are kept apart from the lists
 * that policies are made with, so that an action that is missing there is not missing here.
 */
export const ACTIONS = {
  /** Every way to use items. */
  items: [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLSelect",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:SearchVectors",
    "dynamodb:UpdateItem",
  ],
  /** DynamoDB takes no such name in a policy of a table. */
  vectorSearch: ["dynamodb:SearchVectors"],
  records: ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
  /** Who is named at data. */
  policiesOfData: [
    "dynamodb:DeleteResourcePolicy",
    "dynamodb:PutResourcePolicy",
    "kms:PutKeyPolicy",
    "secretsmanager:DeleteResourcePolicy",
    "secretsmanager:PutResourcePolicy",
  ],
  /** What makes a key unusable. */
  endsOfKeys: [
    "kms:DeleteImportedKeyMaterial",
    "kms:DisableKey",
    "kms:ImportKeyMaterial",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:UpdatePrimaryRegion",
  ],
  endsOfTables: ["dynamodb:DeleteTable", "dynamodb:UpdateContinuousBackups"],
  endsOfSecrets: ["secretsmanager:DeleteSecret", "secretsmanager:RemoveRegionsFromReplication", "secretsmanager:StopReplicationToReplica"],
  settingsOfTables: ["dynamodb:UpdateTable", "dynamodb:UpdateTableReplicaAutoScaling"],
  secretUse: [
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecret",
    "secretsmanager:UpdateSecretVersionStage",
  ],
  directKeyUse: [
    "kms:Decrypt",
    "kms:DeriveSharedSecret",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateMac",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:Sign",
    "kms:Verify",
    "kms:VerifyMac",
  ],
  timeToLive: ["dynamodb:UpdateTimeToLive"],
  connections: ["ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:LabelParameterVersion", "ssm:PutParameter"],
  replication: [
    "dynamodb:AssociateTableReplica",
    "dynamodb:CreateGlobalTable",
    "dynamodb:CreateGlobalTableWitness",
    "dynamodb:CreateTableReplica",
    "dynamodb:DeleteGlobalTableWitness",
    "dynamodb:DeleteTableReplica",
    "dynamodb:UpdateGlobalTable",
    "dynamodb:UpdateGlobalTableSettings",
    "dynamodb:UpdateGlobalTableVersion",
    "kms:ReplicateKey",
    "secretsmanager:ReplicateSecretToRegions",
  ],
  backups: ["dynamodb:CreateBackup", "dynamodb:DeleteBackup", "dynamodb:StartAwsBackupJob"],
  restores: ["dynamodb:RestoreTableFromAwsBackup", "dynamodb:RestoreTableFromBackup", "dynamodb:RestoreTableToPointInTime"],
  /** What is closed of a restored table besides its items. */
  settingsOfRestoredTables: ["dynamodb:UpdateTable", "dynamodb:UpdateTableReplicaAutoScaling", "dynamodb:UpdateTimeToLive"],
  tagsOfTables: ["dynamodb:TagResource", "dynamodb:UntagResource"],
  /** Plans and vaults of AWS Backup, copies by hand, and what ends backups. */
  changesOfBackups: [
    "backup:AssociateBackupVaultMpaApprovalTeam",
    "backup:CancelLegalHold",
    "backup:CreateBackupAccessPoint",
    "backup:CreateBackupPlan",
    "backup:CreateBackupSelection",
    "backup:CreateBackupVault",
    "backup:CreateLogicallyAirGappedBackupVault",
    "backup:CreateRestoreAccessBackupVault",
    "backup:CreateRestoreTestingPlan",
    "backup:CreateRestoreTestingSelection",
    "backup:DeleteBackupPlan",
    "backup:DeleteBackupSelection",
    "backup:DeleteBackupVault",
    "backup:DeleteBackupVaultAccessPolicy",
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteBackupVaultNotifications",
    "backup:DeleteBackupVaultSharingPolicy",
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateBackupVaultMpaApprovalTeam",
    "backup:DisassociateRecoveryPoint",
    "backup:DisassociateRecoveryPointFromParent",
    "backup:PutBackupVaultAccessPolicy",
    "backup:PutBackupVaultLockConfiguration",
    "backup:PutBackupVaultSharingPolicy",
    "backup:StartCopyJob",
    "backup:UpdateBackupPlan",
    "backup:UpdateGlobalSettings",
    "backup:UpdateRecoveryPointLifecycle",
    "backup:UpdateRegionSettings",
    "backup:UpdateRestoreTestingPlan",
    "backup:UpdateRestoreTestingSelection",
  ],
  copiesOfBackups: ["backup:CopyFromBackupVault"],
  exports: [
    "dynamodb:EnableKinesisStreamingDestination",
    "dynamodb:ExportTableToPointInTime",
    "dynamodb:UpdateContributorInsights",
    "dynamodb:UpdateKinesisStreamingDestination",
  ],
  /** What changes, passes or ends a role. */
  rolesOfTheBlueprint: [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PassRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
  ],
  issuers: [
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreateSAMLProvider",
    "iam:DeleteOpenIDConnectProvider",
    "iam:DeleteSAMLProvider",
    "iam:RemoveClientIDFromOpenIDConnectProvider",
    "iam:TagOpenIDConnectProvider",
    "iam:TagSAMLProvider",
    "iam:UntagOpenIDConnectProvider",
    "iam:UntagSAMLProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    "iam:UpdateSAMLProvider",
    "rolesanywhere:CreateTrustAnchor",
    "rolesanywhere:DeleteCrl",
    "rolesanywhere:DeleteTrustAnchor",
    "rolesanywhere:DisableCrl",
    "rolesanywhere:EnableTrustAnchor",
    "rolesanywhere:ImportCrl",
    "rolesanywhere:UpdateCrl",
    "rolesanywhere:UpdateTrustAnchor",
  ],
  endpoints: ["ec2:DeleteTags", "ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint"],
  newEndpoints: ["ec2:CreateVpcEndpoint"],
  alarm: [
    "events:DeleteRule",
    "events:DisableRule",
    "events:PutRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "events:TagResource",
    "events:UntagResource",
  ],
  membership: ["organizations:LeaveOrganization"],
  guardrails: [
    "organizations:AttachPolicy",
    "organizations:CreatePolicy",
    "organizations:DeletePolicy",
    "organizations:DetachPolicy",
    "organizations:DisablePolicyType",
    "organizations:UpdatePolicy",
  ],
  /** What break-glass does with the settings of tables. */
  breakGlassSettings: [
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:GetResourcePolicy",
    "dynamodb:ListTagsOfResource",
    "dynamodb:UpdateTable",
  ],
  breakGlassItems: [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
  ],
  breakGlassSearch: ["dynamodb:DescribeEndpoints", "dynamodb:DescribeLimits", "dynamodb:ListTables"],
  /** What a sensitive table keeps even from those who only administer it. */
  showsItems: [
    "dynamodb:EnableKinesisStreamingDestination",
    "dynamodb:ExportTableToPointInTime",
    "dynamodb:UpdateContributorInsights",
    "dynamodb:UpdateKinesisStreamingDestination",
  ],
  /** What break-glass may not do to a sensitive table beyond its settings. */
  beyondSettings: [
    "dynamodb:AssociateTableReplica",
    "dynamodb:CreateBackup",
    "dynamodb:DeleteResourcePolicy",
    "dynamodb:DeleteTable",
    "dynamodb:PutResourcePolicy",
    "dynamodb:RestoreTableToPointInTime",
  ],
  /** What a restore role may not do to a sensitive table beyond restoring it. */
  beyondRestores: [
    "dynamodb:AssociateTableReplica",
    "dynamodb:CreateBackup",
    "dynamodb:DeleteResourcePolicy",
    "dynamodb:DeleteTable",
    "dynamodb:DisableKinesisStreamingDestination",
    "dynamodb:PutResourcePolicy",
    "dynamodb:TagResource",
    "dynamodb:UntagResource",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateTable",
    "dynamodb:UpdateTableReplicaAutoScaling",
    "dynamodb:UpdateTimeToLive",
  ],
  keyUse: ["kms:Decrypt", "kms:DescribeKey"],
  keyBackup: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
  keySetUp: [
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ],
  keyReplication: [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ],
  keyAdministration: [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
  ],
  tableReplication: ["dynamodb:ReadDataForReplication", "dynamodb:ReplicateSettings", "dynamodb:WriteDataForReplication"],
  joins: ["dynamodb:AssociateTableReplica"],
  streamsEndpoint: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
  findsEndpoints: ["dynamodb:DescribeEndpoints"],
  takesRoles: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
  namesCaller: ["sts:GetCallerIdentity"],
  opensSessions: [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
  ],
  takesRolesByToken: ["sts:AssumeRoleWithWebIdentity"],
  alarmEvents: ["events:PutEvents"],
  alarmMessages: ["sns:Publish"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A list of actions by what it is about. */
export type ActionTable = keyof typeof ACTIONS;

const LISTS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(ACTIONS).map(([name, actions]) => [name, new Set(actions.map((action) => action.toLowerCase()))]),
);

/** Whether an action is in a list. */
export const isAction = (action: string, table: ActionTable): boolean => listsOf(action).names.has(table);

/** The lists that an action is in: actions in the same lists are expected alike by what the lists decide. */
export const tablesOf = (action: string): string => listsOf(action).text;

/** The lists that an action is in, by its name as it is written; found once. */
function listsOf(action: string): InLists {
  let found = IN_LISTS.get(action);
  if (found === undefined) {
    const names = [...LISTS].flatMap(([name, actions]) => (actions.has(action.toLowerCase()) ? [name] : []));
    IN_LISTS.set(action, (found = { names: new Set(names), text: names.join() }));
  }
  return found;
}

interface InLists {
  readonly names: ReadonlySet<string>;
  readonly text: string;
}

const IN_LISTS = new Map<string, InLists>();
