import type { BucketAtAws, KeyAtAws } from "../../bootstrap/state-at-aws.ts";

const ARN = "arn:aws:kms:eu-west-1:100000000001:key/1234abcd";

/** What AWS says of the key that `state.yaml` of the smallest organization makes. */
export const KEY_AS_WRITTEN: KeyAtAws = {
  key: { value: { arn: ARN, state: "Enabled" } },
  isRotated: { value: true },
  policy: {
    value: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LetPermissionsOfThisAccountDecide",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::100000000001:root" },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    },
  },
};

/** What AWS says of its bucket. */
export const BUCKET_AS_WRITTEN: BucketAtAws = {
  bucket: { value: { region: "eu-west-1", isOwn: true } },
  versioning: { value: "Enabled" },
  encryption: { value: { algorithm: "aws:kms", key: ARN, hasBucketKey: true } },
  ownership: { value: "BucketOwnerEnforced" },
  publicAccess: { value: ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] },
  policy: {
    value: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyCallsWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::line-pulumi-state", "arn:aws:s3:::line-pulumi-state/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
};
