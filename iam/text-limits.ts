/** What AWS takes as one kind of text: data, with where it was read. Lengths count characters, as AWS's pages do. */
export interface TextLimit {
  readonly least: number;
  readonly most: number;
  /** Matches a text of characters that AWS takes, whatever its length; absent where AWS takes all. */
  readonly characters?: RegExp;
  /** What these characters are, to follow "it may contain". */
  readonly allowed: string;
  /** AWS's page. */
  readonly source: string;
}

const IAM_API = "https://docs.aws.amazon.com/IAM/latest/APIReference";
const KMS_API = "https://docs.aws.amazon.com/kms/latest/APIReference";
const DYNAMODB_API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference";
const ORGANIZATIONS_API = "https://docs.aws.amazon.com/organizations/latest/APIReference";

// A half of a surrogate pair is no character: UTF-8, in which texts are sent, cannot say it.
const ANY = { characters: /^\P{Cs}*$/u, allowed: "any characters" } as const;
const OF_GROUPS = {
  characters: /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/,
  allowed: "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
} as const;
const OF_TAGS = {
  characters: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
  allowed: "letters, digits, spaces and _.:/=+-@",
  source: `${IAM_API}/API_Tag.html`,
} as const;

function limit(least: number, most: number, rest: Omit<TextLimit, "least" | "most">): TextLimit {
  return Object.freeze({ least, most, ...rest });
}

/** AWS's limits on the texts that reach it, by service and kind of text. */
export const TEXT_LIMITS = Object.freeze({
  // IAM's pattern, which KMS shares. Other services take more; a stack's tags are put on resources of all of them.
  tagKey: limit(1, 128, OF_TAGS),
  tagValue: limit(0, 256, OF_TAGS),

  // IAM's API takes these characters in every document. Other services do not say; what none of them refuses is written.
  policyDocument: limit(1, Number.POSITIVE_INFINITY, {
    characters: /^[\t\n\r\u0020-\u00ff]*$/,
    allowed: "tabs, line ends and characters from U+0020 to U+00FF",
    source: `${IAM_API}/API_PutRolePolicy.html`,
  }),
  roleDescription: limit(0, 1_000, {
    characters: /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/,
    allowed: "tabs, line ends and characters of Latin-1",
    source: `${IAM_API}/API_CreateRole.html`,
  }),
  managedPolicyDescription: limit(0, 1_000, { ...ANY, source: `${IAM_API}/API_CreatePolicy.html` }),
  oidcProviderUrl: limit(1, 255, { ...ANY, source: `${IAM_API}/API_CreateOpenIDConnectProvider.html` }),
  oidcClientId: limit(1, 255, { ...ANY, source: `${IAM_API}/API_CreateOpenIDConnectProvider.html` }),

  keyDescription: limit(0, 8_192, { ...ANY, source: `${KMS_API}/API_CreateKey.html` }),
  secretDescription: limit(0, 2_048, {
    ...ANY,
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
  }),

  attributeName: limit(1, 255, { ...ANY, source: `${DYNAMODB_API}/API_AttributeDefinition.html` }),
  indexName: limit(3, 255, {
    characters: /^[a-zA-Z0-9_.-]*$/,
    allowed: "letters, digits and _.-",
    source: `${DYNAMODB_API}/API_GlobalSecondaryIndex.html`,
  }),

  organizationPolicyDescription: limit(0, 512, { ...ANY, source: `${ORGANIZATIONS_API}/API_CreatePolicy.html` }),
  organizationalUnitName: limit(1, 128, { ...ANY, source: `${ORGANIZATIONS_API}/API_CreateOrganizationalUnit.html` }),
  accountName: limit(1, 50, {
    characters: /^[ -;=?-~]*$/,
    allowed: "printable ASCII characters without < and >",
    source: `${ORGANIZATIONS_API}/API_CreateAccount.html`,
  }),
  accountEmail: limit(6, 64, {
    characters: /^(?!\.)[!#$*+\-/=?^_`{}~.0-9A-Za-z]+@(?![-.])(?:[0-9A-Za-z-]+\.)+[0-9A-Za-z-]*[0-9A-Za-z]$/,
    allowed: "one @, in front of it no spaces, quotes, brackets or :;,\\|%& and no dot first, behind it a domain",
    source: `${ORGANIZATIONS_API}/API_CreateAccount.html`,
  }),

  securityGroupDescription: limit(1, 255, {
    ...OF_GROUPS,
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
  }),
  parameterDescription: limit(0, 1_024, {
    ...ANY,
    source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
  }),
  functionDescription: limit(0, 256, { ...ANY, source: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html" }),
  eventRuleDescription: limit(0, 512, {
    ...ANY,
    source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
  }),
}) satisfies Readonly<Record<string, TextLimit>>;

/** The name of a kind of text. */
export type TextName = keyof typeof TEXT_LIMITS;

/** What AWS refuses a text for, or undefined. */
export function textFault(name: TextName, text: string): "too short" | "too long" | "characters" | undefined {
  const { least, most, characters }: TextLimit = TEXT_LIMITS[name];
  const length = Array.from(text).length;
  if (length < least) return "too short";
  if (length > most) return "too long";
  return characters === undefined || characters.test(text) ? undefined : "characters";
}

/** The most tags of one resource that AWS takes, the provider's default tags among them; AWS's own tags do not count. */
export const TAGS_PER_RESOURCE = 50;

/** Matches keys of tags that AWS reserves, whatever their case. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const RESERVED_TAG_KEY = /^aws:/i;

/**
 * Whether a service takes two keys that differ in case alone as one. IAM does.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export function comparesTagKeysWithoutCase(service: string): boolean {
  return service === "iam";
}
