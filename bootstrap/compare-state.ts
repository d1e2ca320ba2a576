import type { Plan } from "../model/plan/plan.ts";
import type { Answer, BucketAtAws, BucketEncryption, KeyAtAws } from "./state-at-aws.ts";
import { isMadeKey, type StatePlace, stateBucketArn, stateKeyArn } from "./state-place.ts";
import { stateBucketPolicy, stateKeyPolicy } from "./state-policies.ts";
import { statePolicyDifferences } from "./state-policy-differences.ts";

/** What is otherwise at AWS than in `state.yaml`, or why that is not known. */
export interface StateFinding {
  readonly text: string;
  readonly isKnown: boolean;
}

/** What keeps a bucket from being public. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const BLOCKED = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] as const;

const otherwise = (...texts: readonly string[]): StateFinding[] => texts.map((text) => ({ text, isKnown: true }));

/** The findings about an answer, or that there is none. */
const about = <Value>(
  answer: Answer<Value>,
  what: string,
  action: string,
  findings: (value: Value | undefined) => readonly string[],
): StateFinding[] =>
  "unread" in answer
    ? [{ text: `${what} is not known, got ${JSON.stringify(answer.unread)}; check with a role that may ${action}`, isKnown: false }]
    : otherwise(...findings(answer.value));

/**
 * What is otherwise with the bucket of the states than in `state.yaml`; none where it is as written.
 * @param key what AWS says of the key, which the bucket encrypts with
 */
export function bucketFindings({ organization }: Plan, place: StatePlace, found: BucketAtAws, key: KeyAtAws): StateFinding[] {
  const { bucket } = found;
  if ("unread" in bucket) return about(bucket, "whether it exists", "s3:ListBucket", () => []);
  if (bucket.value === undefined)
    return otherwise("does not exist; deploy state.yaml, or name another bucket as backend in Pulumi.yaml or with --bucket");
  if (!bucket.value.isOwn)
    return otherwise(
      `is a bucket of another account than ${organization.managementAccount}, whose administrators can read and write states; name one of the management account as backend in Pulumi.yaml`,
    );
  const { region = place.region } = bucket.value;
  const wanted = stateBucketPolicy(stateBucketArn(place), `${stateBucketArn(place)}/*`);
  return [
    ...(region === place.region
      ? []
      : otherwise(`is in ${region}, not in ${place.region}; write region=${region} in the URL of the backend`)),
    ...about(found.versioning, "versioning", "s3:GetBucketVersioning", (status) =>
      status === "Enabled" ? [] : [`keeps no versions of states, got ${JSON.stringify(status ?? "off")}; set its versioning to "Enabled"`],
    ),
    ...encryptionFindings(place, found.encryption, key),
    ...about(found.ownership, "object ownership", "s3:GetBucketOwnershipControls", (owner) =>
      owner === "BucketOwnerEnforced"
        ? []
        : [`lets access control lists decide, got ${JSON.stringify(owner ?? "none")}; set its object ownership to "BucketOwnerEnforced"`],
    ),
    ...about(found.publicAccess, "block of public access", "s3:GetBucketPublicAccessBlock", (blocked = []) => {
      const open = BLOCKED.filter((each) => !blocked.includes(each));
      return open.length === 0 ? [] : [`does not block public access, without ${open.join(", ")}; turn on all four settings`];
    }),
    ...about(found.policy, "its policy", "s3:GetBucketPolicy", (policy) => statePolicyDifferences(wanted, policy)),
  ];
}

function encryptionFindings({ key: named }: StatePlace, found: Answer<BucketEncryption>, { key }: KeyAtAws): StateFinding[] {
  if ("unread" in found) return about(found, "encryption", "s3:GetEncryptionConfiguration", () => []);
  const { algorithm = "none", key: used, hasBucketKey = false } = found.value ?? {};
  const keyArn = "value" in key ? key.value?.arn : undefined;
  const remedy = `set its default encryption to "aws:kms" with ${keyArn ?? stateKeyArn(named)}`;
  if (!algorithm.startsWith("aws:kms")) return otherwise(`does not encrypt with the key, got ${JSON.stringify(algorithm)}; ${remedy}`);
  const another = `encrypts with another key, got ${JSON.stringify(used ?? "AWS's own")}; ${remedy}`;
  const names = [stateKeyArn(named), named.resource, keyArn].flatMap((name) =>
    name === undefined ? [] : [name, name.replace(/^.*\bkey\//, "")],
  );
  const isNamed = used !== undefined && names.includes(used);
  return [
    // What the key's alias stands for is not known then.
    ...(!isNamed && used !== undefined && "unread" in key
      ? [{ text: `whether it encrypts with the key is not known, got ${JSON.stringify(used)}`, isKnown: false }]
      : otherwise(...(isNamed ? [] : [another]))),
    // Two layers of encryption go without a bucket key.
    ...(hasBucketKey || algorithm !== "aws:kms" ? [] : otherwise("asks KMS for every object; turn on its bucket key")),
  ];
}

/** What is otherwise with the key of the states than in `state.yaml`; none where it is as written. */
export function keyFindings(plan: Plan, { key: named }: StatePlace, found: KeyAtAws): StateFinding[] {
  const { key } = found;
  if ("unread" in key) return about(key, "whether it exists", "kms:DescribeKey", () => []);
  if (key.value === undefined)
    return otherwise("does not exist; deploy state.yaml, or name another key as palisade:secretsProvider in Pulumi.yaml");
  const { state = "unknown" } = key.value;
  const remedy = state === "PendingDeletion" ? "cancel its deletion: without it no state can be read" : "enable it";
  return [
    ...(state === "Enabled" ? [] : otherwise(`cannot be used, got ${JSON.stringify(state)}; ${remedy}`)),
    ...about(found.isRotated, "rotation", "kms:GetKeyRotationStatus", (isRotated) =>
      isRotated === true ? [] : ["is not rotated; enable its automatic rotation"],
    ),
    // Whoever brings a key has written its policy.
    ...(isMadeKey(plan, named)
      ? about(found.policy, "its policy", "kms:GetKeyPolicy", (policy) => statePolicyDifferences(stateKeyPolicy(named), policy))
      : []),
  ];
}
