import { type AccountPlace, accountRootArn } from "../iam/arn.ts";

/** A policy of a bucket or a key as CloudFormation takes it: what it names may be a reference. */
export interface StatePolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The policy of the bucket of the states. IAM's permissions decide who uses it, and nobody does without TLS. */
export const stateBucketPolicy = (bucket: unknown, objects: unknown): StatePolicy => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "DenyCallsWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucket, objects],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});

/** The policy of the states' key. */
export const stateKeyPolicy = (account: AccountPlace): StatePolicy => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "LetPermissionsOfThisAccountDecide",
      Effect: "Allow",
      Principal: { AWS: accountRootArn(account) },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});
