import { accountRootArn, isPartition, keyArn, parseArn, regionalServiceName } from "../../iam/arn.ts";
import type { PolicyDocument } from "../engine/policy-document.ts";

/** Stands where the id would, which AWS makes up for each account. */
const ID = /^key\/aws-managed-key-for-(\w+)$/;

/** What stands for the ARN of the key that AWS manages for a table's or secret's service in its account. */
export function awsManagedKey(encrypted: string): string {
  const { partition = "", region = "", accountId = "", service = "" } = parseArn(encrypted) ?? {};
  return keyArn({ partition: isPartition(partition) ? partition : "aws", accountId, region, keyId: `aws-managed-key-for-${service}` });
}

/** Whether an ARN stands for a key that AWS manages, which RCPs do not reach. */
export const isAwsManagedKey = (arn: string): boolean => ID.test(parseArn(arn)?.resource ?? "");

/**
 * The policy that AWS gives such a key and nobody can change: every principal of the account uses it, through the service alone.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-policies
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-policies
 */
export function awsManagedKeyPolicy(arn: string): PolicyDocument {
  const { partition: text = "", region = "", accountId = "", resource = "" } = parseArn(arn) ?? {};
  const partition = isPartition(text) ? text : "aws";
  const service = ID.exec(resource)?.[1] ?? "";
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AllowTheAccountThroughTheService",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
        Resource: "*",
        Condition: { StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": regionalServiceName(service, region, partition) } },
      },
      {
        Sid: "AllowTheAccountToDescribeTheKey",
        Effect: "Allow",
        Principal: { AWS: accountRootArn({ partition, accountId }) },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        Resource: "*",
      },
    ],
  };
}
