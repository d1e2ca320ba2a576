import { findInStatements } from "../find-in-documents.ts";
import { operatorOf } from "../operator-name.ts";
import type { Condition } from "../parsed-policy.ts";
import { DOCUMENT_KINDS } from "../resource-documents.ts";
import type { ResourceRule } from "../rule.ts";

const named = (side: string): RegExp => new RegExp(`^aws:${side}(?:OrgID|OrgPaths|Account)$`, "i");
const CALLER = named("Principal");
const RESOURCE = named("Resource");
const REQUESTED_TAG = /^aws:RequestTag\//i;

/**
 * AWS joins all conditions of a statement by "and", also those of one operator. A Deny of foreign callers and foreign resources by
 * StringNotEquals on both keys denies only calls where both are foreign, so that either alone passes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export const negationsApart: ResourceRule = {
  name: "negations-apart",
  displayName: "A Deny does not join what it forbids one by one",
  description:
    "A Deny does not ask that caller and resource are both foreign, or that several tags are all wrong, in one statement with negated operators.",
  severity: "high",
  remediation: "Write a statement for each key: one that denies foreign callers, one that denies foreign resources.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html",
  tags: ["conditions", "data-perimeter"],
  check: (resource) =>
    findInStatements(resource, DOCUMENT_KINDS, ({ effect, conditions }) => {
      if (effect !== "Deny") return [];
      const negated = conditions.filter(({ operator }) => operatorOf(operator)?.isNegated === true && operator !== "Null");
      return [...sidesTogether(negated), ...tagsTogether(negated)];
    }),
};

function sidesTogether(negated: readonly Condition[]): readonly string[] {
  const caller = negated.find(({ key }) => CALLER.test(key));
  const other = negated.find(({ key }) => RESOURCE.test(key));
  if (caller === undefined || other === undefined) return [];
  const got = JSON.stringify([caller.key, other.key]);
  return [
    `the Deny is for calls where both caller and resource are foreign, so that either alone passes, got ${got}; write a statement for each`,
  ];
}

function tagsTogether(negated: readonly Condition[]): readonly string[] {
  const tags = [...new Set(negated.map(({ key }) => key).filter((key) => REQUESTED_TAG.test(key)))];
  if (tags.length < 2) return [];
  return [
    `the Deny is for requests with all of the tags wrong, so that one right tag is enough, got ${JSON.stringify(tags)}; write a statement for each`,
  ];
}
