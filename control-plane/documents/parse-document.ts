import { isRecord } from "../properties.ts";

/** A principal as a statement names it. Anyone is of kind AWS with the value `*`. */
export interface Principal {
  readonly kind: "AWS" | "Service" | "Federated" | "CanonicalUser";
  readonly value: string;
}

/** One line of a statement's Condition. */
export interface Condition {
  /** Without qualifier and `IfExists`. */
  readonly operator: string;
  readonly qualifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly isIfExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement with every element as a list. An element that the statement does not have is undefined. */
export interface Statement {
  /** The name in messages: the Sid in quotes, or the statement's number. */
  readonly label: string;
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly principals: readonly Principal[] | undefined;
  readonly notPrincipals: readonly Principal[] | undefined;
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
}

/** A policy document that follows the grammar common to all kinds. */
export interface PolicyDocument {
  readonly version: string | undefined;
  readonly statements: readonly Statement[];
}

/** A rule of the policy grammar. Each kind of document has AWS's words for breaking it. */
export type Rule =
  | "json"
  | "characters"
  | "syntax"
  | "version"
  | "effect"
  | "condition-operator"
  | "condition-key"
  | "principal-missing"
  | "principal-forbidden"
  | "principal-form"
  | "resource-missing"
  | "resource-forbidden"
  | "resource-form"
  | "action-missing"
  | "action-form"
  | "action-unknown"
  | "negation"
  | "sid-form"
  | "sid-twice"
  | "tenant-claim"
  | "size";

/** A rule that a document breaks, where it does so, and by which value. */
export interface Violation {
  readonly rule: Rule;
  /** The statement's label, or "the document". */
  readonly where: string;
  readonly value: unknown;
}

/** Carries the first violation out of the parser's inner functions. */
class Unparsable extends Error {
  readonly violation: Violation;
  constructor(violation: Violation) {
    super(violation.rule);
    this.violation = violation;
  }
}

const DOCUMENT_FIELDS = new Set(["Version", "Id", "Statement"]);
const STATEMENT_FIELDS = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);
const PRINCIPAL_KINDS = new Set<string>(["AWS", "Service", "Federated", "CanonicalUser"]);

const COMPARISONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const OPERATORS = new Set([
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map((end) => `String${end}`),
  ...COMPARISONS.map((end) => `Numeric${end}`),
  ...COMPARISONS.map((end) => `Date${end}`),
  ...["Equals", "NotEquals", "Like", "NotLike"].map((end) => `Arn${end}`),
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
  "Null",
]);

/**
 * Parses a policy document by the grammar that all kinds share. Returns the document, or the first rule that it breaks.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parseDocument(text: string): PolicyDocument | Violation {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { rule: "json", where: "the document", value: text.slice(0, 80) };
  }
  try {
    return documentOf(json);
  } catch (error) {
    if (error instanceof Unparsable) return error.violation;
    throw error;
  }
}

/** Whether parsing ended in a violation. */
export function isViolation(parsed: PolicyDocument | Violation): parsed is Violation {
  return "rule" in parsed;
}

function documentOf(json: unknown): PolicyDocument {
  if (!isRecord(json)) throw broken("syntax", "the document", json);
  for (const field of Object.keys(json)) if (!DOCUMENT_FIELDS.has(field)) throw broken("syntax", "the document", field);
  const version = json["Version"];
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") throw broken("version", "the document", version);
  const statements = Array.isArray(json["Statement"]) ? (json["Statement"] as unknown[]) : [json["Statement"]];
  if (statements.length === 0) throw broken("syntax", "the document", []);
  return { version, statements: statements.map(statementOf) };
}

function statementOf(json: unknown, index: number): Statement {
  const number = `statement ${index + 1}`;
  if (!isRecord(json)) throw broken("syntax", number, json);
  const sid = json["Sid"];
  if (sid !== undefined && typeof sid !== "string") throw broken("syntax", number, sid);
  const label = sid === undefined ? number : `statement ${JSON.stringify(sid)}`;
  for (const field of Object.keys(json)) if (!STATEMENT_FIELDS.has(field)) throw broken("syntax", label, field);
  for (const field of ["Principal", "Action", "Resource"]) {
    if (json[field] !== undefined && json[`Not${field}`] !== undefined) throw broken("syntax", label, `Not${field}`);
  }
  const effect = json["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw broken("effect", label, effect);
  return {
    label,
    sid,
    effect,
    principals: principalsOf(json["Principal"], label),
    notPrincipals: principalsOf(json["NotPrincipal"], label),
    actions: textsOf(json["Action"], label),
    notActions: textsOf(json["NotAction"], label),
    resources: textsOf(json["Resource"], label),
    notResources: textsOf(json["NotResource"], label),
    conditions: conditionsOf(json["Condition"], label),
  };
}

function textsOf(json: unknown, label: string): readonly string[] | undefined {
  if (json === undefined) return undefined;
  const texts: unknown[] = Array.isArray(json) ? json : [json];
  for (const text of texts) if (typeof text !== "string") throw broken("syntax", label, text);
  return texts as string[];
}

function principalsOf(json: unknown, label: string): readonly Principal[] | undefined {
  if (json === undefined) return undefined;
  if (json === "*") return [{ kind: "AWS", value: "*" }];
  if (!isRecord(json)) throw broken("principal-form", label, json);
  const principals = Object.entries(json).flatMap(([kind, values]) => {
    if (!PRINCIPAL_KINDS.has(kind)) throw broken("principal-form", label, kind);
    return (textsOf(values, label) ?? []).map((value): Principal => ({ kind: kind as Principal["kind"], value }));
  });
  if (principals.length === 0) throw broken("principal-form", label, json);
  return principals;
}

function conditionsOf(json: unknown, label: string): readonly Condition[] {
  if (json === undefined) return [];
  if (!isRecord(json)) throw broken("syntax", label, json);
  return Object.entries(json).flatMap(([name, block]) => {
    if (!isRecord(block)) throw broken("syntax", label, block);
    const operator = operatorOf(name, label);
    return Object.entries(block).map(([key, values]): Condition => {
      if (!key.includes(":")) throw broken("condition-key", label, key);
      return { ...operator, key, values: conditionValues(values, label) };
    });
  });
}

function operatorOf(name: string, label: string): Pick<Condition, "operator" | "qualifier" | "isIfExists"> {
  const [first = "", second] = name.split(":");
  const qualifier = second === undefined ? undefined : first;
  if (qualifier !== undefined && qualifier !== "ForAllValues" && qualifier !== "ForAnyValue")
    throw broken("condition-operator", label, name);
  const full = second ?? first;
  const isIfExists = full.endsWith("IfExists");
  const operator = isIfExists ? full.slice(0, -"IfExists".length) : full;
  if (!OPERATORS.has(operator) || (isIfExists && operator === "Null")) throw broken("condition-operator", label, name);
  return { operator, qualifier, isIfExists };
}

function conditionValues(json: unknown, label: string): readonly string[] {
  const values: unknown[] = Array.isArray(json) ? json : [json];
  return values.map((value) => {
    if (typeof value === "string") return value;
    if (typeof value === "boolean" || typeof value === "number") return String(value);
    throw broken("syntax", label, value);
  });
}

function broken(rule: Rule, where: string, value: unknown): Unparsable {
  return new Unparsable({ rule, where, value });
}
