import { exceptPrincipals } from "../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { deployRoles, type GuardedRoles } from "./exempt-roles.ts";

/**
 * Only the deploy role decides who is named at data: policies of tables, streams, keys and secrets, the end of a key, and replicas.
 *
 * Threat: an administrator, or whoever took break-glass, who opens a table to an account of his own. Holds for every key and secret of the
 * account, not for the blueprint's alone: a table of a team's own may lie under a team's own key. A policy that is given with `CreateTable`
 * is authorized as `CreateTable` alone as far as AWS documents it: what it names from outside of the organization the RCP stops.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
export function dataPolicies(roles: GuardedRoles): ServiceControlStatement[] {
  const conditions = exceptPrincipals(deployRoles(roles));
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
      sid: "DenyDisablingOrDeletingKeys",
      actions: ["kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:ScheduleKeyDeletion"],
      resources: ["*"],
      conditions,
    }),
    deny({
      sid: "DenyReplicatingData",
      actions: [
        "dynamodb:AssociateTableReplica",
        "dynamodb:CreateGlobalTable",
        "dynamodb:CreateTableReplica",
        "dynamodb:UpdateGlobalTable",
        "kms:ReplicateKey",
        "secretsmanager:ReplicateSecretToRegions",
      ],
      resources: ["*"],
      conditions,
    }),
  ];
}
