import { arn } from "../iam/arn.ts";
import { condition } from "../iam/condition.ts";
import type { IdentityStatement } from "../iam/identity-policy.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import { type ActionPattern, allow } from "../iam/statement.ts";
import { type StateKey, type StatePlace, stateBucketArn, stateKeyArn } from "./state-place.ts";

/** What `bootstrap --check` reads of the bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const BUCKET_READS: NonEmpty<ActionPattern> = [
  "s3:GetBucketOwnershipControls",
  "s3:GetBucketPolicy",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketVersioning",
  "s3:GetEncryptionConfiguration",
];

/** What writing states asks of the key, and what `bootstrap --check` reads of it. */
const KEY_USES: NonEmpty<ActionPattern> = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
];

/** What a role may do with the states. Who writes them checks bucket and key, too. https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3 */
export function stateStatements(place: StatePlace, use: "read" | "write"): IdentityStatement[] {
  const { prefix, key } = place;
  const bucketArn = stateBucketArn(place);
  const isWriting = use === "write";
  return [
    allow({ sid: "ListStates", actions: ["s3:ListBucket"], resources: [bucketArn] }),
    allow({
      sid: isWriting ? "WriteStates" : "ReadStates",
      actions: isWriting ? ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] : ["s3:GetObject"],
      resources: [`${bucketArn}/${prefix}.pulumi/*`],
    }),
    ...(isWriting ? [allow({ sid: "CheckTheBucketOfStates", actions: BUCKET_READS, resources: [bucketArn] })] : []),
    onKey(key, "UseTheKeyOfStates", isWriting ? KEY_USES : ["kms:Decrypt"]),
  ];
}

/** An alias is no resource of these actions: the condition says which key has it. */
function onKey(key: StateKey, sid: string, actions: NonEmpty<ActionPattern>): IdentityStatement {
  if (!key.resource.startsWith("alias/")) return allow({ sid, actions, resources: [stateKeyArn(key)] });
  return allow({
    sid,
    actions,
    resources: [arn({ ...key, service: "kms", resource: "key/*" })],
    conditions: condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [key.resource]),
  });
}
