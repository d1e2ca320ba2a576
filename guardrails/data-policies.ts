import { exceptPrincipals } from "../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { exemptDeployRoles, type GuardedRoles } from "./exempt-roles.ts";

/**
 * Only the deploy role decides who reaches data: it alone writes policies of tables, streams, keys and secrets, makes replicas, and ends keys: by
 * disabling or deleting them, by their material, or by revoking the grants that DynamoDB holds.
 *
 * Threat: an administrator, or a session of break-glass, opens a table to a foreign account. Every key and secret of the account is protected,
 * not only the blueprint's: a team's own table may be encrypted under a team's own key. A policy that is given with
 * `CreateTable` is, as far as AWS documents it, authorized as `CreateTable` only; where it names an outside principal, the RCP still denies.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
export function dataPolicies(roles: GuardedRoles): ServiceControlStatement[] {
  const conditions = exceptPrincipals(exemptDeployRoles(roles));
  return [
    deny({
      sid: "DenyChangingPoliciesOfData",
      actions: [
        "dynamodb:DeleteResourcePolicy",
        "dynamodb:PutResourcePolicy",
        "kms:PutKeyPolicy",
        "secretsmanager:DeleteResourcePolicy",
        "secretsmanager:PutResourcePolicy",
      ],
      resources: ["*"],
      conditions,
    }),
    deny({
      sid: "DenyEndingKeys",
      actions: [
        "kms:DeleteImportedKeyMaterial",
        "kms:DisableKey",
        "kms:ImportKeyMaterial",
        "kms:RevokeGrant",
        "kms:ScheduleKeyDeletion",
        "kms:UpdatePrimaryRegion",
      ],
      resources: ["*"],
      conditions,
    }),
    deny({
      sid: "DenyReplicatingData",
      actions: [
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
      resources: ["*"],
      conditions,
    }),
  ];
}
