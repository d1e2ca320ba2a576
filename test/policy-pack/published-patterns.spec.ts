import assert from "node:assert/strict";
import { judgeResources, type RegisteredResource } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { policyOf } from "./describe-rule.ts";

const OWN = "300000000001";
const ROLE = `arn:aws:iam::${OWN}:role/orders`;

/** A resource of a team's, with the page of AWS's that shows its shape. */
type Published = readonly [fact: string, page: string, type: string, inputs: RegisteredResource["inputs"]];

const trust = (statement: Record<string, unknown>) => ({
  assumeRolePolicy: policyOf({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }),
});
const web = (issuer: string, Condition: Record<string, unknown>) =>
  trust({ Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/${issuer}` }, Action: "sts:AssumeRoleWithWebIdentity", Condition });
const allow = (statement: Record<string, unknown>) => policyOf({ Effect: "Allow", Resource: "*", ...statement });

const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const COGNITO = "cognito-identity.amazonaws.com";

const PUBLISHED: readonly Published[] = [
  ["a role of EC2", "IAM/id_roles_create_for-service", "aws:iam/role:Role", trust({ Principal: { Service: "ec2.amazonaws.com" } })],
  [
    "a role of Lambda",
    "lambda/lambda-intro-execution-role",
    "aws:iam/role:Role",
    trust({ Principal: { Service: "lambda.amazonaws.com" } }),
  ],
  [
    "a role of tasks that names its account",
    "AmazonECS/task-iam-roles",
    "aws:iam/role:Role",
    trust({
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:ecs:eu-west-1:${OWN}:*` }, StringEquals: { "aws:SourceAccount": OWN } },
    }),
  ],
  [
    "a pod of EKS by IRSA",
    "eks/associate-service-account-role",
    "aws:iam/role:Role",
    web(EKS, { StringEquals: { [`${EKS}:sub`]: "system:serviceaccount:default:my-service-account", [`${EKS}:aud`]: "sts.amazonaws.com" } }),
  ],
  [
    "a pod of EKS by Pod Identity",
    "eks/pod-id-role",
    "aws:iam/role:Role",
    trust({ Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
  ],
  [
    "a branch of GitHub",
    "IAM/id_roles_create_for-idp_oidc",
    "aws:iam/role:Role",
    web(GITHUB, {
      StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${GITHUB}:sub`]: "repo:GitHubOrg/GitHubRepo:*" },
    }),
  ],
  [
    "users of an identity pool",
    "cognito/role-trust-and-permissions",
    "aws:iam/role:Role",
    trust({
      Principal: { Federated: COGNITO },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${COGNITO}:aud`]: "us-east-1:12345678-abcd-abcd-abcd-123456" },
        "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" },
      },
    }),
  ],
  [
    "people by SAML",
    "IAM/id_roles_create_for-idp_saml",
    "aws:iam/role:Role",
    trust({
      Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/ADFS` },
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }),
  ],
  [
    "a topic that S3 publishes to",
    "AmazonS3/grant-destinations-permissions-to-s3",
    "aws:sns/topicPolicy:TopicPolicy",
    {
      policy: allow({
        Principal: { Service: "s3.amazonaws.com" },
        Action: "SNS:Publish",
        Resource: `arn:aws:sns:eu-west-1:${OWN}:uploads`,
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:amzn-s3-demo-bucket" }, StringEquals: { "aws:SourceAccount": OWN } },
      }),
    },
  ],
  [
    "a queue that EventBridge sends to",
    "eventbridge/eb-use-resource-based",
    "aws:sqs/queuePolicy:QueuePolicy",
    {
      policy: allow({
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:eu-west-1:${OWN}:orders`,
        Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-west-1:${OWN}:rule/nightly` } },
      }),
    },
  ],
  [
    "a bucket behind CloudFront",
    "AmazonCloudFront/private-content-restricting-access-to-s3",
    "aws:s3/bucketPolicy:BucketPolicy",
    {
      policy: allow({
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::amzn-s3-demo-bucket/*",
        Condition: { StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${OWN}:distribution/EDFDVBD6EXAMPLE` } },
      }),
    },
  ],
  [
    "a bucket that takes CloudTrail's logs",
    "awscloudtrail/create-s3-bucket-policy-for-cloudtrail",
    "aws:s3/bucketPolicy:BucketPolicy",
    {
      policy: allow({
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::amzn-s3-demo-bucket/AWSLogs/${OWN}/*`,
        Condition: {
          StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": `arn:aws:cloudtrail:eu-west-1:${OWN}:trail/all` },
        },
      }),
    },
  ],
  [
    "a key of CloudWatch Logs",
    "AmazonCloudWatch/encrypt-log-data-kms",
    "aws:kms/key:Key",
    {
      enableKeyRotation: true,
      policy: allow({
        Principal: { Service: "logs.eu-west-1.amazonaws.com" },
        Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${OWN}:log-group:orders` } },
      }),
    },
  ],
  [
    "attributes of a table for each user",
    "amazondynamodb/specifying-conditions",
    "aws:iam/rolePolicy:RolePolicy",
    {
      policy: allow({
        Action: ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"],
        Resource: `arn:aws:dynamodb:eu-west-1:${OWN}:table/GameScores`,
        Condition: {
          "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${www.amazon.com:user_id}"] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      }),
    },
  ],
  [
    "tags that may be set",
    "IAM/access_tags",
    "aws:iam/rolePolicy:RolePolicy",
    {
      policy: allow({
        Action: "ec2:CreateTags",
        Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["environment", "cost-center"] } },
      }),
    },
  ],
  [
    "the organization's own endpoint policy",
    "vpc/privatelink/data-perimeter",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    {
      serviceName: "com.amazonaws.eu-west-1.dynamodb",
      policy: allow({
        Principal: "*",
        Action: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-acmeexample", "aws:ResourceOrgID": "o-acmeexample" } },
      }),
    },
  ],
  [
    "regions by an SCP",
    "organizations/orgs_manage_policies_scps_examples_general",
    "aws:organizations/policy:Policy",
    {
      type: "SERVICE_CONTROL_POLICY",
      content: policyOf({
        Sid: "DenyAllOutsideEU",
        Effect: "Deny",
        NotAction: ["iam:*", "organizations:*", "support:*", "route53:*"],
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] },
          ArnNotLike: { "aws:PrincipalARN": ["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"] },
        },
      }),
    },
  ],
  [
    "the identity perimeter by an RCP",
    "organizations/orgs_manage_policies_rcps_examples",
    "aws:organizations/policy:Policy",
    {
      type: "RESOURCE_CONTROL_POLICY",
      content: policyOf({
        Sid: "EnforceOrgIdentities",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-acmeexample" },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      }),
    },
  ],
  [
    "confused deputies by an RCP",
    "organizations/orgs_manage_policies_rcps_examples",
    "aws:organizations/policy:Policy",
    {
      type: "RESOURCE_CONTROL_POLICY",
      content: policyOf({
        Sid: "EnforceConfusedDeputyProtection",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: { "aws:SourceOrgID": "o-acmeexample" },
          Null: { "aws:SourceAccount": "false" },
          Bool: { "aws:PrincipalIsAWSService": "true" },
        },
      }),
    },
  ],
  [
    "a role that may be passed to one service",
    "IAM/id_roles_use_passrole",
    "aws:iam/rolePolicy:RolePolicy",
    {
      policy: allow({
        Action: ["iam:GetRole", "iam:PassRole"],
        Resource: `arn:aws:iam::${OWN}:role/EC2-roles-for-XYZ-*`,
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      }),
    },
  ],
  [
    "a table's policy for a role of another account",
    "amazondynamodb/rbac-cross-account-access",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    {
      resourceArn: `arn:aws:dynamodb:eu-west-1:${OWN}:table/MusicCollection`,
      policy: allow({
        Principal: { AWS: ROLE },
        Action: "dynamodb:GetItem",
        Resource: `arn:aws:dynamodb:eu-west-1:${OWN}:table/MusicCollection`,
      }),
    },
  ],
];

describe("shapes that AWS's pages give", () => {
  for (const [fact, page, type, inputs] of PUBLISHED) {
    it(`pass all rules: ${fact} (${page})`, async () => {
      const resource = { urn: `urn:pulumi:prod::orders::${type}::one`, type, name: "one", inputs, outputs: {} };
      const findings = judgeResources([resource], await loadCatalogueFor([resource]));
      assert.deepEqual(
        findings.map(({ rule, message }) => `${rule}: ${message}`),
        [],
      );
    });
  }
});
