import { exceptPrincipals } from "../iam/guard-conditions.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { deployRoles, type GuardedRoles, rolePattern } from "./exempt-roles.ts";

/**
 * Only the deploy role makes, changes, tags, passes or deletes the roles that other guardrails recognise by name: the blueprint's, break-glass
 * among them, the deploy role itself, and the declared roles of services.
 *
 * Threat: an administrator of a member account makes a role with an exempt name, changes the trust of one, or passes one to a machine. A call
 * through CloudFormation or Cloud Control is judged as its caller, so that `aws:CalledVia` is not tested. Nobody else is exempt, and
 * break-glass least of all: it would rewrite itself.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function blueprintRoles(roles: GuardedRoles): ServiceControlStatement[] {
  const guarded = [rolePattern(roles.partition, "palisade/*"), ...deployRoles(roles), ...roles.backupRoles, ...roles.serviceRoles];
  return [
    deny({
      sid: "DenyChangingRolesOfTheBlueprint",
      actions: [
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
      resources: nonEmpty([...new Set(guarded)], "roles"),
      conditions: exceptPrincipals(deployRoles(roles)),
    }),
  ];
}
