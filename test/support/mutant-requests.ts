import { loadCatalogue } from "../../iam/catalogue.ts";
import { asList, type PolicyDocument, type StatementDocument } from "../../proof/engine/policy-document.ts";
import type { PolicyKind } from "../../proof/engine/policy-kind.ts";
import type { Random } from "./random.ts";
import type { WrittenPolicies } from "./random-policies.ts";
import type { WrittenRequest } from "./reference-request.ts";
import type { ReferencePolicy } from "./reference-statement.ts";

// Requests that might tell a document from a mutant of it, drawn from both documents' own words and from nothing that the proof enumerates.

const ACCOUNTS = ["300000000001", "300000000002", "300000000003"];
const REGIONS = ["eu-west-1", "us-east-1"];
const SERVICES = ["lambda.amazonaws.com", "ec2.amazonaws.com", "replication.dynamodb.amazonaws.com", "backup.amazonaws.com"];
const ORGANIZATIONS = ["o-lineexample", "o-other"];
const ACTIONS = [
  ...["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:GetRecords", "dynamodb:DeleteBackup", "dynamodb:ListTables"],
  ...["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "secretsmanager:GetSecretValue", "sts:AssumeRole", "sts:TagSession"],
  ...["s3:GetObject", "iam:PassRole", "ec2:CreateVpcEndpoint", "organizations:LeaveOrganization", "events:PutRule"],
];

const BY_TOKEN = "sts:AssumeRoleWithWebIdentity";
const DYNAMODB = await loadCatalogue(["dynamodb"]);

const EVERYTHING: ReferencePolicy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const EVERYBODY: ReferencePolicy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: "*" }],
};

/** Puts a document over requests where every other layer allows everything. */
export function aloneIn(kind: PolicyKind, document: PolicyDocument, principal: string): WrittenPolicies {
  const own = document as ReferencePolicy;
  switch (kind) {
    case "identity policy": {
      const account = principal.split(":")[4] ?? "";
      const delegating: ReferencePolicy = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "*", Resource: "*" }],
      };
      return { identity: [own], resource: delegating };
    }
    case "endpoint policy":
      return { identity: [EVERYTHING], resource: EVERYBODY, endpoint: own };
    case "service control policy":
      return { identity: [EVERYTHING], resource: EVERYBODY, serviceControl: [[EVERYTHING, own]] };
    case "resource control policy":
      return { identity: [EVERYTHING], resource: EVERYBODY, resourceControl: [[EVERYBODY, own]] };
    default:
      return { identity: [EVERYTHING], resource: own };
  }
}

/** Draws a request that AWS could make, near what documents of a kind are about. */
export function requestNear(
  random: Random,
  kind: PolicyKind,
  documents: readonly PolicyDocument[],
  holder: string | undefined,
): WrittenRequest {
  const statements = documents.flatMap(({ Statement }) => asList(Statement));
  const statement = random.pick(statements);
  const isNear = random.chance(0.8);
  const action = isNear ? filled(random, random.pick(asList(statement.Action))) : random.pick(ACTIONS);
  const near = isNear ? resourceNear(random, statement, action) : arnFor(random, action);
  const resource = actedOn(action, holder === undefined ? near : within(random, holder));
  const principal = action === BY_TOKEN ? bearerNear(random, statement) : principalNear(random, kind, statement);
  return {
    principal,
    action,
    resource,
    context: contextNear(random, statements, { principal, resource, action }),
  };
}

/** A text that a pattern matches, or nearly. */
function filled(random: Random, pattern: string): string {
  if (pattern === "*") return random.pick(ACTIONS);
  const known = ACTIONS.filter((each) => each.split(":")[0] === pattern.split(":")[0]);
  if (pattern.endsWith(":*")) return known.length === 0 ? random.pick(ACTIONS) : random.pick(known);
  return pattern.replace(/\*/g, () => random.pick(["x", "Select", "main"]));
}

function resourceNear(random: Random, { Resource: resource }: StatementDocument, action: string): string {
  const pattern = random.pick(asList(resource).length === 0 ? ["*"] : asList(resource));
  if (pattern === "*") return arnFor(random, action);
  const text = pattern.replace(/\*/g, () => random.pick(["main", "ledger", "a/b", "eu-west-1", "300000000001"]));
  return random.chance(0.7) ? text : arnFor(random, action);
}

/** A resource that an action acts on. */
function arnFor(random: Random, action: string): string {
  const [service = ""] = action.split(":");
  const [account, region] = [random.pick(ACCOUNTS), random.pick(REGIONS)];
  switch (service) {
    case "dynamodb":
      return `arn:aws:dynamodb:${region}:${account}:table/${random.pick(["ledger", "other", "ledger/index/byDay", "ledger/stream/1"])}`;
    case "kms":
      return `arn:aws:kms:${region}:${account}:key/00000000-0000-4000-8000-00000000000${random.below(10).toString()}`;
    case "secretsmanager":
      return `arn:aws:secretsmanager:${region}:${account}:secret:one-a1b2c3`;
    case "iam":
      if (/OpenIDConnectProvider/.test(action)) return `arn:aws:iam::${account}:oidc-provider/issuer.example.com`;
      return `arn:aws:iam::${account}:${/SAMLProvider/.test(action) ? "saml-provider/issuer" : "role/another"}`;
    case "sts":
      return `arn:aws:iam::${account}:role/another`;
    case "ec2":
      return `arn:aws:ec2:${region}:${account}:vpc-endpoint/vpce-1`;
    case "events":
      return `arn:aws:events:${region}:${account}:rule/${random.pick(["one", "palisade-one", "default/palisade-one"])}`;
    case "s3":
      return "arn:aws:s3:::bucket/object";
    default:
      return "*";
  }
}

/** What a resource's policy is about: the resource itself, or what is in it. */
const within = (random: Random, holder: string): string =>
  /:table\/[^/]+$/.test(holder) && random.chance(0.4) ? `${holder}/index/${random.pick(["byDay", "byDayToo", "other"])}` : holder;

/** The table in place of its index, where an action acts on no index. */
const actedOn = (action: string, resource: string): string =>
  DYNAMODB.action(action)?.resources.some(({ name }) => name === "index") === false ? resource.replace(/\/index\/.*$/, "") : resource;

/** The bearer of a token, by its provider. */
const bearerNear = (random: Random, { Principal: principal }: StatementDocument): string =>
  random.pick([
    ...(principal === undefined || principal === "*" ? [] : asList(principal["Federated"] ?? [])),
    `arn:aws:iam::${random.pick(ACCOUNTS)}:oidc-provider/issuer.example.com`,
  ]);

function principalNear(random: Random, kind: PolicyKind, { Principal: principal, Condition: conditions }: StatementDocument): string {
  const account = random.pick(ACCOUNTS);
  const named = principal === undefined || principal === "*" ? [] : Object.values(principal).flatMap((values) => asList(values));
  const tested = Object.values(conditions ?? {})
    .flatMap((keys) => asList(keys["aws:PrincipalArn"]))
    .map((each) => String(each).replace(/\*/g, account));
  const role = `arn:aws:iam::${account}:role/${random.pick(["another", "PalisadeDeploy", "palisade/break-glass/BreakGlass", "team/PalisadeDeploy"])}`;
  const roles = [role, ...[...tested, ...named].filter((each) => /:(?:role\/|root$)/.test(each))];
  if (kind === "identity policy") return role;
  if (kind === "service control policy") return random.pick(roles);
  const services = [...SERVICES, ...named.filter((each) => each.endsWith(".amazonaws.com"))];
  return random.chance(0.75) ? random.pick(roles) : random.chance(0.8) ? random.pick(services) : "*";
}

/** What follows the issuer's name in the key of a claim. */
const CLAIM = /(?<=\.[^:]*):(?:aud|sub)$/;

/** Keys of the statements with their own values, others or none; what AWS always sends, and to whom alone it sends some, is kept to. */
function contextNear(
  random: Random,
  statements: readonly StatementDocument[],
  { principal, resource, action }: Pick<WrittenRequest, "principal" | "resource" | "action">,
): WrittenRequest["context"] {
  const isService = principal.endsWith(".amazonaws.com");
  const context: Record<string, string | string[]> = {
    "aws:RequestedRegion": resource.split(":")[3] === "" || resource === "*" ? random.pick(REGIONS) : (resource.split(":")[3] ?? ""),
  };
  for (const { Condition: conditions = {} } of statements) {
    for (const [operator, keys] of Object.entries(conditions)) {
      for (const [key, values] of Object.entries(keys)) {
        if (key in context || /^aws:Principal(?:Arn|IsAWSService)$/.test(key) || key === "aws:CurrentTime") continue;
        if (/^aws:Source(?:Account|OrgID|Arn)$/.test(key) && !isService) continue;
        if (key === "aws:PrincipalOrgID" && isService) continue;
        if (CLAIM.test(key) && !principal.endsWith(`:oidc-provider/${key.replace(CLAIM, "")}`)) continue;
        if (key === "iam:PassedToService" && action !== "iam:PassRole") continue;
        if (key === "backup:CopyTargets" && action !== "backup:CopyFromBackupVault") continue;
        const literals = operator === "Null" ? ["one"] : asList(values).map((each) => String(each).replace(/\*/g, "x"));
        const drawn = random.pick([...literals, ...(key.endsWith("OrgID") ? ORGANIZATIONS : ["other"])]);
        if (random.chance(0.25)) continue;
        context[key] = key === "aws:TagKeys" ? random.some([...literals, "other"], 1, 2) : drawn;
      }
    }
  }
  return context;
}
