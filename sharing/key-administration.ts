import { accountRootArn, type Partition, roleArn } from "../iam/arn.ts";
import { allOf } from "../iam/condition.ts";
import { onlyPrincipalsLike, viaService } from "../iam/grant-conditions.ts";
import type { KeyStatement } from "../iam/key-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { PERMISSION_SET_PREFIX, permissionSetPattern } from "../iam/permission-set.ts";
import { pascalCase } from "../iam/sid.ts";
import { allow } from "../iam/statement.ts";

/** The administrators of an account's keys. */
export interface KeyAdministration {
  readonly partition: Partition;
  readonly accountId: string;
  readonly deployRole: string;
  /** Role names, or `AWSReservedSSO_<permission set>` without its suffix. */
  readonly administrators: readonly string[];
  /** ARNs of the roles that back up and restore tables. */
  readonly backupRoles: readonly string[];
  readonly restoreRoles: readonly string[];
}

/** A service that encrypts with a key on behalf of its callers. */
export type EncryptingService = "dynamodb" | "secretsmanager";

/** Actions that administer a key without using it: no Encrypt, no Decrypt, no CreateGrant. */
const ADMINISTRATION = [
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
] as const;

/** Actions that a service needs on the key when a resource is made under it; the service makes KMS grants for itself. */
const SETTING_UP = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"] as const;

/**
 * Actions that AWS Backup needs on the key of a table, in the name of the role that backs up.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 */
const BACKING_UP = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"] as const;

/**
 * The administration of a key, by the deploy role, the administrators and the account's root user, so that it always has an administrator. None
 * of them uses the key, except the deploy role through the service whose resource the key encrypts. Through DynamoDB, backup roles use the key
 * of a table too, and restore roles need as much as who makes a table: what they restore is encrypted under the same key.
 * The principal is the whole account, and a condition names the roles: a role that is made anew still does what it did.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function keyAdministration(
  { partition, accountId, deployRole, administrators, backupRoles, restoreRoles }: KeyAdministration,
  services: readonly EncryptingService[],
  region: string,
): NonEmpty<KeyStatement> {
  const root = accountRootArn({ partition, accountId });
  const deploy = roleArn({ partition, accountId, name: deployRole });
  const people = administrators.map((name) => administratorPattern(partition, accountId, name));
  return [
    allow({
      sid: "AllowAdministration",
      principals: { aws: [root] },
      actions: ADMINISTRATION,
      conditions: onlyPrincipalsLike(nonEmpty([root, deploy, ...people], "administrators")),
    }),
    ...services.map((service) =>
      allow({
        sid: `AllowDeployRoleThrough${pascalCase(service)}`,
        principals: { aws: [root] },
        actions: SETTING_UP,
        conditions: allOf(onlyPrincipalsLike([deploy]), viaService(service, region)),
      }),
    ),
    ...(services.includes("dynamodb")
      ? [...recovering("Backup", BACKING_UP, backupRoles), ...recovering("Restore", SETTING_UP, restoreRoles)]
      : []),
  ];

  function recovering(
    kind: "Backup" | "Restore",
    actions: typeof BACKING_UP | typeof SETTING_UP,
    roles: readonly string[],
  ): KeyStatement[] {
    return roles.length === 0
      ? []
      : [
          allow({
            sid: `Allow${kind}RolesThroughDynamodb`,
            principals: { aws: [root] },
            actions,
            conditions: allOf(onlyPrincipalsLike(nonEmpty(roles, "roles")), viaService("dynamodb", region)),
          }),
        ];
  }
}

/** The ARN of an administrator's role by its name; of a permission set's role, the pattern. */
export function administratorPattern(partition: Partition, accountId: string, name: string): string {
  return name.startsWith(PERMISSION_SET_PREFIX)
    ? permissionSetPattern(partition, accountId, name.slice(PERMISSION_SET_PREFIX.length))
    : roleArn({ partition, accountId, name });
}
