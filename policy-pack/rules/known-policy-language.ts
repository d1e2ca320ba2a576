import { actionsOfOperation } from "../../iam/api-operations.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { nearest } from "../../iam/nearest.ts";
import { findInDocuments } from "../find-in-documents.ts";
import { violation } from "../finding.ts";
import { OPERATORS, operatorOf, takeApart } from "../operator-name.ts";
import type { PolicyDocument, Statement } from "../parsed-policy.ts";
import { DOCUMENT_KINDS, documentsOf } from "../resource-documents.ts";
import type { ResourceRule } from "../rule.ts";

const MOST_SHOWN = 80;
const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL_KINDS = ["AWS", "Service", "Federated", "CanonicalUser"];
/**
 * AWS accepts many misspelt words. A misspelt action in an identity policy allows nothing, and a misspelt key in a Deny denies everything
 * or nothing, without an error.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export const knownPolicyLanguage: ResourceRule = {
  name: "known-policy-language",
  displayName: "Policies use words that AWS has",
  description: "A policy is JSON with elements, condition operators, actions and condition keys that AWS has.",
  severity: "high",
  remediation: "Correct the word that the message names.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
  tags: ["grammar"],
  check: (resource, { catalogue }) => [
    ...documentsOf(resource)
      .filter(({ document }) => document === undefined)
      .map(({ where, content }) =>
        violation(
          resource,
          `${where}: the policy is no JSON object, got ${JSON.stringify(content).slice(0, MOST_SHOWN)}; write { "Version": "2012-10-17", "Statement": [ … ] }`,
        ),
      ),
    ...findInDocuments(resource, DOCUMENT_KINDS, (document) => problemsOf(document, catalogue)),
  ],
};

function problemsOf({ elements, version, statements }: PolicyDocument, catalogue: Catalogue): readonly string[] {
  return [
    ...elements
      .filter((element) => !DOCUMENT_ELEMENTS.includes(element))
      .map((element) => `the document: ${unknown("element", element, DOCUMENT_ELEMENTS)}`),
    ...(version === "2012-10-17" || version === undefined || version === "2008-10-17"
      ? []
      : [`the document: AWS has no such version, got ${JSON.stringify(version)}; write "2012-10-17"`]),
    ...(statements.length === 0 ? ["the document: it has no statement, got []; write one, or leave the policy out"] : []),
    ...statements.flatMap((statement) => statementProblems(statement, catalogue).map((problem) => `${statement.label}: ${problem}`)),
  ];
}

function statementProblems(statement: Statement, catalogue: Catalogue): readonly string[] {
  const { effect, elements, principals = [], notPrincipals = [], actions = [], notActions = [], conditions } = statement;
  return [
    ...elements
      .filter((element) => !STATEMENT_ELEMENTS.includes(element))
      .map((element) => unknown("element", element, STATEMENT_ELEMENTS)),
    ...(effect === "Allow" || effect === "Deny"
      ? []
      : [`the Effect is neither, got ${effect === undefined ? "nothing" : JSON.stringify(effect)}; write "Allow" or "Deny"`]),
    ...[...new Set([...principals, ...notPrincipals].map(({ kind }) => kind))]
      .filter((kind) => !PRINCIPAL_KINDS.includes(kind))
      .map((kind) => unknown("kind of principal", kind, PRINCIPAL_KINDS)),
    ...[...actions, ...notActions].flatMap((action) => actionProblems(action, catalogue)),
    ...conditions.flatMap(({ operator }) => operatorProblems(operator)),
    ...conditions.flatMap(({ key }) => keyProblems(key, catalogue)),
  ];
}

function operatorProblems(name: string): readonly string[] {
  if (operatorOf(name) !== undefined) return [];
  const { qualifier, base, isIfExists } = takeApart(name);
  const meant = nearest(base, OPERATORS);
  const right = qualifier === undefined || qualifier.startsWith("ForA") ? meant : undefined;
  const suggestion = right === undefined ? undefined : `${right}${isIfExists && right !== "Null" ? "IfExists" : ""}`;
  return [message("condition operator", name, suggestion)];
}

function actionProblems(action: string, catalogue: Catalogue): readonly string[] {
  if (/^\*+$/.test(action) || catalogue.expand(action).length > 0) return [];
  const deciding = actionsOfOperation(action);
  if (deciding !== undefined)
    return [`an operation of an API is no action, got ${JSON.stringify(action)}; write what decides it: ${deciding.join(", ")}`];
  const service = action.split(":")[0] ?? "";
  if (/[*?]/.test(service)) return [message("action", action, undefined)];
  if (!catalogue.services.includes(service.toLowerCase())) return [unknown("service", service, catalogue.services)];
  return [message("action", action, catalogue.suggestAction(action))];
}

function keyProblems(key: string, catalogue: Catalogue): readonly string[] {
  return catalogue.conditionKey(key) === undefined ? [message("condition key", key, catalogue.suggestConditionKey(key))] : [];
}

const unknown = (what: string, name: string, existing: readonly string[]): string => message(what, name, nearest(name, existing));

function message(what: string, name: string, suggestion: string | undefined): string {
  const remedy = suggestion === undefined ? "see AWS's service authorization reference" : `did you mean ${JSON.stringify(suggestion)}?`;
  return `AWS has no such ${what}, got ${JSON.stringify(name)}; ${remedy}`;
}
