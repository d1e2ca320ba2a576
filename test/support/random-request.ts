import type { Random } from "./random.ts";
import type { WrittenRequest } from "./reference-request.ts";

/** Accounts that requests are made from and in. */
export const ACCOUNTS = ["111111111111", "222222222222", "333333333333"] as const;
const OWNER = ACCOUNTS[0];
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";

/** Where conditions and variables find their values: each key with values that requests and policies draw from. */
export const TEXT_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:SourceVpc": ["vpc-1", "vpc-2", "VPC-1"],
  "aws:PrincipalOrgID": ["o-exampleorg", "o-otherorg"],
  "aws:PrincipalAccount": ACCOUNTS,
  "aws:ResourceAccount": ACCOUNTS,
  "aws:RequestedRegion": ["eu-west-1", "us-east-1"],
  "aws:PrincipalTag/team": ["blue", "Blue", "", "bl*"],
  "aws:PrincipalTag/TenantId": ["t1", "t10", "t1*"],
  "aws:RequestTag/team": ["blue", "red"],
  "aws:PrincipalType": ["User", "AssumedRole", "Account"],
  "aws:PrincipalServiceName": ["lambda.amazonaws.com", "backup.amazonaws.com"],
  "aws:username": ["ana", "bob"],
  "sts:ExternalId": ["secret-1", "secret-2"],
  "kms:ViaService": ["dynamodb.eu-west-1.amazonaws.com", "secretsmanager.eu-west-1.amazonaws.com"],
  "aws:SourceAccount": ACCOUNTS,
  "aws:CalledViaFirst": ["athena.amazonaws.com", "cloudformation.amazonaws.com"],
  "aws:CalledViaLast": ["athena.amazonaws.com", "cloudformation.amazonaws.com"],
  "kms:CallerAccount": ACCOUNTS,
  [`${ISSUER}:sub`]: ["system:serviceaccount:billing:invoicer", "system:serviceaccount:billing:other"],
  [`${ISSUER}:aud`]: ["sts.amazonaws.com", "other"],
};
export const LIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:TagKeys": ["team", "Team", "cost", ""],
  "aws:CalledVia": ["athena.amazonaws.com", "cloudformation.amazonaws.com"],
  "dynamodb:LeadingKeys": ["t1", "t10", "t2", "TENANT#t1"],
  "aws:PrincipalOrgPaths": ["o-exampleorg/r-ab12/ou-1/", "o-exampleorg/r-ab12/ou-1/ou-2/"],
};
export const ARN_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:PrincipalArn": [`arn:aws:iam::${OWNER}:role/reader`, `arn:aws:iam::${OWNER}:role/team/reader`, `arn:aws:iam::${OWNER}:root`],
  "aws:SourceArn": [`arn:aws:dynamodb:eu-west-1:${OWNER}:table/orders`, "arn:aws:s3:::bucket", "bucket"],
};
export const TRUTH_KEYS = ["aws:ViaAWSService", "aws:PrincipalIsAWSService", "aws:MultiFactorAuthPresent", "aws:SecureTransport"] as const;
export const NUMBER_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:MultiFactorAuthAge": ["0", "3600", "3600.0", "-1", "many"],
  "s3:max-keys": ["10", "100", "1e2"],
  "aws:EpochTime": ["1795305600", "1795305599", "1795309200.5"],
};
export const TIME_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:CurrentTime": ["2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z", "2026-11-22T01:00:00+01:00", "2027-01-01"],
  "aws:TokenIssueTime": ["2026-11-22T00:00:00.500Z", "1795305600", "2020-01-01T00:00:00Z", "never"],
};
export const ADDRESS_KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:SourceIp": ["203.0.113.7", "203.0.114.7", "10.0.0.1", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "nowhere"],
};
export const BYTES_KEYS: Readonly<Record<string, readonly string[]>> = { "example:Bytes": ["QmluYXJ5", "YmluYXJ5"] };

/** Unique ids of roles and users. */
export const IDS = ["AROAREADER0000000001", "AROAOTHER00000000001", "AIDAANA0000000000001"] as const;
/** What conditions ask for and no request needs to say. */
export const DERIVED_VALUES: Readonly<Record<string, readonly string[]>> = {
  "kms:RequestAlias": ["alias/orders", "alias/other"],
  "aws:userid": [IDS[0], `${IDS[0]}:s1`, `${IDS[0]}:*`, IDS[2], OWNER],
};
/** The key that the alias stands for where the request does not say. */
export const KEY = `arn:aws:kms:eu-west-1:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const POOLS = [TEXT_KEYS, ARN_KEYS, NUMBER_KEYS, TIME_KEYS, ADDRESS_KEYS, BYTES_KEYS];

const ROLES = ["reader", "team/reader", "aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"] as const;

interface Target {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What is asked for: actions with resources of the right type. */
const TARGETS: readonly Target[] = [
  {
    actions: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "DynamoDB:getitem"],
    resources: tables((table) => [table, `${table}/index/byStatus`]),
  },
  { actions: ["dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy"], resources: tables((table) => [table]) },
  { actions: ["dynamodb:GetRecords"], resources: tables((table) => [`${table}/stream/2026-11-22T00:00:00.000`]) },
  { actions: ["dynamodb:ListTables", "kms:ListKeys", "kms:CreateKey"], resources: ["*"] },
  {
    actions: ["kms:Decrypt", "kms:CreateGrant", "kms:RetireGrant", "kms:PutKeyPolicy"],
    resources: ACCOUNTS.map((account) => `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`),
  },
  {
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
    resources: [`arn:aws:kms:eu-west-1:${OWNER}:alias/orders`],
  },
  { actions: ["sts:GetCallerIdentity", "sts:GetSessionToken"], resources: ["*"] },
  {
    actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutResourcePolicy"],
    resources: ACCOUNTS.map((account) => `arn:aws:secretsmanager:eu-west-1:${account}:secret:orders-AbCdEf`),
  },
  {
    actions: ["sts:AssumeRole", "sts:TagSession"],
    resources: ACCOUNTS.flatMap((account) => ["access/etl", ROLES[2]].map((role) => `arn:aws:iam::${account}:role/${role}`)),
  },
  { actions: ["iam:PutRolePolicy", "iam:DeleteRole"], resources: [`arn:aws:iam::${OWNER}:role/access/etl`] },
  { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/orders/1"] },
];
const FEDERATED_ROLE = `arn:aws:iam::${OWNER}:role/access/etl`;
/** Who brings a token or an assertion, and to which call. */
const BEARERS = [
  { bearer: `arn:aws:iam::${OWNER}:oidc-provider/${ISSUER}`, action: "sts:AssumeRoleWithWebIdentity" },
  { bearer: "cognito-identity.amazonaws.com", action: "sts:AssumeRoleWithWebIdentity" },
  { bearer: `arn:aws:iam::${OWNER}:saml-provider/directory`, action: "sts:AssumeRoleWithSAML" },
] as const;

function tables(of: (table: string) => readonly string[]): string[] {
  return ["arn:aws:dynamodb:eu-west-1:", "arn:aws:dynamodb:us-east-1:"].flatMap((start) =>
    ACCOUNTS.flatMap((account) => of(`${start}${account}:table/orders`)),
  );
}

/** Draws a request: who, what, and the keys that it carries. */
export function randomRequest(random: Random): WrittenRequest {
  const federated = random.chance(0.06) ? random.pick(BEARERS) : undefined;
  const target = random.pick(TARGETS);
  const resource = federated === undefined ? random.pick(target.resources) : FEDERATED_ROLE;
  const context: Record<string, string | readonly string[]> = {};
  const principal = federated?.bearer ?? randomCaller(random, context);
  const action = federated?.action ?? random.pick(target.actions);
  const set = (key: string, value: string | readonly string[] | undefined) => {
    if (value !== undefined && !(key in context)) context[key] = value;
  };
  for (const [key, values] of Object.entries(LIST_KEYS)) if (random.chance(0.5)) set(key, random.some(values, 0, 2));
  // What AWS derives and the engine leaves to the request to say.
  const via = context["aws:CalledVia"] ?? [];
  set("aws:CalledViaFirst", via[0]);
  set("aws:CalledViaLast", via.at(-1));
  if (action.startsWith("kms:") && hasAccount(principal)) set("kms:CallerAccount", accountIn(principal));
  for (const pool of POOLS) {
    for (const [key, values] of Object.entries(pool)) {
      if (DERIVED_KEYS.has(key) ? random.chance(0.03) : random.chance(0.4)) set(key, random.pick(values));
    }
  }
  for (const key of TRUTH_KEYS) {
    if (random.chance(DERIVED_KEYS.has(key) ? 0.1 : 0.5)) set(key, random.pick(["true", "true", "false", "False", "maybe"]));
  }
  const principalId = randomId(random, principal, context);
  const account = random.chance(0.3) ? ACCOUNTS[1] : OWNER;
  const unknown = randomUnknown(random);
  const isKnown = ([key]: [string, unknown]) => unknown === undefined || !(key in unknown);
  const written = Object.entries(context)
    .filter(isKnown)
    .map(([key, value]): [string, typeof value] => [key !== "aws:PrincipalArn" && random.chance(0.1) ? key.toUpperCase() : key, value]);
  return {
    principal,
    principalId,
    action,
    resource,
    aliasTarget: resource.includes(":alias/") && random.chance(0.7) ? KEY : undefined,
    resourceAccount: resource.includes(":s3:") ? account : undefined,
    context: Object.fromEntries(written),
    unknown,
  };
}

/** The caller's unique id in half of the requests: beside the context, or in it. */
function randomId(random: Random, principal: string, context: Record<string, string | readonly string[]>): string | undefined {
  const isUser = principal.includes(":user/");
  if (!(isUser || /:(?:assumed-role|role)\//.test(principal)) || random.chance(0.5)) return undefined;
  const id = isUser ? IDS[2] : random.pick([IDS[0], IDS[0], IDS[1]]);
  if (random.chance(0.7)) return id;
  context["aws:userid"] = isUser ? id : `${id}:${principal.includes(":sts:") ? "s1" : random.pick(["s1", "s2"])}`;
  return random.chance(0.5) ? id : undefined;
}

/** Keys that decide more than conditions do; they are always known. */
const ALWAYS_KNOWN = /^aws:(?:CalledVia|CurrentTime|EpochTime|PrincipalArn|TokenIssueTime|ViaAWSService)$/;

/** Draws keys whose values are unknown, for some requests. */
function randomUnknown(random: Random): Record<string, string> | undefined {
  if (random.chance(0.8)) return undefined;
  const keys = [...POOLS, LIST_KEYS, DERIVED_VALUES].flatMap(Object.keys).filter((key) => !ALWAYS_KNOWN.test(key) && random.chance(0.15));
  if (random.chance(0.5)) keys.push("aws:PrincipalTag/*");
  return Object.fromEntries(keys.map((key) => [key, `the value of ${key}`]));
}

const hasAccount = (principal: string) => /^\d{12}$|^arn:(?!.*:(?:oidc|saml)-provider\/)/.test(principal);
const accountIn = (principal: string) => (principal.startsWith("arn:") ? principal.split(":")[4] : principal);

/** Keys that follow from the rest of the request, rarely replaced. */
const DERIVED_KEYS = new Set<string>([
  ...["aws:PrincipalArn", "aws:PrincipalAccount", "aws:ResourceAccount", "aws:RequestedRegion", "aws:PrincipalType"],
  ...["aws:PrincipalServiceName", "aws:username", "aws:ViaAWSService", "aws:PrincipalIsAWSService"],
  ...["aws:CalledViaFirst", "aws:CalledViaLast", "kms:CallerAccount", "aws:EpochTime"],
]);

function randomCaller(random: Random, context: Record<string, string | readonly string[]>): string {
  const account = random.pick([OWNER, OWNER, ...ACCOUNTS]);
  const role = random.pick([ROLES[0], ROLES[0], ROLES[1], ROLES[1], ROLES[2]]);
  const kind = random.below(20);
  if (kind < 7) return `arn:aws:iam::${account}:role/${role}`;
  if (kind < 11) {
    context["aws:PrincipalArn"] = `arn:aws:iam::${account}:role/${role}`;
    return `arn:aws:sts::${account}:assumed-role/${role.slice(role.lastIndexOf("/") + 1)}/s1`;
  }
  if (kind < 13) return `arn:aws:iam::${account}:user/${random.pick(["ana", "team/ana"])}`;
  if (kind < 15) return random.pick([account, `arn:aws:iam::${account}:root`]);
  if (kind < 17) return `arn:aws:sts::${account}:federated-user/ana`;
  if (kind < 19) {
    const service = random.pick(["lambda.amazonaws.com", "backup.amazonaws.com"]);
    context["aws:PrincipalServiceName"] = service;
    return service;
  }
  return "*";
}
