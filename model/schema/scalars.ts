import { Region } from "@pulumi/aws/types/enums/index.js";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { TEXT_LIMITS, type TextLimit, type TextName, textFault } from "../../iam/text-limits.ts";
import { described, hinting, text, word } from "./grammar.ts";

/** A text that reaches AWS, within AWS's limit for its kind. Patterns of Unicode are no patterns of JSON Schema, which gets the lengths. */
const limited = (name: TextName, is: string, like: string) => {
  const { least, most } = TEXT_LIMITS[name];
  const ofLength = z.string().min(least).max(most);
  return described(
    ofLength.refine((found) => textFault(name, found) === undefined, { error: "characters" }),
    is,
    like,
  );
};

/** Kebab-case names of accounts, networks, workloads, clusters and parties. */
export const nameOf = (what: string, like: string) =>
  text(
    /^[a-z](?:-?[a-z0-9])*$/,
    `the name of ${what}: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters`,
    like,
  ).max(40);

export const accountId = text(/^\d{12}$/, "an account id: twelve digits, in quotes", '"200000000002"');
export const organizationId = text(/^o-[a-z0-9]{10,32}$/, "an organization id", "o-a1b2c3d4e5");
export const organizationalUnitId = text(/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/, "the id of an organizational unit", "ou-ab12-1a2b3c4d");
export const vpcId = text(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "a VPC id", "vpc-0a1b2c3d4e5f60718");
export const vpcEndpointId = text(/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "a VPC endpoint id", "vpce-0a1b2c3d4e5f60718");
export const routeTableId = text(/^rtb-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "a route table id", "rtb-0a1b2c3d4e5f60718");
/** Regions of the partitions aws, aws-cn and aws-us-gov, as @pulumi/aws lists them. */
const IN_A_REGION = "(?:cn|us-gov|[a-z]{2})-[a-z]+-\\d";
const REGION_NAMES = Object.values(Region).filter((name) => new RegExp(`^${IN_A_REGION}$`).test(name));
export const REGIONS: readonly string[] = REGION_NAMES;
export const region = described(z.enum(REGION_NAMES), "an AWS region", "eu-west-1");
const EMAIL: TextLimit = TEXT_LIMITS.accountEmail;
export const emailAddress = text(
  EMAIL.characters ?? /^/,
  `an e-mail address that AWS takes: at most ${EMAIL.most} characters, without spaces, quotes, brackets or :;,\\|%&`,
  "aws+orders@acme.example",
)
  .min(EMAIL.least)
  .max(EMAIL.most);

/** IPv4 range; whether it lies on its boundary and what size it may have is checked with its use. */
export const cidr = text(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, "an IPv4 range in CIDR notation", "10.20.0.0/16");
export const anyCidr = hinting(text(/^[0-9A-Fa-f.:]+\/\d{1,3}$/, "an IP range in CIDR notation", "203.0.113.0/24"), (value) => {
  if (typeof value !== "string") return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(value)) return `write ${value}/32 for one address`;
  return ipaddr.IPv6.isValid(value) ? `write ${value}/128 for one address` : undefined;
});

/** Path and name of an IAM role without the leading slash, as it appears behind `role/` in its ARN. */
const ROLE_PATH = /^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
const ROLE_PATH_IS = "the name of an IAM role, with its path if it has one, without `role/` in front";
export const rolePath = text(ROLE_PATH, ROLE_PATH_IS, "team/nightly").max(512);
/** The same of a role that deploys. */
export const deployRole = text(ROLE_PATH, ROLE_PATH_IS, "platform/deployer-prod").max(512);
/**
 * The name of an Identity Center permission set, at most 32 characters. In the name of the role that Identity Center makes of it stand a prefix and
 * a suffix, which belong to no permission set. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
 */
export const permissionSet = text(
  /^(?!AWSReservedSSO_)[\w+=,.@-]{1,32}$/,
  "the name of a permission set as Identity Center shows it, at most 32 characters, without AWSReservedSSO_ and suffix",
  "DataAnalyst",
);
/** Deploy and break-glass role must differ, and so do their examples. */
export const roleName = (like: string) => text(/^[\w+=,.@-]{1,64}$/, "the name of an IAM role, at most 64 characters", like);

/** A session's ARN lacks the path of its role, and `aws:PrincipalArn` is the role's: only roles and users are named. */
export const runner = text(
  /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
  "the ARN of an IAM role or user",
  "arn:aws:iam::100000000001:role/PalisadeRunner",
);

export const tableName = text(/^[a-zA-Z0-9_.-]{3,255}$/, "the name of a table: 3 to 255 letters, digits, `_`, `.` and `-`", "orders");
export const indexName = text(/^[a-zA-Z0-9_.-]{3,255}$/, "the name of an index: 3 to 255 letters, digits, `_`, `.` and `-`", "byStatus");
export const attributeName = limited("attributeName", "the name of an attribute, at most 255 characters", "orderId");
export const attributeType = word(["string", "number", "binary"]);
export const secretName = text(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "the name of a secret", "invoice-signing");
export const keyName = text(/^[a-zA-Z0-9/_-]{1,200}$/, "the name of a key", "wrapping");
export const keyArn = text(
  new RegExp(`^arn:aws[a-z-]*:kms:${IN_A_REGION}:\\d{12}:key/[a-zA-Z0-9-]+$`),
  "the ARN of a KMS key",
  "arn:aws:kms:eu-west-1:200000000002:key/1234abcd-12ab-34cd-56ef-1234567890ab",
);
export const secretArn = text(
  new RegExp(`^arn:aws[a-z-]*:secretsmanager:${IN_A_REGION}:\\d{12}:secret:[a-zA-Z0-9/_+=.@-]+-[a-zA-Z0-9]{6}$`),
  "the full ARN of a secret, with its six-character suffix",
  "arn:aws:secretsmanager:eu-west-1:200000000002:secret:token-AbCdEf",
);
export const topicArn = text(
  new RegExp(`^arn:aws[a-z-]*:sns:${IN_A_REGION}:\\d{12}:[\\w-]{1,256}$`),
  "the ARN of an SNS topic",
  "arn:aws:sns:eu-west-1:200000000001:alarms",
);
export const policyId = text(
  /^(?:FullAWSAccess|RCPFullAWSAccess|p-[a-z0-9_]{8,128})$/i,
  "the id of an organization policy, or FullAWSAccess",
  "p-1a2b3c4d",
);
export const servicePrincipal = text(/^[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/, "an AWS service principal", "dax.amazonaws.com");
export const workloadService = text(
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/,
  "the principal of the AWS service that runs the workload",
  "glue.amazonaws.com",
);
export const tokenSubject = text(
  /^(?:(?![*?$"\\])[ -~])+$/,
  "the exact subject of the token, without wildcards",
  "repo:acme/shop:environment:prod",
).max(255);
export const tokenAudience = text(/^(?:(?![*?$"\\])[!-~])+$/, "the audience of the token", "sts.amazonaws.com").max(255);
export const issuerHost = text(
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w./-]*[\w-])?$/i,
  "the address of an OIDC issuer without https://",
  "token.actions.githubusercontent.com",
).max(TEXT_LIMITS.oidcProviderUrl.most - "https://".length);

/** A calendar day; what is granted until a day ends with that day in UTC. */
const DAY = /^2\d{3}-\d{2}-\d{2}$/;
export const day = text(DAY, "a day as YYYY-MM-DD", "2027-03-31").refine(isCalendarDay, { error: "calendar" });

/** What does not even look like a day is refused as such, not as a day that is missing from the calendar. */
function isCalendarDay(value: string): boolean {
  if (!DAY.test(value)) return true;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** An instant with its zone, or a calendar day, which stands for its end in UTC. */
const INSTANT = /^2\d{3}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/;
export const instant = text(INSTANT, "an instant with its zone, or a day as YYYY-MM-DD for its end in UTC", "2026-12-01T18:00:00Z").refine(
  (value) => !INSTANT.test(value) || (isCalendarDay(value.slice(0, "YYYY-MM-DD".length)) && !Number.isNaN(Date.parse(value))),
  {
    error: "instant",
  },
);

/** Session length; IAM roles take one to twelve hours. */
export const sessionLength = text(/^(?:[1-9]|1[0-2])h$/, "a session length of 1h to 12h", "1h");
/** Secrets Manager takes 1 to 1,000 days. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html */
export const rotationInterval = text(/^(?:[1-9]\d{0,2}|1000)d$/, "a number of days, 1d to 1000d", "30d");
/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const functionName = text(/^[a-zA-Z0-9_-]{1,64}$/, "the name of a Lambda function: letters, digits, _ and -", "rotate-token");
export const recoveryWindow = text(/^(?:(?:[1-9]|[12]\d|3[0-5])d|off)$/, "a recovery window of 1d to 35d, or off", "35d");

/** What people read, too. Half a character and control characters other than tabs and line ends are mistakes. */
const IN_WORDS = /^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u;
const inWords = (least: number, is: string, like: string) => {
  const ofLength = z.string().min(least).max(500);
  return described(
    ofLength.refine((found) => IN_WORDS.test(found), { error: "characters" }),
    is,
    like,
  );
};
export const reason = inWords(3, "a reason in words, at least three characters", "month-end close");
export const description = inWords(1, "a description in words", "What the invoicer signs with");
export const parameterValue = hinting(inWords(1, "a text, in quotes where it is a number", "10.101.0.0/16"), (value) =>
  typeof value === "object" && value !== null
    ? "give one text; write lists and mappings in account.yaml or data.yaml, with a parameter for each text in them"
    : undefined,
);
export const externalId = text(
  /^[\w+=,.@:/-]{2,1224}$/,
  "an external id that the other party issued: 2 to 1,224 characters",
  "nightjar-4711-acme",
);
export const namespace = text(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, "a Kubernetes namespace", "billing");
export const serviceAccount = text(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, "a Kubernetes service account", "invoicer");
export const eksClusterName = text(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, "the name of an EKS cluster", "platform");
const OF_TAGS = TEXT_LIMITS.tagKey.allowed;
export const tagKey = limited("tagKey", `a tag key: at most 128 ${OF_TAGS}`, "costCenter");
export const tagValue = limited("tagValue", `a tag value: at most 256 ${OF_TAGS}`, "orders");
/** Stands in a variable of policies, where IAM takes no spaces. */
export const sessionTagKey = text(/^[\w+=.@:/-]{1,128}$/, "a tag key: at most 128 letters, digits and _.:/=+-@", "TenantId");

/** A path from the root of the organization; AWS allows five levels (Organizations quotas), each with a name of its own length. */
const UNIT = `[\\w.-](?:[\\w .-]{0,${TEXT_LIMITS.organizationalUnitName.most - 2}}[\\w.-])?`;
export const organizationalUnitPath = text(
  new RegExp(`^${UNIT}(?:/${UNIT}){0,4}$`),
  "the path of an organizational unit, at most five levels below the root",
  "workloads/prod",
);
