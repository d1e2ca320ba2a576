import assert from "node:assert/strict";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { rehearsedAcme } from "../support/acme.ts";

/** What guardrails protect beside data, by service; undefined where it is everything of the service. */
const PROTECTED: Readonly<Record<string, readonly string[] | undefined>> = {
  backup: undefined,
  ec2: ["vpc-endpoint"],
  eks: ["access-entry", "podidentityassociation"],
  events: ["rule", "rule-on-default-event-bus"],
  iam: ["role", "instance-profile", "oidc-provider", "saml-provider"],
  organizations: undefined,
  rolesanywhere: undefined,
  ssm: ["parameter"],
};

/** Writing actions on what is protected that no guardrail denies, by why they open and end nothing. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  "needs iam:PassRole, or a role that is passed already": [
    ...["backup:StartBackupJob", "backup:StartRestoreJob", "backup:StartScanJob"],
    ...["eks:CreateAddon", "eks:UpdateAddon", "iam:AddRoleToInstanceProfile"],
  ],
  "takes access away": [
    ...["backup:DeleteBackupAccessPoint", "backup:RevokeRestoreAccessBackupVault"],
    ...["eks:DeleteAccessEntry", "eks:DeleteAddon", "eks:DisassociateAccessPolicy"],
    ...["iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"],
    ...["rolesanywhere:DisableTrustAnchor", "rolesanywhere:EnableCrl"],
  ],
  "starts what a vault's policy and the source's own guardrail decide": ["backup:CopyIntoBackupVault"],
  "keeps backups longer, or ends a job that has made none": ["backup:CreateLegalHold", "backup:StopBackupJob"],
  "reports on backups, and shows no item of a table": [
    ...["CreateFramework", "DeleteFramework", "UpdateFramework"].map((name) => `backup:${name}`),
    ...["CreateReportPlan", "DeleteReportPlan", "UpdateReportPlan", "StartReportJob"].map((name) => `backup:${name}`),
    ...["DeleteRestoreTestingPlan", "DeleteRestoreTestingSelection", "PutRestoreValidationResult"].map((name) => `backup:${name}`),
    "backup:PutBackupVaultNotifications",
  ],
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html
  "is about backups of other services": [
    ...["ListIndexedRecoveryPointsForSearch", "SearchRecoveryPoint", "UpdateRecoveryPointIndexSettings"].map((name) => `backup:${name}`),
    ...["CreateTieringConfiguration", "DeleteTieringConfiguration", "UpdateTieringConfiguration"].map((name) => `backup:${name}`),
  ],
  "changes tags; those of the blueprint's are denied for every action": [
    ...["backup:TagResource", "backup:UntagResource", "ec2:CreateTags", "eks:TagResource", "eks:UntagResource"],
    ...["iam:TagInstanceProfile", "iam:UntagInstanceProfile", "rolesanywhere:TagResource", "rolesanywhere:UntagResource"],
    ...["ssm:AddTagsToResource", "ssm:RemoveTagsFromResource", "organizations:TagResource", "organizations:UntagResource"],
  ],
  "watches or measures traffic to an endpoint": [
    ...["ec2:CreateNetworkInsightsPath", "ec2:CreateTrafficMirrorTarget"],
    ...["Create", "Modify"].map((verb) => `ec2:${verb}VpcEndpointConnectionNotification`),
    "ec2:DeleteVpcEndpointConnectionNotifications",
  ],
  "makes something new that nothing trusts": [
    ...["iam:CreateInstanceProfile", "iam:CreateServiceLinkedRole"],
    ...["rolesanywhere:CreateProfile", "rolesanywhere:UpdateProfile", "rolesanywhere:EnableProfile"],
    ...["rolesanywhere:DeleteProfile", "rolesanywhere:DisableProfile"],
    ...["rolesanywhere:PutAttributeMapping", "rolesanywhere:DeleteAttributeMapping"],
    ...["rolesanywhere:PutNotificationSettings", "rolesanywhere:ResetNotificationSettings"],
  ],
  "is AWS's own to refuse while the role is in use": ["iam:DeleteServiceLinkedRole"],
  "turns the alarm on": ["events:EnableRule"],
  "shows connection settings, which are no secret": ["ssm:PutResourcePolicy", "ssm:DeleteResourcePolicy", "ssm:UnlabelParameterVersion"],
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_permissions_overview.html
  "is the management account's, which no guardrail binds, or answers an invitation": [
    ...["AcceptHandshake", "CancelHandshake", "DeclineHandshake", "InviteAccountToOrganization"],
    ...["CloseAccount", "CreateAccount", "CreateGovCloudAccount", "MoveAccount", "RemoveAccountFromOrganization"],
    ...["CreateOrganization", "DeleteOrganization", "EnableAllFeatures", "EnablePolicyType"],
    ...["CreateOrganizationalUnit", "DeleteOrganizationalUnit", "UpdateOrganizationalUnit"],
    ...["DeregisterDelegatedAdministrator", "RegisterDelegatedAdministrator", "DeleteResourcePolicy", "PutResourcePolicy"],
    ...["DisableAWSServiceAccess", "EnableAWSServiceAccess"],
    ...["InviteOrganizationToTransferResponsibility", "TerminateResponsibilityTransfer", "UpdateResponsibilityTransfer"],
  ].map((name) => `organizations:${name}`),
};

describe("actions that change what guardrails protect beside data", () => {
  let catalogue: Catalogue;
  let denied: ReadonlySet<string>;

  before(async () => {
    catalogue = await loadCatalogue(Object.keys(PROTECTED));
    const { resources } = await rehearsedAcme();
    const statements = resources
      .filter(({ type }) => type === "aws:organizations/policy:Policy")
      .flatMap(({ inputs }) => (JSON.parse(String(inputs["content"])) as { Statement: { Action: string | string[] }[] }).Statement);
    denied = new Set(
      statements
        .flatMap(({ Action }) => Action)
        .filter((pattern) => pattern !== "*")
        .flatMap((pattern) => catalogue.expand(pattern).map(({ name }) => name)),
    );
  });

  const writing = (): string[] =>
    Object.entries(PROTECTED).flatMap(([service, types]) =>
      catalogue
        .actionsOf(service)
        .filter(({ accessLevels }) => accessLevels.some((level) => ["Write", "Permissions management", "Tagging"].includes(level)))
        .filter(({ resources }) => types === undefined || resources.some(({ name }) => types.includes(name)))
        .map(({ name }) => name),
    );

  it("are denied by a guardrail, or classified as harmless; an action that AWS adds is neither", () => {
    const harmless = new Set(Object.values(HARMLESS).flat());
    assert.ok(writing().length > 150, writing().length.toString());
    assert.deepEqual(
      writing().filter((action) => !denied.has(action) && !harmless.has(action)),
      [],
    );
  });

  it("are classified once: what is denied is not called harmless, and what AWS does not have is not named", () => {
    const harmless = Object.values(HARMLESS).flat();
    assert.deepEqual(
      harmless.filter((action) => denied.has(action) || !writing().includes(action)),
      [],
    );
    assert.equal(new Set(harmless).size, harmless.length);
  });
});
