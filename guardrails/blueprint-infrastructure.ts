import { arn, eventRuleArn, oidcProviderArn, parameterArn, vpcEndpointArn } from "../iam/arn.ts";
import { allOf, condition } from "../iam/condition.ts";
import { exceptPrincipals, keysPresent, touchingTags } from "../iam/guard-conditions.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { deny } from "../iam/statement.ts";
import { REGION_TAG, RESTORED_TAG, VPC_TAG } from "../model/names.ts";
import { exemptDeployRoles, type GuardedRoles } from "./exempt-roles.ts";

/** The tags that the deploy role sets; that of compute is a matter of each account's deployers (compute.ts). */
const TAGS_OF_DEPLOYMENT = ["palisade:organization", REGION_TAG, RESTORED_TAG, "palisade:stack", VPC_TAG] as const;

/** The tag of everything that the blueprint makes. */
export const OWN_TAG = "aws:ResourceTag/palisade:organization";

/**
 * Only the deploy role touches what the perimeter stands on: its endpoints and the making of others for DynamoDB, identity providers (OIDC,
 * SAML, and the trust anchors of Roles Anywhere), the break-glass alarm, the connection settings of consumers, and the tags by which guardrails recognise them. Identity Center changes
 * its own SAML provider by a service-linked role, which SCPs do not bind.
 *
 * Threat: an endpoint with an open policy beside ours, by which data leaves to a foreign table; an issuer of one's own; an alarm that is
 * switched off; a setting that sends a consumer to another table. Backup roles copy a table's tags to its backups, so that they may set tags. EC2 takes away all tags of an endpoint when a
 * call names none, and such a call touches no tag by name: untagging an endpoint counts as changing it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
 */
export function blueprintInfrastructure(roles: GuardedRoles): ServiceControlStatement[] {
  const anywhere = { partition: roles.partition, accountId: "*", region: "*" };
  const exceptDeployment = exceptPrincipals(exemptDeployRoles(roles));
  const endpoints = vpcEndpointArn({ ...anywhere, vpcEndpointId: "*" });
  return [
    deny({
      sid: "DenyChangingEndpointsOfTheBlueprint",
      actions: ["ec2:DeleteTags", "ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint"],
      resources: [endpoints],
      conditions: allOf(keysPresent([OWN_TAG]), exceptDeployment),
    }),
    deny({
      sid: "DenyCreatingDynamodbEndpoints",
      actions: ["ec2:CreateVpcEndpoint"],
      resources: [endpoints],
      conditions: allOf(condition("StringLike", "ec2:VpceServiceName", ["*.dynamodb", "*.dynamodb-*"]), exceptDeployment),
    }),
    deny({
      sid: "DenyChangingIssuers",
      actions: [
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
      ],
      resources: [
        oidcProviderArn({ partition: roles.partition, accountId: "*", issuer: "*" }),
        arn({ ...anywhere, region: "", service: "iam", resource: "saml-provider/*" }),
      ],
      conditions: exceptDeployment,
    }),
    deny({
      sid: "DenyChangingTrustAnchors",
      actions: [
        "rolesanywhere:CreateTrustAnchor",
        "rolesanywhere:DeleteCrl",
        "rolesanywhere:DeleteTrustAnchor",
        "rolesanywhere:DisableCrl",
        "rolesanywhere:EnableTrustAnchor",
        "rolesanywhere:ImportCrl",
        "rolesanywhere:UpdateCrl",
        "rolesanywhere:UpdateTrustAnchor",
      ],
      resources: ["*"],
      conditions: exceptDeployment,
    }),
    deny({
      sid: "DenyChangingTheAlarm",
      actions: [
        "events:DeleteRule",
        "events:DisableRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:TagResource",
        "events:UntagResource",
      ],
      resources: [
        eventRuleArn({ ...anywhere, rule: "palisade-*" }),
        arn({ ...anywhere, service: "events", resource: "rule/default/palisade-*" }),
      ],
      conditions: exceptDeployment,
    }),
    deny({
      sid: "DenyChangingConnectionSettings",
      actions: ["ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:LabelParameterVersion", "ssm:PutParameter"],
      resources: [parameterArn({ ...anywhere, parameter: "palisade/*" })],
      conditions: exceptDeployment,
    }),
    deny({
      sid: "DenyChangingTagsOfTheBlueprint",
      actions: ["*"],
      resources: ["*"],
      conditions: allOf(touchingTags(TAGS_OF_DEPLOYMENT), exceptPrincipals([...exemptDeployRoles(roles), ...roles.backupRoles])),
    }),
  ];
}
