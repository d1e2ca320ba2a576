import type { Catalogue } from "../../iam/catalogue.ts";
import { measure, QUOTAS } from "../../iam/quota.ts";
import { isServicePrincipal } from "../../iam/service-principals.ts";
import { arnFields } from "../place.ts";
import type { DocumentKind, Grammar } from "./document-kind.ts";
import type { PolicyDocument, Principal, Rule, Statement, Violation } from "./parse-document.ts";

// Issuers that many tenants share, each with the claim that identifies the tenant. A trust policy has to test it.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
const SHARED_ISSUERS: Readonly<Record<string, string>> = {
  "agent.buildkite.com": "sub",
  "api.pulumi.com/oidc": "aud",
  "app.terraform.io": "sub",
  "gitlab.com": "sub",
  "oidc-configuration.audit-log.githubusercontent.com": "sub",
  "oidc.codefresh.io": "sub",
  "oidc.vercel.com": "aud",
  "proidc.upbound.io": "sub",
  "sandboxes.cloud": "aud",
  "scalr.io": "sub",
  "studio.datachain.ai/api": "sub",
  "token.actions.githubusercontent.com": "sub",
  "tokens.cloud.shisho.dev": "sub",
  "vstoken.actions.githubusercontent.com": "sub",
};

const ACCOUNT_ID = /^\d{12}$/;
const UNIQUE_ID = /^A(?:ROA|IDA|GPA)[A-Z0-9]{12,}$/;
// Source: https://github.com/aws/aws-cdk/issues/37335
const TABLE_SERVICES = new Set(["redshift.amazonaws.com", "replication.dynamodb.amazonaws.com"]);

/** The first rule of its kind's grammar that a document breaks, or undefined. `text` is the document as sent, for its size. */
export function findViolation(document: PolicyDocument, text: string, grammar: Grammar, catalogue: Catalogue): Violation | undefined {
  const sids = document.statements.map((statement) => statement.sid).filter((sid) => sid !== undefined);
  // IAM, Organizations and DynamoDB refuse a Sid twice. The pages of other services do not say; no document here needs it.
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) return { rule: "sid-twice", where: "the document", value: twice };
  for (const statement of document.statements) {
    const found = ofStatement(statement, grammar, catalogue);
    if (found !== undefined) return { ...found, where: statement.label };
  }
  if (grammar.size === undefined) return undefined;
  const { unit, value } = QUOTAS[grammar.size];
  const size = measure(text, unit);
  return size > value ? { rule: "size", where: "the document", value: `${size} of ${value} ${unit}` } : undefined;
}

type Found = Omit<Violation, "where"> | undefined;

function ofStatement(statement: Statement, grammar: Grammar, catalogue: Catalogue): Found {
  if (statement.sid !== undefined && grammar.sid?.test(statement.sid) === false) return found("sid-form", statement.sid);
  return (
    negation(statement, grammar) ??
    principals(statement, grammar) ??
    resources(statement, grammar) ??
    actions(statement, grammar, catalogue) ??
    tenantClaim(statement, grammar)
  );
}

function negation(statement: Statement, { refuses }: Grammar): Found {
  if (refuses.includes("Allow") && statement.effect === "Allow") return found("negation", "Allow");
  if (refuses.includes("NotAction") && statement.notActions !== undefined) return found("negation", "NotAction");
  if (refuses.includes("NotPrincipal") && statement.notPrincipals !== undefined) return found("negation", "NotPrincipal");
  if (refuses.includes("NotResource") && statement.notResources !== undefined) return found("negation", "NotResource");
  return undefined;
}

function principals(statement: Statement, grammar: Grammar): Found {
  const named = statement.principals ?? statement.notPrincipals;
  if (grammar.principal === "forbidden") return named === undefined ? undefined : found("principal-forbidden", named[0]?.value);
  if (named === undefined || named.length === 0) return found("principal-missing", statement.label);
  if (grammar.principal === "everyone") {
    return named.every((principal) => principal.value === "*") ? undefined : found("principal-form", named[0]?.value);
  }
  const wrong = named.find((principal) => !isWellFormed(principal, grammar.kind));
  return wrong === undefined ? undefined : found("principal-form", `"${wrong.kind}":"${wrong.value}"`);
}

function isWellFormed({ kind, value }: Principal, document: DocumentKind): boolean {
  switch (kind) {
    case "Service":
      return isServicePrincipal(value) && ((document !== "table" && document !== "stream") || TABLE_SERVICES.has(value));
    case "Federated": {
      const arn = arnFields(value);
      return arn === undefined ? /^[a-z0-9.-]+$/.test(value) : /^(?:oidc|saml)-provider\/.+$/.test(arn.resource);
    }
    case "CanonicalUser":
      return document !== "trust";
    case "AWS":
      return value === "*" || ACCOUNT_ID.test(value) || UNIQUE_ID.test(value) || isPrincipalArn(value);
  }
}

function isPrincipalArn(value: string): boolean {
  const arn = arnFields(value);
  if (arn === undefined || arn.region !== "" || !ACCOUNT_ID.test(arn.account)) return false;
  if (arn.service === "sts") return /^(?:assumed-role\/[^/*]+|federated-user)\/[^/*]+$/.test(arn.resource);
  return arn.service === "iam" && /^(?:root|(?:role|user)\/[^*?]+)$/.test(arn.resource);
}

function resources(statement: Statement, grammar: Grammar): Found {
  const named = statement.resources ?? statement.notResources;
  if (grammar.resource === "forbidden") return named === undefined ? undefined : found("resource-forbidden", named[0]);
  if (named === undefined || named.length === 0) return found("resource-missing", statement.label);
  const wrong = named.find((resource) => resource !== "*" && arnFields(resource) === undefined);
  return wrong === undefined ? undefined : found("resource-form", wrong);
}

function actions(statement: Statement, grammar: Grammar, catalogue: Catalogue): Found {
  const named = statement.actions ?? statement.notActions;
  if (named === undefined || named.length === 0) return found("action-missing", statement.label);
  for (const action of named) {
    if (action === "*") {
      if (grammar.refuses.includes("*") || grammar.onlyActions !== undefined) return found("action-form", action);
      continue;
    }
    const [vendor, name, ...rest] = action.split(":");
    if (vendor === undefined || !/^[a-zA-Z0-9-]+$/.test(vendor) || name === undefined || name === "" || rest.length > 0) {
      return found("action-form", action);
    }
    if (grammar.service === undefined) continue;
    if (vendor.toLowerCase() !== grammar.service) return found("action-form", action);
    if (!isTaken(action, grammar, catalogue)) return found("action-unknown", action);
  }
  return undefined;
}

/** Whether the service takes an action, or a pattern one of whose actions at least it takes. */
function isTaken(pattern: string, grammar: Grammar, catalogue: Catalogue): boolean {
  return catalogue.expand(pattern).some(({ name }) => grammar.onlyActions?.includes(name) ?? true);
}

function tenantClaim(statement: Statement, grammar: Grammar): Found {
  if (grammar.kind !== "trust" || statement.effect !== "Allow") return undefined;
  for (const { kind, value } of statement.principals ?? []) {
    const issuer = value.split(":oidc-provider/")[1];
    const claim = issuer === undefined ? undefined : SHARED_ISSUERS[issuer];
    if (kind !== "Federated" || claim === undefined) continue;
    const key = `${issuer}:${claim}`;
    const isTested = statement.conditions.some(
      (condition) => condition.key === key && !condition.isIfExists && condition.values.every((text) => text !== "*"),
    );
    if (!isTested) return found("tenant-claim", key);
  }
  return undefined;
}

function found(rule: Rule, value: unknown): Found {
  return { rule, value };
}
