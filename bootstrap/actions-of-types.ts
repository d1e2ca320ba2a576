import { type ActionsOfType, ROLE_READS, TABLE_READS } from "./actions-of-type.ts";
import { ORGANIZATION_ACTIONS } from "./organization-actions.ts";

const TABLE_CHANGES = [
  "dynamodb:CreateTable",
  "dynamodb:DeleteTable",
  "dynamodb:TagResource",
  "dynamodb:UntagResource",
  "dynamodb:UpdateContinuousBackups",
  "dynamodb:UpdateTable",
  "dynamodb:UpdateTimeToLive",
] as const;
const EC2_TAGS = ["ec2:CreateTags", "ec2:DeleteTags"] as const;

/**
 * What stacks need for each type that they register. It follows from the calls that Pulumi's AWS provider makes, and was not tried against AWS.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACTIONS_OF_TYPES: Readonly<Record<string, ActionsOfType>> = {
  ...ORGANIZATION_ACTIONS,
  // Cloud Control calls DynamoDB as its own caller. https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/security.html
  "aws:cloudcontrol/resource:Resource": {
    reads: [
      ...TABLE_READS,
      "cloudformation:GetResource",
      "cloudformation:GetResourceRequestStatus",
      "dynamodb:DescribeContributorInsights",
      "dynamodb:DescribeKinesisStreamingDestination",
      "dynamodb:GetResourcePolicy",
    ],
    changes: [
      ...TABLE_CHANGES,
      "cloudformation:CreateResource",
      "cloudformation:DeleteResource",
      "cloudformation:UpdateResource",
      "dynamodb:AssociateTableReplica",
      "dynamodb:DeleteResourcePolicy",
      "dynamodb:PutResourcePolicy",
    ],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    reads: ["events:DescribeRule", "events:ListTagsForResource"],
    changes: [
      "events:DeleteRule",
      "events:DisableRule",
      "events:EnableRule",
      "events:PutRule",
      "events:TagResource",
      "events:UntagResource",
    ],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    reads: ["events:ListTargetsByRule"],
    changes: ["events:PutTargets", "events:RemoveTargets", "iam:PassRole"],
  },
  "aws:dynamodb/resourcePolicy:ResourcePolicy": {
    reads: ["dynamodb:GetResourcePolicy"],
    changes: ["dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy"],
  },
  "aws:dynamodb/table:Table": { reads: TABLE_READS, changes: TABLE_CHANGES },
  // What else it needs, to make replicas and for DynamoDB to fill them, is narrowed to the tables that are replicated.
  "aws:dynamodb/tableReplica:TableReplica": { reads: [...TABLE_READS, "kms:DescribeKey"], changes: TABLE_CHANGES },
  "aws:dynamodb/tag:Tag": {
    reads: ["dynamodb:ListTagsOfResource"],
    changes: ["dynamodb:TagResource", "dynamodb:UntagResource"],
  },
  "aws:ec2/internetGateway:InternetGateway": {
    reads: ["ec2:DescribeInternetGateways"],
    changes: [
      ...EC2_TAGS,
      "ec2:AttachInternetGateway",
      "ec2:CreateInternetGateway",
      "ec2:DeleteInternetGateway",
      "ec2:DetachInternetGateway",
    ],
  },
  "aws:ec2/routeTable:RouteTable": {
    reads: ["ec2:DescribeRouteTables"],
    changes: [...EC2_TAGS, "ec2:CreateRoute", "ec2:CreateRouteTable", "ec2:DeleteRoute", "ec2:DeleteRouteTable", "ec2:ReplaceRoute"],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    reads: ["ec2:DescribeRouteTables"],
    changes: ["ec2:AssociateRouteTable", "ec2:DisassociateRouteTable", "ec2:ReplaceRouteTableAssociation"],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    reads: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups"],
    changes: [
      ...EC2_TAGS,
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateSecurityGroup",
      "ec2:DeleteSecurityGroup",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ],
  },
  "aws:ec2/subnet:Subnet": {
    reads: ["ec2:DescribeAvailabilityZones", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
    changes: [...EC2_TAGS, "ec2:CreateSubnet", "ec2:DeleteSubnet", "ec2:ModifySubnetAttribute"],
  },
  "aws:ec2/vpc:Vpc": {
    reads: [
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcs",
    ],
    changes: [...EC2_TAGS, "ec2:CreateVpc", "ec2:DeleteVpc", "ec2:ModifyVpcAttribute"],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    reads: ["ec2:DescribePrefixLists", "ec2:DescribeSecurityGroupRules", "ec2:DescribeVpcEndpoints"],
    changes: [...EC2_TAGS, "ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint"],
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    reads: ["eks:DescribePodIdentityAssociation", "eks:ListPodIdentityAssociations"],
    changes: [
      "eks:CreatePodIdentityAssociation",
      "eks:DeletePodIdentityAssociation",
      "eks:TagResource",
      "eks:UntagResource",
      "eks:UpdatePodIdentityAssociation",
      "iam:GetRole",
      "iam:PassRole",
    ],
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    reads: ["iam:GetInstanceProfile", "iam:ListInstanceProfileTags"],
    changes: [
      "iam:AddRoleToInstanceProfile",
      "iam:CreateInstanceProfile",
      "iam:DeleteInstanceProfile",
      "iam:PassRole",
      "iam:RemoveRoleFromInstanceProfile",
      "iam:TagInstanceProfile",
      "iam:UntagInstanceProfile",
    ],
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    reads: ["iam:GetOpenIDConnectProvider", "iam:ListOpenIDConnectProviders"],
    changes: [
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:DeleteOpenIDConnectProvider",
      "iam:RemoveClientIDFromOpenIDConnectProvider",
      "iam:TagOpenIDConnectProvider",
      "iam:UntagOpenIDConnectProvider",
      "iam:UpdateOpenIDConnectProviderThumbprint",
    ],
  },
  "aws:iam/role:Role": {
    reads: [...ROLE_READS, "iam:ListInstanceProfilesForRole"],
    changes: [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    reads: ["iam:GetRole", "iam:GetRolePolicy"],
    changes: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    reads: ["iam:ListAttachedRolePolicies"],
    changes: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
  },
  "aws:kms/alias:Alias": {
    reads: ["kms:DescribeKey", "kms:ListAliases"],
    changes: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
  },
  "aws:kms/key:Key": {
    reads: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
    changes: [
      "kms:CreateKey",
      "kms:DisableKey",
      "kms:DisableKeyRotation",
      "kms:EnableKey",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateKeyDescription",
    ],
  },
  // Stacks change a secret's policy and tags alone: UpdateSecret would write its value, too, which guardrails leave to declared networks.
  "aws:secretsmanager/secret:Secret": {
    reads: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
    changes: [
      "secretsmanager:CreateSecret",
      "secretsmanager:DeleteSecret",
      "secretsmanager:PutResourcePolicy",
      "secretsmanager:TagResource",
      "secretsmanager:UntagResource",
    ],
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    reads: ["secretsmanager:GetResourcePolicy"],
    changes: ["secretsmanager:DeleteResourcePolicy", "secretsmanager:PutResourcePolicy", "secretsmanager:ValidateResourcePolicy"],
  },
  // What else it needs, to invoke the functions, is narrowed to those that are declared.
  "aws:secretsmanager/secretRotation:SecretRotation": {
    reads: ["secretsmanager:DescribeSecret"],
    changes: ["secretsmanager:CancelRotateSecret", "secretsmanager:RotateSecret"],
  },
  "aws:ssm/parameter:Parameter": {
    reads: ["ssm:DescribeParameters", "ssm:GetParameter", "ssm:GetParameters", "ssm:ListTagsForResource"],
    changes: ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    reads: ["ec2:DescribeSecurityGroupRules"],
    changes: [...EC2_TAGS, "ec2:AuthorizeSecurityGroupIngress", "ec2:ModifySecurityGroupRules", "ec2:RevokeSecurityGroupIngress"],
  },
};
