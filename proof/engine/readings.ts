/** A question on which AWS's pages conflict or are silent, with the readings that are possible. */
export interface Reading {
  readonly id: string;
  /** What is in question. */
  readonly question: string;
  /** The possible readings by name, the one that is taken by default first. */
  readonly choices: Readonly<Record<string, string>>;
  /** Where AWS says the one or the other. */
  readonly pages: readonly string[];
}

const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
const OPERATORS = `${IAM}reference_policies_elements_condition_operators.html`;
const SETS = `${IAM}reference_policies_condition-single-vs-multi-valued-context-keys.html`;
const VARIABLES = `${IAM}reference_policies_variables.html`;
const PRINCIPAL = `${IAM}reference_policies_elements_principal.html`;
const NOT_PRINCIPAL = `${IAM}reference_policies_elements_notprincipal.html`;
const RESOURCE = `${IAM}reference_policies_elements_resource.html`;
const GRAMMAR = `${IAM}reference_policies_grammar.html`;
const EVALUATION = `${IAM}reference_policies_evaluation-logic_policy-eval-denyallow.html`;
const ENDPOINTS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";

/** Every question. A decision holds for certain where it is the same under every reading of every question that it touches. */
export const READINGS = [
  {
    id: "for-any-value-if-exists",
    question: "`ForAnyValue:…IfExists` and a missing key",
    choices: { holds: "as every `…IfExists` does", fails: "as every `ForAnyValue` does" },
    pages: [OPERATORS, SETS],
  },
  {
    id: "for-any-value-negated",
    question: "`ForAnyValue` with a negated operator and a missing key",
    choices: { fails: "as every `ForAnyValue` does", holds: "as every negated operator does" },
    pages: [SETS, OPERATORS],
  },
  {
    id: "for-all-values-missing",
    question: "`ForAllValues` and a missing key",
    choices: {
      holds: "as the rule says",
      "negated-fails": "as the rule says, but for a negated operator, of which an example table says otherwise",
      fails: "as DynamoDB said of its keys under `SearchVectors`",
    },
    pages: [SETS, OPERATORS],
  },
  {
    id: "empty-value",
    question: "a key that holds nothing but an empty string, under `ForAllValues` and `Null`",
    choices: { absent: "“a null dataset, such as an empty string”", value: "a value like any other" },
    pages: [OPERATORS, SETS],
  },
  {
    id: "several-values",
    question: "a key with several values, tested without `ForAllValues` or `ForAnyValue`",
    choices: {
      any: "one value that matches suffices; for a negated operator none may match",
      all: "every value must match; for a negated operator one must not",
      missing: "as if the key were missing",
    },
    pages: [SETS, `${IAM}access-analyzer-reference-policy-checks.html`],
  },
  {
    id: "arn-star",
    question: "`ArnLike` with a bare `*`",
    choices: { every: "every ARN matches", none: "no ARN matches, since each of six fields is compared" },
    pages: [OPERATORS],
  },
  {
    id: "arn-case",
    question: "upper and lower case in partition, service, region and account of an ARN",
    choices: {
      counts: "as in the rest of the ARN",
      "does-not-count": "of names alone AWS says that their case counts",
    },
    pages: [OPERATORS, RESOURCE, PRINCIPAL],
  },
  {
    id: "incomplete-arn",
    question: "an ARN with fewer than six fields in a `Resource` element",
    choices: {
      both: "completed with wildcards, and as it stands, where a `*` that ends a field runs over colons",
      completed: "completed alone",
      "as-written": "as it stands alone; AWS says of identity policies alone that it completes them",
    },
    pages: [GRAMMAR, RESOURCE],
  },
  {
    id: "variable-without-value",
    question: "a condition or resource with a variable that has no value",
    choices: {
      comparison: "the comparison with it fails, so that a negated operator holds; a resource with it names nothing",
      statement: "the whole statement does not apply, unless the operator ends in `IfExists`",
    },
    pages: [VARIABLES],
  },
  {
    id: "empty-variable",
    question: "a variable whose value is empty",
    choices: { text: "it is put in as it is, so that `${tag}*` becomes `*`", "no-value": "it counts as no value" },
    pages: [VARIABLES, `${IAM}id_session-tags.html`],
  },
  {
    id: "wildcard-in-variable",
    question: "a wildcard in a variable's value",
    choices: { literal: "a character like any other", alive: "a wildcard where one may stand" },
    pages: [VARIABLES],
  },
  {
    id: "variable-in-bool",
    question: "a variable under `Bool`",
    choices: {
      value: "it stands for its value, as the page on operators says",
      nothing: "it matches nothing, as the page on variables says",
    },
    pages: [OPERATORS, VARIABLES],
  },
  {
    id: "everybody-of-accounts",
    question: '`{ "AWS": "*" }` as principal, and services and bearers of tokens',
    choices: { included: "it means them too, as `*` does", excluded: "it does not mean them, who are of no account" },
    pages: [PRINCIPAL],
  },
  {
    id: "not-principal",
    question: "whom a Deny with `NotPrincipal` “might” deny",
    choices: {
      account: "it spares who is named with its account; of a session the role must be named, itself need not be",
      session: "it spares who is named with its account, and a session only by its own ARN besides",
      name: "it spares who is named, with its account or without",
    },
    pages: [NOT_PRINCIPAL],
  },
  {
    id: "pinned-everybody",
    question:
      "an Allow for everybody on a condition of `aws:PrincipalArn`, and the boundary and session policy of a role in its own account",
    choices: { unlimited: "they do not limit it", limited: "they limit it, as where the role's ARN is the principal" },
    pages: [EVALUATION, PRINCIPAL],
  },
  {
    id: "account-in-endpoint-policy",
    question: "an account named in the policy of a VPC endpoint",
    choices: {
      principals: "it means all its principals",
      root: "it means its root user alone, as AWS says of gateway endpoints",
    },
    pages: [PRINCIPAL, ENDPOINTS],
  },
] as const satisfies readonly Reading[];

/** The name of a question. */
export type ReadingId = (typeof READINGS)[number]["id"];

/** Which reading is taken of each question. */
export type Readings = { readonly [R in (typeof READINGS)[number] as R["id"]]: keyof R["choices"] & string };

const CHOICES = new Map<ReadingId, readonly string[]>(READINGS.map(({ id, choices }) => [id, Object.keys(choices)]));

/** The choices of a question, the default first. */
export function choicesOf(id: ReadingId): readonly string[] {
  return CHOICES.get(id) ?? [];
}

/** What is taken where nothing else is asked for. */
export const DEFAULT_READINGS = Object.fromEntries(READINGS.map(({ id }) => [id, choicesOf(id)[0]])) as unknown as Readings;
