import { allOf } from "../iam/condition.ts";
import { exceptPrincipals } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { type ActionPattern, deny } from "../iam/statement.ts";
import { ROLE_PATHS, WORKLOAD_PATH } from "../model/names.ts";
import { deployRoles, exemptDeployRoles, type GuardedRoles, outsideOwnAccounts, rolePattern } from "./exempt-roles.ts";

/** What makes, changes, tags or deletes a role. */
export const CHANGING_ROLES: NonEmpty<ActionPattern> = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRole",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
];

/**
 * Only the deploy role makes, changes, tags, passes or deletes the roles that other guardrails recognise by name: the blueprint's, break-glass
 * among them, the deploy role itself, and the declared roles of services. A restore role may pass itself: AWS Backup restores with a role that
 * whoever starts the restore passes to it. Who passes workload roles is a matter of each account (compute.ts).
 *
 * Threat: an administrator of a member account makes a role with an exempt name, changes the trust of one, or passes one to a machine. A call
 * through CloudFormation or Cloud Control is judged as its caller, so that `aws:CalledVia` is not tested. Nobody else is exempt, and
 * break-glass least of all: it would rewrite itself.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html
 */
export function blueprintRoles(roles: GuardedRoles): ServiceControlStatement[] {
  // Where an account below has a deploy role of its own, the organization's has statements that leave this account out.
  const isMixed = roles.ownDeployRoles.length > 0;
  const elsewhere = allOf(exceptPrincipals(deployRoles(roles)), outsideOwnAccounts(roles.ownDeployRoles, "aws:PrincipalAccount"));
  const named = [...(isMixed ? [] : deployRoles(roles)), ...roles.backupRoles, ...roles.serviceRoles];
  const neverPassed = ROLE_PATHS.filter((path) => path !== WORKLOAD_PATH).map((path) => rolePattern(roles.partition, `${path}/*`));
  const exceptDeployment = exceptPrincipals(exemptDeployRoles(roles));
  const [first, ...rest] = roles.restoreRoles;
  return [
    deny({
      sid: "DenyChangingRolesOfTheBlueprint",
      actions: CHANGING_ROLES,
      resources: nonEmpty([...new Set([rolePattern(roles.partition, "palisade/*"), ...named])], "roles"),
      conditions: exceptDeployment,
    }),
    deny({
      sid: "DenyPassingRolesOfTheBlueprint",
      actions: ["iam:PassRole"],
      resources: nonEmpty([...new Set([...neverPassed, ...named])], "roles"),
      conditions: exceptDeployment,
    }),
    ...(isMixed
      ? [
          deny({ sid: "DenyChangingTheDeployRole", actions: CHANGING_ROLES, resources: deployRoles(roles), conditions: elsewhere }),
          deny({ sid: "DenyPassingTheDeployRole", actions: ["iam:PassRole"], resources: deployRoles(roles), conditions: elsewhere }),
        ]
      : []),
    ...(first === undefined
      ? []
      : [
          deny({ sid: "DenyChangingRestoreRoles", actions: CHANGING_ROLES, resources: [first, ...rest], conditions: exceptDeployment }),
          deny({
            sid: "DenyPassingRestoreRoles",
            actions: ["iam:PassRole"],
            resources: [first, ...rest],
            conditions: exceptPrincipals([...exemptDeployRoles(roles), first, ...rest]),
          }),
        ]),
  ];
}
