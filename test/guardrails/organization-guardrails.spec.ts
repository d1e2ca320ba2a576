import assert from "node:assert/strict";
import { backupVaults } from "../../guardrails/backup-vaults.ts";
import { blueprintInfrastructure } from "../../guardrails/blueprint-infrastructure.ts";
import { blueprintRoles } from "../../guardrails/blueprint-roles.ts";
import { dataCopies } from "../../guardrails/data-copies.ts";
import { dataPolicies } from "../../guardrails/data-policies.ts";
import { deployRoleData } from "../../guardrails/deploy-role-data.ts";
import { type GuardedRoles, rolePattern } from "../../guardrails/exempt-roles.ts";
import { fit } from "../../guardrails/fit.ts";
import { organizationMembership } from "../../guardrails/organization-membership.ts";
import { closedRestoredTables } from "../../guardrails/restored-tables.ts";
import { restores } from "../../guardrails/restores.ts";
import { PARTITIONS } from "../../iam/arn.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { ACCOUNT, type Ask, role, TABLE, underServiceControl } from "./deciding.ts";

const VAULTS = "200000000009";
const guarded = (partition: GuardedRoles["partition"]): GuardedRoles => ({
  partition,
  deployRole: "PalisadeDeploy",
  ownDeployRoles: [],
  backupRoles: [rolePattern(partition, "service-role/backup")],
  restoreRoles: [rolePattern(partition, "recovery/restore")],
  serviceRoles: [rolePattern(partition, "service-role/dax", ACCOUNT)],
});
const all = (partition: GuardedRoles["partition"]) =>
  nonEmpty(
    [
      ...blueprintRoles(guarded(partition)),
      ...blueprintInfrastructure(guarded(partition)),
      ...dataPolicies(guarded(partition)),
      ...dataCopies(guarded(partition)),
      ...restores(guarded(partition)),
      ...closedRestoredTables(guarded(partition)),
      ...backupVaults({ ...guarded(partition), copiedTo: [VAULTS] }),
      ...organizationMembership(),
      ...deployRoleData(guarded(partition)),
    ],
    "statements",
  );
const STATEMENTS = all("aws");

const ADMIN = role("aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_0123456789abcdef");
const DEPLOY = role("PalisadeDeploy");
const BREAK_GLASS = role("palisade/break-glass/BreakGlass");
const BACKUP = role("service-role/backup");
const RESTORE = role("recovery/restore");
const COPY = TABLE.replace(/orders$/, "orders-restored-20261122");
const OPEN = { "aws:ResourceTag/palisade:restored": "acme" };
const DURING_A_RESTORE = { "aws:ViaAWSService": "true", "aws:CalledVia": ["dynamodb.amazonaws.com"] };
const PLAN = `arn:aws:backup:eu-west-1:${ACCOUNT}:backup-plan:nightly`;
const VAULT = `arn:aws:backup:eu-west-1:${ACCOUNT}:backup-vault:nightly`;
const RECOVERY_POINT = `arn:aws:backup:eu-west-1:${ACCOUNT}:recovery-point:nightly`;
const copyTo = (...accounts: readonly string[]) => ({
  "backup:CopyTargets": accounts.map((account) => `arn:aws:backup:eu-west-1:${account}:backup-vault:any`),
});
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f8fad5b-d9cb-469f-a165-70867728950e`;
const ENDPOINT = `arn:aws:ec2:eu-west-1:${ACCOUNT}:vpc-endpoint/vpce-1`;
const MADE_HERE = { "aws:ResourceTag/palisade:organization": "acme" };
const THROUGH_CLOUDFORMATION = { "aws:CalledVia": ["cloudformation.amazonaws.com"] };

const CASES: readonly (Ask & { readonly is: string })[] = [
  ...["iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:TagRole", "iam:DeleteRole"].flatMap((to) => [
    { as: ADMIN, to, on: BREAK_GLASS, is: "DenyChangingRolesOfTheBlueprint" },
    { as: ADMIN, to, on: DEPLOY, with: THROUGH_CLOUDFORMATION, is: "DenyChangingRolesOfTheBlueprint" },
    { as: BREAK_GLASS, to, on: role("palisade/access/consumer.reporter"), is: "DenyChangingRolesOfTheBlueprint" },
    { as: ADMIN, to, on: role("service-role/dax"), is: "DenyChangingRolesOfTheBlueprint" },
    { as: role("team/PalisadeDeploy"), to, on: BREAK_GLASS, is: "DenyChangingRolesOfTheBlueprint" },
    { as: DEPLOY, to, on: BREAK_GLASS, is: "allowed" },
    { as: ADMIN, to, on: role("team/api"), is: "allowed" },
  ]),
  { as: ADMIN, to: "iam:CreateRole", on: role("palisade/workload/api"), is: "DenyChangingRolesOfTheBlueprint" },
  ...[BREAK_GLASS, DEPLOY, role("palisade/access/consumer.reporter"), role("palisade/alarm/ring"), role("service-role/dax")].flatMap(
    (on) => [
      { as: ADMIN, to: "iam:PassRole", on, is: "DenyPassingRolesOfTheBlueprint" },
      { as: ADMIN, to: "iam:PassRole", on, with: THROUGH_CLOUDFORMATION, is: "DenyPassingRolesOfTheBlueprint" },
      { as: role("team/PalisadeDeploy"), to: "iam:PassRole", on, is: "DenyPassingRolesOfTheBlueprint" },
      { as: DEPLOY, to: "iam:PassRole", on, is: "allowed" },
    ],
  ),
  { as: ADMIN, to: "iam:PassRole", on: role("team/api"), is: "allowed" },
  // The guardrail of each account says who passes these.
  { as: ADMIN, to: "iam:PassRole", on: role("palisade/workload/api"), is: "allowed" },
  { as: ADMIN, to: "ec2:ModifyVpcEndpoint", on: ENDPOINT, with: MADE_HERE, is: "DenyChangingEndpointsOfTheBlueprint" },
  { as: ADMIN, to: "ec2:DeleteVpcEndpoints", on: ENDPOINT, with: MADE_HERE, is: "DenyChangingEndpointsOfTheBlueprint" },
  // Without tags in the call EC2 deletes all of them.
  { as: ADMIN, to: "ec2:DeleteTags", on: ENDPOINT, with: MADE_HERE, is: "DenyChangingEndpointsOfTheBlueprint" },
  { as: ADMIN, to: "ec2:DeleteTags", on: ENDPOINT, is: "allowed" },
  { as: DEPLOY, to: "ec2:DeleteTags", on: ENDPOINT, with: MADE_HERE, is: "allowed" },
  { as: ADMIN, to: "ec2:ModifyVpcEndpoint", on: ENDPOINT, is: "allowed" },
  { as: DEPLOY, to: "ec2:ModifyVpcEndpoint", on: ENDPOINT, with: MADE_HERE, is: "allowed" },
  ...["com.amazonaws.eu-west-1.dynamodb", "com.amazonaws.eu-west-1.dynamodb-streams"].flatMap((service) => [
    { as: ADMIN, to: "ec2:CreateVpcEndpoint", on: ENDPOINT, with: { "ec2:VpceServiceName": service }, is: "DenyCreatingDynamodbEndpoints" },
    { as: DEPLOY, to: "ec2:CreateVpcEndpoint", on: ENDPOINT, with: { "ec2:VpceServiceName": service }, is: "allowed" },
  ]),
  {
    as: ADMIN,
    to: "ec2:CreateVpcEndpoint",
    on: ENDPOINT,
    with: { "ec2:VpceServiceName": "com.amazonaws.eu-west-1.s3" },
    is: "allowed",
  },
  {
    as: ADMIN,
    to: "iam:CreateOpenIDConnectProvider",
    on: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example`,
    is: "DenyChangingIssuers",
  },
  {
    as: ADMIN,
    to: "iam:UpdateSAMLProvider",
    on: `arn:aws:iam::${ACCOUNT}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`,
    is: "DenyChangingIssuers",
  },
  { as: ADMIN, to: "dynamodb:UpdateContributorInsights", on: TABLE, is: "DenyExports" },
  { as: DEPLOY, to: "dynamodb:GetItem", on: TABLE, is: "DenyDataToTheDeployRole" },
  {
    as: DEPLOY,
    to: "dynamodb:Query",
    on: TABLE,
    with: { "aws:CalledVia": ["athena.amazonaws.com"] },
    is: "DenyDataToTheDeployRoleThroughOtherServices",
  },
  { as: DEPLOY, to: "dynamodb:PutItem", on: TABLE, with: { "aws:CalledVia": ["dynamodb.amazonaws.com"] }, is: "allowed" },
  {
    as: ADMIN,
    to: "ssm:PutParameter",
    on: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/palisade/orders-prod/tables/orders/api/table-arn`,
    is: "DenyChangingConnectionSettings",
  },
  { as: ADMIN, to: "ssm:PutParameter", on: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/team/setting`, is: "allowed" },
  {
    as: ADMIN,
    to: "events:DisableRule",
    on: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/palisade-break-glass`,
    is: "DenyChangingTheAlarm",
  },
  { as: ADMIN, to: "events:DisableRule", on: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly`, is: "allowed" },
  {
    as: ADMIN,
    to: "dynamodb:TagResource",
    on: TABLE,
    with: { "aws:TagKeys": ["team", "palisade:stack"] },
    is: "DenyChangingTagsOfTheBlueprint",
  },
  { as: ADMIN, to: "dynamodb:TagResource", on: TABLE, with: { "aws:TagKeys": ["team"] }, is: "allowed" },
  {
    as: ADMIN,
    to: "dynamodb:TagResource",
    on: TABLE,
    with: { "aws:TagKeys": ["palisade:restored"] },
    is: "DenyChangingTagsOfTheBlueprint",
  },
  // The tag of compute is its deployers'.
  { as: ADMIN, to: "dynamodb:TagResource", on: TABLE, with: { "aws:TagKeys": ["palisade:workload"] }, is: "allowed" },
  { as: BACKUP, to: "dynamodb:TagResource", on: TABLE, with: { "aws:TagKeys": ["palisade:stack"] }, is: "allowed" },
  ...[
    { to: "dynamodb:PutResourcePolicy", on: TABLE, is: "DenyChangingPoliciesOfData" },
    { to: "dynamodb:DeleteResourcePolicy", on: TABLE, is: "DenyChangingPoliciesOfData" },
    { to: "kms:PutKeyPolicy", on: KEY, is: "DenyChangingPoliciesOfData" },
    { to: "kms:ScheduleKeyDeletion", on: KEY, is: "DenyEndingKeys" },
    { to: "kms:RevokeGrant", on: KEY, is: "DenyEndingKeys" },
    { to: "kms:ImportKeyMaterial", on: KEY, is: "DenyEndingKeys" },
    { to: "dynamodb:CreateTableReplica", on: TABLE, is: "DenyReplicatingData" },
    { to: "dynamodb:AssociateTableReplica", on: TABLE, is: "DenyReplicatingData" },
  ].flatMap(({ to, on, is }) => [
    { as: ADMIN, to, on, with: THROUGH_CLOUDFORMATION, is },
    { as: BREAK_GLASS, to, on, is },
    // Keys are the key policy's to open, which is no part of this.
    ...(to.startsWith("kms:") ? [] : [{ as: DEPLOY, to, on, is: "allowed" }]),
  ]),
  ...[ADMIN, DEPLOY, BREAK_GLASS].flatMap((as) => [
    { as, to: "dynamodb:CreateBackup", on: TABLE, is: "DenyBackups" },
    { as, to: "dynamodb:RestoreTableToPointInTime", on: TABLE, is: "DenyRestores" },
    { as, to: "dynamodb:UpdateTable", on: COPY, is: "DenyRestoredTables" },
    { as, to: "dynamodb:UpdateTimeToLive", on: COPY, is: "DenyRestoredTables" },
    { as, to: "backup:CopyFromBackupVault", on: RECOVERY_POINT, with: copyTo(ACCOUNT, "999999999999"), is: "DenyCopiesToOtherVaults" },
    { as, to: "backup:CopyFromBackupVault", on: RECOVERY_POINT, is: "DenyCopiesToUnknownVaults" },
    { as, to: "backup:CopyFromBackupVault", on: RECOVERY_POINT, with: copyTo(ACCOUNT), is: "allowed" },
    { as, to: "backup:CopyFromBackupVault", on: RECOVERY_POINT, with: copyTo(VAULTS), is: "allowed" },
  ]),
  { as: BACKUP, to: "dynamodb:CreateBackup", on: TABLE, is: "allowed" },
  { as: BACKUP, to: "dynamodb:RestoreTableToPointInTime", on: TABLE, is: "DenyRestores" },
  { as: BACKUP, to: "dynamodb:GetItem", on: TABLE, with: DURING_A_RESTORE, is: "DenyDataToBackupRoles" },
  { as: RESTORE, to: "dynamodb:CreateBackup", on: TABLE, is: "DenyBackups" },
  { as: RESTORE, to: "dynamodb:RestoreTableToPointInTime", on: TABLE, is: "allowed" },
  { as: RESTORE, to: "dynamodb:RestoreTableFromBackup", on: `${TABLE}/backup/01600000000000-0a1b2c3d`, is: "allowed" },
  { as: RESTORE, to: "dynamodb:BatchWriteItem", on: COPY, with: DURING_A_RESTORE, is: "allowed" },
  { as: RESTORE, to: "dynamodb:Query", on: `${COPY}/index/byStatus`, with: DURING_A_RESTORE, is: "allowed" },
  { as: RESTORE, to: "dynamodb:BatchWriteItem", on: TABLE, with: DURING_A_RESTORE, is: "DenyRestoresIntoOtherTables" },
  { as: RESTORE, to: "dynamodb:GetItem", on: COPY, is: "DenyDataToRestoreRoles" },
  { as: RESTORE, to: "dynamodb:UpdateTable", on: COPY, is: "DenyDataToRestoreRoles" },
  {
    as: RESTORE,
    to: "dynamodb:GetItem",
    on: COPY,
    with: { ...DURING_A_RESTORE, "aws:CalledVia": ["athena.amazonaws.com"] },
    is: "DenyDataToRestoreRolesThroughOtherServices",
  },
  { as: ADMIN, to: "dynamodb:GetItem", on: COPY, is: "DenyRestoredTables" },
  { as: BREAK_GLASS, to: "dynamodb:Scan", on: `${COPY}/index/byStatus`, is: "DenyRestoredTables" },
  { as: ADMIN, to: "dynamodb:GetItem", on: COPY, with: OPEN, is: "allowed" },
  ...["dynamodb:TagResource", "dynamodb:UntagResource"].flatMap((to) => [
    { as: ADMIN, to, on: COPY, is: "DenyOpeningRestoredTables" },
    { as: BACKUP, to, on: COPY, is: "DenyOpeningRestoredTables" },
    { as: RESTORE, to, on: COPY, is: "DenyOpeningRestoredTables" },
    { as: DEPLOY, to, on: COPY, is: "allowed" },
  ]),
  { as: ADMIN, to: "iam:PutRolePolicy", on: RESTORE, is: "DenyChangingRestoreRoles" },
  { as: RESTORE, to: "iam:PutRolePolicy", on: RESTORE, is: "DenyChangingRestoreRoles" },
  { as: ADMIN, to: "iam:PassRole", on: RESTORE, is: "DenyPassingRestoreRoles" },
  { as: RESTORE, to: "iam:PassRole", on: RESTORE, is: "allowed" },
  { as: RESTORE, to: "iam:PassRole", on: BACKUP, is: "DenyPassingRolesOfTheBlueprint" },
  ...(
    [
      ["backup:UpdateBackupPlan", PLAN],
      ["backup:CreateBackupSelection", PLAN],
      ["backup:PutBackupVaultAccessPolicy", VAULT],
      ["backup:PutBackupVaultSharingPolicy", VAULT],
      ["backup:DeleteRecoveryPoint", RECOVERY_POINT],
      ["backup:StartCopyJob", RECOVERY_POINT],
    ] as const
  ).flatMap(([to, on]) => [
    { as: ADMIN, to, on, is: "DenyChangingBackups" },
    { as: BREAK_GLASS, to, on, is: "DenyChangingBackups" },
    { as: BACKUP, to, on, is: "DenyChangingBackups" },
    { as: DEPLOY, to, on, is: "allowed" },
  ]),
  ...[ADMIN, DEPLOY, BREAK_GLASS, BACKUP].flatMap((as) => [
    { as, to: "dynamodb:ExportTableToPointInTime", on: TABLE, is: "DenyExports" },
    { as, to: "dynamodb:EnableKinesisStreamingDestination", on: TABLE, is: "DenyExports" },
    { as, to: "organizations:LeaveOrganization", on: "*", is: "DenyLeavingTheOrganization" },
  ]),
  { as: ADMIN, to: "dynamodb:UpdateTable", on: TABLE, is: "allowed" },
];

describe("guardrails of every enforced account", () => {
  it("decides each of these as it should", () => {
    assert.deepEqual(
      CASES.map(({ is: _, ...ask }) => `${ask.as} ${ask.to} ${ask.on}: ${underServiceControl(STATEMENTS, ask)}`),
      CASES.map(({ as, to, on, is }) => `${as} ${to} ${on}: ${is}`),
    );
  });

  it("no longer denies what it denied once the deciding statement is gone", () => {
    for (const { is, ...ask } of CASES) {
      const left = STATEMENTS.filter(({ sid }) => sid !== is);
      if (is !== "allowed") assert.notEqual(underServiceControl(nonEmpty(left, "left"), ask), is);
    }
  });

  for (const partition of PARTITIONS) {
    it(`names roles and resources of ${partition} alone`, () => {
      const text = fit(all(partition), serviceControlPolicy, "statements")
        .map((each) => render(serviceControlPolicy(each)))
        .join();
      const partitions = [...text.matchAll(/arn:([^:]*):/g)].map(([, found]) => found);
      assert.deepEqual([...new Set(partitions)], [partition]);
    });
  }
});
