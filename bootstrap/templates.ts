import { stringify } from "yaml";
import type { Plan } from "../model/plan/plan.ts";
import { type BootstrapRole, documentOf } from "./bootstrap-role.ts";
import { ISSUER } from "./management-roles.ts";
import { isMadeKey, type StatePlace, stateKeyArn } from "./state-place.ts";
import { type StatePolicy, stateBucketPolicy, stateKeyPolicy } from "./state-policies.ts";

/** A template of CloudFormation. */
interface Template {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Description: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, unknown>>;
}

/** CloudFormation keeps what it would otherwise delete with a stack, or replace. */
const RETAINED = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" } as const;

/**
 * The roles of an account that exists; a StackSet makes them in many.
 * @param accounts names of the only accounts that it is for; none where it is for every account that names no deploy role of its own
 */
export const accountsTemplate = (deploy: BootstrapRole, preview: BootstrapRole, accounts: readonly string[] = []): string =>
  (accounts.length === 0 ? "" : `# For these accounts alone: ${accounts.join(", ")}\n`) +
  textOf({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Palisade: the role that deploys to this account, and the role that previews",
    Resources: { ...roleResources("DeployRole", deploy), ...roleResources("PreviewRole", preview) },
  });

/** The provider that vouches for jobs of GitHub. An account has one at most. */
export const providerTemplate = (): string =>
  textOf({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Palisade: the OIDC provider of GitHub's jobs, for a management account that has none",
    Resources: {
      Provider: {
        Type: "AWS::IAM::OIDCProvider",
        ...RETAINED,
        Properties: { Url: `https://${ISSUER}`, ClientIdList: ["sts.amazonaws.com"] },
      },
    },
  });

/** The roles of the management account. */
export const managementTemplate = (runner: BootstrapRole, previewer: BootstrapRole): string =>
  textOf({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Palisade: the roles of the management account that jobs of a repository take",
    Parameters: {
      Repository: { Type: "String", Description: "Owner and name of the repository on GitHub", AllowedPattern: "[\\w.-]+/[\\w.-]+" },
    },
    Resources: { ...roleResources("Runner", runner), ...roleResources("Previewer", previewer) },
  });

/** The bucket of the states, and the key of it and of the secrets in it. A key that is named by its id or in another account stands already. */
export function stateTemplate(plan: Plan, { bucket, key }: StatePlace): string {
  const makesKey = isMadeKey(plan, key);
  return textOf({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: makesKey ? "Palisade: the bucket of Pulumi's states, with its key" : "Palisade: the bucket of Pulumi's states",
    Resources: {
      ...(makesKey ? keyResources(key.resource, stateKeyPolicy(key)) : {}),
      ...bucketResources(bucket, makesKey ? { "Fn::GetAtt": ["Key", "Arn"] } : stateKeyArn(key)),
    },
  });
}

const keyResources = (alias: string, policy: StatePolicy): Template["Resources"] => ({
  Key: {
    Type: "AWS::KMS::Key",
    ...RETAINED,
    Properties: { Description: "Encrypts Pulumi's states, and the secrets in them", EnableKeyRotation: true, KeyPolicy: policy },
  },
  Alias: { Type: "AWS::KMS::Alias", Properties: { AliasName: alias, TargetKeyId: { Ref: "Key" } } },
});

const bucketResources = (bucket: string, key: unknown): Template["Resources"] => ({
  Bucket: {
    Type: "AWS::S3::Bucket",
    ...RETAINED,
    Properties: {
      BucketName: bucket,
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key } },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
  },
  BucketPolicy: {
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: { Ref: "Bucket" },
      PolicyDocument: stateBucketPolicy({ "Fn::GetAtt": ["Bucket", "Arn"] }, { "Fn::Sub": "${Bucket.Arn}/*" }),
    },
  },
});

function roleResources(
  id: string,
  { name, path, description, trust, policies, isInline }: BootstrapRole,
): Readonly<Record<string, unknown>> {
  const documents = [...policies].map(([policy, document]) => ({ PolicyName: policy, PolicyDocument: documentOf(document) }));
  const role = {
    Type: "AWS::IAM::Role",
    ...RETAINED,
    Properties: {
      RoleName: name,
      ...(path === "/" ? {} : { Path: path }),
      Description: description,
      AssumeRolePolicyDocument: documentOf(trust),
      ...(isInline
        ? { Policies: documents }
        : { ManagedPolicyArns: documents.map((_, index) => ({ Ref: `${id}Policy${(index + 1).toString()}` })) }),
    },
  };
  if (isInline) return { [id]: role };
  const managed = documents.map(({ PolicyName, PolicyDocument }, index) => [
    `${id}Policy${(index + 1).toString()}`,
    { Type: "AWS::IAM::ManagedPolicy", ...RETAINED, Properties: { ManagedPolicyName: PolicyName, PolicyDocument } },
  ]);
  return { ...(Object.fromEntries(managed) as Readonly<Record<string, unknown>>), [id]: role };
}

const textOf = (template: Template): string =>
  // CloudFormation reads YAML 1.1, in which more texts need quotes.
  stringify(substituted(template), { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });

/** Texts with a reference of CloudFormation become calls of the function that resolves it. */
function substituted(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${") ? { "Fn::Sub": value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  // What is one already stays.
  if (entries.length === 1 && entries[0]?.[0] === "Fn::Sub") return value;
  return Object.fromEntries(entries.map(([key, inner]) => [key, substituted(inner)]));
}
