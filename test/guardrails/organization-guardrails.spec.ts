import assert from "node:assert/strict";
import { blueprintInfrastructure } from "../../guardrails/blueprint-infrastructure.ts";
import { blueprintRoles } from "../../guardrails/blueprint-roles.ts";
import { dataCopies } from "../../guardrails/data-copies.ts";
import { dataPolicies } from "../../guardrails/data-policies.ts";
import { deployRoleData } from "../../guardrails/deploy-role-data.ts";
import { type GuardedRoles, rolePattern } from "../../guardrails/exempt-roles.ts";
import { organizationMembership } from "../../guardrails/organization-membership.ts";
import { PARTITIONS } from "../../iam/arn.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { ACCOUNT, type Ask, role, TABLE, underServiceControl } from "./deciding.ts";

const guarded = (partition: GuardedRoles["partition"]): GuardedRoles => ({
  partition,
  deployRole: "PalisadeDeploy",
  backupRoles: [rolePattern(partition, "service-role/backup")],
  serviceRoles: [rolePattern(partition, "service-role/dax", ACCOUNT)],
});
const all = (partition: GuardedRoles["partition"]) =>
  nonEmpty(
    [
      ...blueprintRoles(guarded(partition)),
      ...blueprintInfrastructure(guarded(partition)),
      ...dataPolicies(guarded(partition)),
      ...dataCopies(guarded(partition)),
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
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f8fad5b-d9cb-469f-a165-70867728950e`;
const ENDPOINT = `arn:aws:ec2:eu-west-1:${ACCOUNT}:vpc-endpoint/vpce-1`;
const MADE_HERE = { "aws:ResourceTag/palisade:organization": "acme" };
const THROUGH_CLOUDFORMATION = { "aws:CalledVia": ["cloudformation.amazonaws.com"] };

const CASES: readonly (Ask & { readonly is: string })[] = [
  ...["iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:TagRole", "iam:PassRole", "iam:DeleteRole"].flatMap(
    (to) => [
      { as: ADMIN, to, on: BREAK_GLASS, is: "DenyChangingRolesOfTheBlueprint" },
      { as: ADMIN, to, on: DEPLOY, with: THROUGH_CLOUDFORMATION, is: "DenyChangingRolesOfTheBlueprint" },
      { as: BREAK_GLASS, to, on: role("palisade/access/consumer.reporter"), is: "DenyChangingRolesOfTheBlueprint" },
      { as: ADMIN, to, on: role("service-role/dax"), is: "DenyChangingRolesOfTheBlueprint" },
      { as: role("team/PalisadeDeploy"), to, on: BREAK_GLASS, is: "DenyChangingRolesOfTheBlueprint" },
      { as: DEPLOY, to, on: BREAK_GLASS, is: "allowed" },
      { as: ADMIN, to, on: role("team/api"), is: "allowed" },
    ],
  ),
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
  ...["dynamodb:CreateBackup", "dynamodb:RestoreTableToPointInTime"].flatMap((to) => [
    { as: ADMIN, to, on: TABLE, is: "DenyBackupsAndRestores" },
    { as: DEPLOY, to, on: TABLE, is: "DenyBackupsAndRestores" },
    { as: BACKUP, to, on: TABLE, is: "allowed" },
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
      const text = render(serviceControlPolicy(all(partition)));
      const partitions = [...text.matchAll(/arn:([^:]*):/g)].map(([, found]) => found);
      assert.deepEqual([...new Set(partitions)], [partition]);
    });
  }
});
