import { z } from "zod";
import { type Finding, undecided, violation } from "../finding.ts";
import { shown } from "../judge-property.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";
import { isRecord, UNKNOWN } from "../unknown-values.ts";

/**
 * AWS's managed policies that allow, without a condition, the use of all tables, keys or secrets, or the change of permissions, by path and
 * name. What they are follows from their documents (`iam/managed-policies`). One is left out: AWS Backup restores with
 * AWSBackupServiceRolePolicyForRestores, and reaches tables that are not there yet.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const BROAD: ReadonlySet<string> = new Set([
  "AIDevOpsAgentActionsPolicy",
  "AWSBackupFullAccess",
  "AWSLambdaInvocation-DynamoDB",
  "AWSSecretsManagerClientReadOnlyAccess",
  "AdministratorAccess",
  "AdministratorAccess-Amplify",
  "AgentRegistryFullAccess",
  "AmazonCognitoUnAuthedIdentitiesSessionPolicy",
  "AmazonDynamoDBFullAccess",
  "AmazonDynamoDBFullAccess_v2",
  "AmazonDynamoDBFullAccesswithDataPipeline",
  "AmazonDynamoDBReadOnlyAccess",
  "AmazonMSKFullAccess",
  "AmazonSecurityLakePermissionsBoundary",
  "ConsoleFullAccessFromVercel",
  "IAMFullAccess",
  "PowerUserAccess",
  "ReadOnlyAccess",
  "SageMakerStudioAdminIAMDefaultExecutionPolicy",
  "SageMakerStudioAdminIAMPermissiveExecutionPolicy",
  "SageMakerStudioUserIAMDefaultExecutionPolicy",
  "SageMakerStudioUserIAMPermissiveExecutionPolicy",
  "SecretsManagerReadWrite",
  "job-function/DataScientist",
  "job-function/DatabaseAdministrator",
  "job-function/SystemAdministrator",
  "service-role/AWSIoTRuleActions",
  "service-role/AWSLambdaDynamoDBExecutionRole",
  "service-role/AmazonEC2RoleforDataPipelineRole",
  "service-role/AmazonElasticMapReduceforEC2Role",
]);

/** The properties with ARNs of managed policies, by Pulumi's types. */
const ATTACHED: Readonly<Record<string, string>> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/role:Role": "managedPolicyArns",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
};

const settings = z.strictObject({
  allowed: z
    .array(z.string())
    .default([])
    .describe("Names of AWS's managed policies that may be attached all the same, e.g. ReadOnlyAccess."),
});

/**
 * AWS's broad managed policies allow data actions on every table, key or secret of the account, and AWS adds to them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export const noBroadManagedPolicy: ResourceRule<typeof settings> = {
  name: "no-broad-managed-policy",
  displayName: "Broad managed policies stay unused",
  description: "None of AWS's managed policies that allow all tables, keys or secrets, or the change of permissions, is attached.",
  severity: "high",
  remediation: "Write a policy with the actions and ARNs that are used, and attach it instead.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  tags: ["iam", "least-privilege"],
  settings,
  check: (resource, { settings: { allowed } }) => attachedTo(resource).flatMap((found) => findingsOf(resource, found, allowed)),
};

interface Attached {
  readonly where: string;
  readonly arn: unknown;
}

function attachedTo({ type, properties }: SeenResource): readonly Attached[] {
  const property = Object.hasOwn(ATTACHED, type) ? ATTACHED[type] : undefined;
  if (property === undefined) return [];
  const value = properties[property];
  const arns: readonly unknown[] = Array.isArray(value) ? value : [value];
  return arns.map((arn, index) => ({ where: Array.isArray(value) ? `${property}[${index}]` : property, arn }));
}

function findingsOf(resource: SeenResource, { where, arn }: Attached, allowed: readonly string[]): readonly Finding[] {
  if (arn === UNKNOWN || isRecord(arn)) return [undecided(resource, where)];
  const [, name] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(typeof arn === "string" ? arn : "") ?? [];
  if (name === undefined || !BROAD.has(name) || allowed.includes(name)) return [];
  return [violation(resource, `${where}: a managed policy of AWS's reaches all data, got ${shown(arn)}; write one for what is used`)];
}
