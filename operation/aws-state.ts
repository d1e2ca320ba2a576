import { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { BucketAtAws, KeyAtAws } from "../bootstrap/state-at-aws.ts";

/** AWS's answers about where states are. */
export interface States {
  /** A bucket, which ought to be of an account. */
  readonly bucket: (name: string, region: string, account: string) => Promise<BucketAtAws>;
  /** A key, by its ARN or that of its alias. */
  readonly key: (arn: string, region: string) => Promise<KeyAtAws>;
}

/** What AWS calls the absence of a bucket, a key, or one of their settings. */
const ABSENCES: ReadonlySet<string> = new Set([
  "NotFound",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchPublicAccessBlockConfiguration",
  "NotFoundException",
  "OwnershipControlsNotFoundError",
  "ServerSideEncryptionConfigurationNotFoundError",
]);

const NOT_ASKED = { unread: "was not asked for" };
const FORBIDDEN = 403;

/** AWS's own answers, by the credentials that the shell has. */
export const awsStates = (): States => ({ bucket: readBucket, key: readKey });

async function readBucket(name: string, region: string, account: string): Promise<BucketAtAws> {
  // A bucket in another region answers too, and says where it is.
  const client = new S3Client({ region, followRegionRedirects: true });
  const input = { Bucket: name };
  const bucket = await headBucket(client, name, account);
  if (!("value" in bucket) || bucket.value?.isOwn !== true) {
    return {
      bucket,
      versioning: NOT_ASKED,
      encryption: NOT_ASKED,
      ownership: NOT_ASKED,
      publicAccess: NOT_ASKED,
      policy: NOT_ASKED,
    };
  }
  const [versioning, encryption, ownership, publicAccess, policy] = await Promise.all([
    answer(async () => (await client.send(new GetBucketVersioningCommand(input))).Status),
    answer(async () => {
      const { ServerSideEncryptionConfiguration: configured } = await client.send(new GetBucketEncryptionCommand(input));
      const [rule] = configured?.Rules ?? [];
      const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
      return { algorithm, key, hasBucketKey: rule?.BucketKeyEnabled === true };
    }),
    answer(async () => {
      const { OwnershipControls: controls } = await client.send(new GetBucketOwnershipControlsCommand(input));
      return controls?.Rules?.[0]?.ObjectOwnership;
    }),
    answer(async () => {
      const { PublicAccessBlockConfiguration: blocked = {} } = await client.send(new GetPublicAccessBlockCommand(input));
      return Object.entries(blocked).flatMap(([setting, isOn]: [string, boolean | undefined]) => (isOn === true ? [setting] : []));
    }),
    answer(async () => parsed((await client.send(new GetBucketPolicyCommand(input))).Policy)),
  ]);
  return { bucket, versioning, encryption, ownership, publicAccess, policy };
}

/**
 * S3 answers for a bucket of another account than the expected one as for a bucket that the caller may not see, so that it is asked twice.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
async function headBucket(client: S3Client, name: string, account: string): Promise<BucketAtAws["bucket"]> {
  const head = (expected: { readonly ExpectedBucketOwner?: string }) =>
    answer(async () => {
      const { BucketRegion: region } = await client.send(new HeadBucketCommand({ Bucket: name, ...expected }));
      return { region, isOwn: "ExpectedBucketOwner" in expected };
    });
  const own = await head({ ExpectedBucketOwner: account });
  if ("value" in own || own.status !== FORBIDDEN) return own;
  return await head({});
}

async function readKey(arn: string, region: string): Promise<KeyAtAws> {
  const client = new KMSClient({ region });
  const key = await answer(async () => {
    const { KeyMetadata: found } = await client.send(new DescribeKeyCommand({ KeyId: arn }));
    return found?.Arn === undefined ? undefined : { arn: found.Arn, state: found.KeyState };
  });
  if (!("value" in key) || key.value === undefined) return { key, isRotated: NOT_ASKED, policy: NOT_ASKED };
  // These two take no alias.
  const input = { KeyId: key.value.arn };
  const [isRotated, policy] = await Promise.all([
    answer(async () => (await client.send(new GetKeyRotationStatusCommand(input))).KeyRotationEnabled),
    answer(async () => parsed((await client.send(new GetKeyPolicyCommand({ ...input, PolicyName: "default" }))).Policy)),
  ]);
  return { key, isRotated, policy };
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : (JSON.parse(text) as unknown));

interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

async function answer<Value>(
  ask: () => Promise<Value | undefined>,
): Promise<{ readonly value: Value | undefined } | { readonly unread: string; readonly status: number | undefined }> {
  try {
    return { value: await ask() };
  } catch (error) {
    const { name = "", message = "", $metadata: { httpStatusCode: status } = {} } = error as AwsError;
    if (ABSENCES.has(name)) return { value: undefined };
    // An answer to HEAD has no body, and so no words of AWS.
    const isWordless = message === "" || message === "UnknownError";
    return { unread: isWordless ? `${name} ${status?.toString() ?? ""}`.trim() : `${name}: ${message}`, status };
  }
}
