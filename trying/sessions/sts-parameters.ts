import type { Tags } from "../../proof/engine/session.ts";
import { type Refusal, refused } from "../refusal.ts";

/** What a call to STS passes for a role. */
export interface RoleParameters {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Undefined where the call does not say it. */
  readonly durationSeconds: number | undefined;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  /** The session policy as JSON. */
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly tags: Tags;
  readonly transitiveTagKeys: readonly string[];
  readonly webIdentityToken: string | undefined;
}

const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 43_200;
const MOST_TAGS = 50;
const LONGEST_TAG_KEY = 128;
const LONGEST_TAG_VALUE = 256;
const LONGEST_POLICY = 2048;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Reads the parameters of AssumeRole or AssumeRoleWithWebIdentity, and refuses what STS refuses before it looks at any policy.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function roleParameters(form: URLSearchParams): RoleParameters | Refusal {
  const invalid = (message: string): Refusal => refused("ValidationError", message);
  const roleArn = form.get("RoleArn") ?? "";
  const sessionName = form.get("RoleSessionName") ?? "";
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(roleArn)) return invalid(`${roleArn} is invalid`);
  if (!SESSION_NAME.test(sessionName)) return invalid("roleSessionName: needs 2 to 64 letters, digits and characters of _+=,.@-");
  const duration = form.get("DurationSeconds");
  const durationSeconds = duration === null ? undefined : Number(duration);
  if (
    durationSeconds !== undefined &&
    !(Number.isInteger(durationSeconds) && durationSeconds >= SHORTEST_SECONDS && durationSeconds <= LONGEST_SECONDS)
  )
    return invalid("durationSeconds: must be between 900 and 43200");
  const externalId = form.get("ExternalId") ?? undefined;
  if (externalId !== undefined && !EXTERNAL_ID.test(externalId)) return invalid("externalId: has characters that are not allowed");
  const sourceIdentity = form.get("SourceIdentity") ?? undefined;
  if (sourceIdentity !== undefined && !SESSION_NAME.test(sourceIdentity))
    return invalid("sourceIdentity: has characters that are not allowed");
  const policy = form.get("Policy") ?? undefined;
  if (policy !== undefined && policy.length > LONGEST_POLICY)
    return refused("PackedPolicyTooLarge", "Serialized policy exceeds the packed size quota");
  const pairs = members(form, "Tags").map((prefix) => [form.get(`${prefix}.Key`) ?? "", form.get(`${prefix}.Value`) ?? ""] as const);
  const wrong = pairs.find(
    ([key, value]) =>
      key === "" || key.length > LONGEST_TAG_KEY || value.length > LONGEST_TAG_VALUE || !TAG_TEXT.test(key) || !TAG_TEXT.test(value),
  );
  if (wrong !== undefined || pairs.length > MOST_TAGS) return invalid("tags: have keys or values that are not allowed");
  if (new Set(pairs.map(([key]) => key.toLowerCase())).size !== pairs.length)
    return refused("InvalidParameterValue", "Duplicate tag keys found");
  const found = {
    roleArn,
    sessionName,
    durationSeconds,
    externalId,
    sourceIdentity,
    policy,
    policyArns: members(form, "PolicyArns").map((prefix) => form.get(`${prefix}.arn`) ?? ""),
    tags: Object.fromEntries(pairs),
    transitiveTagKeys: members(form, "TransitiveTagKeys").map((name) => form.get(name) ?? ""),
    webIdentityToken: form.get("WebIdentityToken") ?? undefined,
  };
  const isForeign = (key: string) => !Object.keys(found.tags).some((each) => each.toLowerCase() === key.toLowerCase());
  return found.transitiveTagKeys.some(isForeign)
    ? refused("InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.")
    : found;
}

/** The prefixes of a list's members: `Tags.member.1` and so on. */
function members(form: URLSearchParams, list: string): string[] {
  const found = new Set([...form.keys()].flatMap((name) => (name.match(new RegExp(`^${list}\\.member\\.\\d+`)) ?? []).slice(0, 1)));
  return [...found];
}
