import { arn } from "../iam/arn.ts";
import { condition } from "../iam/condition.ts";
import { exceptPrincipals, keysAbsent } from "../iam/guard-conditions.ts";
import { type NonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { type ActionPattern, deny } from "../iam/statement.ts";
import { exemptDeployRoles, type GuardedRoles } from "./exempt-roles.ts";

/** What decides where backups stay and go. */
export interface GuardedBackups extends Pick<GuardedRoles, "partition" | "deployRole" | "ownDeployRoles"> {
  /** Ids of the accounts whose vaults take copies of backups of other accounts. */
  readonly copiedTo: readonly string[];
}

/** What decides which backups are made, where they are kept and copied to, who may restore them elsewhere, and when they end. */
const CHANGES: NonEmpty<ActionPattern> = [
  "backup:AssociateBackupVaultMpaApprovalTeam",
  "backup:CancelLegalHold",
  "backup:CreateBackupAccessPoint",
  "backup:CreateBackupPlan",
  "backup:CreateBackupSelection",
  "backup:CreateBackupVault",
  "backup:CreateLogicallyAirGappedBackupVault",
  "backup:CreateRestoreAccessBackupVault",
  "backup:CreateRestoreTesting*",
  "backup:DeleteBackupPlan",
  "backup:DeleteBackupSelection",
  "backup:DeleteBackupVault*",
  "backup:DeleteRecoveryPoint",
  "backup:DisassociateBackupVaultMpaApprovalTeam",
  "backup:DisassociateRecoveryPoint*",
  "backup:PutBackupVaultAccessPolicy",
  "backup:PutBackupVaultLockConfiguration",
  "backup:PutBackupVaultSharingPolicy",
  "backup:StartCopyJob",
  "backup:UpdateBackupPlan",
  "backup:UpdateGlobalSettings",
  "backup:UpdateRecoveryPointLifecycle",
  "backup:UpdateRegionSettings",
  "backup:UpdateRestoreTesting*",
];

/**
 * Only the deploy role changes plans and vaults of AWS Backup, and backups go nowhere but to vaults of their own account and of accounts that are
 * declared for it.
 *
 * Threat: a plan, or a single call, copies a table's backup into a vault of another organization, or of an account that is not enforced, where
 * anybody restores it; a vault's policy, its sharing through AWS RAM, or an approval team lets another account take it; a backup is deleted or
 * ends early. Nobody is exempt from where copies go, since the role of a plan makes them. Sharing a vault through RAM is taken to need
 * `backup:PutBackupVaultSharingPolicy`, by its name; no page says so plainly. The key of a copy's target has several values, of which one is
 * enough to deny; a copy whose target is not told is denied, too.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
 */
export function backupVaults({ copiedTo, ...roles }: GuardedBackups): ServiceControlStatement[] {
  const vaultsOf = (accountId: string) =>
    arn({ partition: roles.partition, service: "backup", region: "*", accountId, resource: "backup-vault:*" });
  const copying = { actions: ["backup:CopyFromBackupVault"], resources: ["*"] } as const;
  const others = copiedTo.map(vaultsOf).sort();
  return [
    deny({ sid: "DenyChangingBackups", actions: CHANGES, resources: ["*"], conditions: exceptPrincipals(exemptDeployRoles(roles)) }),
    deny({
      sid: "DenyCopiesToOtherVaults",
      ...copying,
      conditions: condition("ForAnyValue:ArnNotLike", "backup:CopyTargets", [vaultsOf(OWN_ACCOUNT), ...others]),
    }),
    deny({ sid: "DenyCopiesToUnknownVaults", ...copying, conditions: keysAbsent(["backup:CopyTargets"]) }),
  ];
}

/** A policy variable. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const OWN_ACCOUNT = "${aws:PrincipalAccount}";
