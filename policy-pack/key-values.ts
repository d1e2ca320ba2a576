import { takeApart } from "./operator-name.ts";
import type { Condition } from "./parsed-policy.ts";

/** What the values of a condition key look like. */
interface KeyValues {
  readonly keys: readonly string[];
  /** Matches each value that AWS sends. */
  readonly value: RegExp;
  /** Matches the text before the first wildcard of a pattern that may match one. */
  readonly start: RegExp;
  /** Matches patterns that match no value, whatever their wildcards stand for. */
  readonly never?: RegExp;
  readonly example: string;
}

const aws = (...names: readonly string[]): readonly string[] => names.map((name) => `aws:${name}`.toLowerCase());

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const VALUES: readonly KeyValues[] = [
  { keys: aws("SourceVpc"), value: /^vpc-\w+$/, start: /^(?:v|vp|vpc|vpc-\w*)?$/, example: "vpc-0a1b2c3d" },
  { keys: aws("SourceVpce"), value: /^vpce-\w+$/, start: /^(?:v|vp|vpc|vpce|vpce-\w*)?$/, example: "vpce-0a1b2c3d" },
  {
    keys: [...aws("PrincipalAccount", "ResourceAccount", "SourceAccount", "VpceAccount"), "kms:calleraccount"],
    value: /^\d{12}$/,
    start: /^\d{0,12}$/,
    example: "123456789012",
  },
  {
    keys: aws("PrincipalOrgID", "ResourceOrgID", "SourceOrgID", "VpceOrgID"),
    value: /^o-[a-z0-9]+$/,
    start: /^(?:o|o-[a-z0-9]*)?$/,
    example: "o-a1b2c3d4e5",
  },
  {
    keys: aws("PrincipalOrgPaths", "ResourceOrgPaths", "SourceOrgPaths", "VpceOrgPaths"),
    value: /^o-[a-z0-9]+\/.*$/,
    start: /^(?:o|o-[a-z0-9]*(?:\/.*)?)?$/,
    example: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/",
  },
  {
    // The key of a session is the ARN of its role, and never that of the session.
    keys: aws("PrincipalArn"),
    value: /^arn:[^:]+:(?:iam|sts)::\d{12}:(?!assumed-role\/).+$/,
    start: /^(?!arn:[^:]*:sts:[^:]*:[^:]*:assumed-role\/)(?:arn(?::.*)?|a|ar)?$/,
    never: /^arn:[^:]*:sts:[^:]*:[^:]*:assumed-role\//,
    example: "arn:aws:iam::123456789012:role/reader",
  },
  { keys: aws("RequestedRegion"), value: /^[a-z]{2,}(?:-[a-z]+)+-\d+$|^aws-global$/, start: /^[a-z0-9-]*$/, example: "eu-west-1" },
];

/** A value that a condition can never meet, and why. */
export interface DeadValue {
  readonly value: string;
  readonly remedy: string;
}

const IS_EXACT = /^String(?:Not)?Equals(?:IgnoreCase)?$/;
const IS_PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i;

/** The values of a condition that no request ever has. Values with variables, and keys of which nothing is known, are left alone. */
export function deadValuesOf({ operator, key, values }: Condition): readonly DeadValue[] {
  const { base } = takeApart(operator);
  const name = key.toLowerCase();
  if (values.length === 0) return [{ value: "no value", remedy: "write one, or leave the condition out" }];
  const known = VALUES.find(({ keys }) => keys.includes(name));
  return values.flatMap((value): readonly DeadValue[] => {
    if (value.includes("${")) return [];
    if (IS_EXACT.test(base) && /[*?]/.test(value)) return [{ value, remedy: `write ${base.replace(/Equals.*/, "Like")}` }];
    if (base === "Null" || base === "Bool") return /^(?:true|false)$/i.test(value) ? [] : [{ value, remedy: 'write "true" or "false"' }];
    if (name === "aws:sourceip" && base.endsWith("IpAddress") && IS_PRIVATE.test(value))
      return [{ value, remedy: "test aws:VpcSourceIp, since a private address comes through an endpoint alone" }];
    if (known === undefined || !/^(?:String|Arn)/.test(base) || isPossible(value, known, base)) return [];
    return [{ value, remedy: `write it as in ${JSON.stringify(known.example)}` }];
  });
}

function isPossible(value: string, { value: whole, start, never }: KeyValues, base: string): boolean {
  if (never?.test(value) === true) return false;
  const [beginning = ""] = value.split(/[*?]/);
  const isPattern = beginning !== value && !IS_EXACT.test(base);
  return isPattern ? start.test(beginning) : whole.test(value);
}
