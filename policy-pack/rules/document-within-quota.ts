import { z } from "zod";
import { measure, QUOTAS } from "../../iam/quota.ts";
import { quotaOf } from "../document-quota.ts";
import { type Finding, notice, violation } from "../finding.ts";
import { documentsOf, type PlacedDocument } from "../resource-documents.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";
import type { Properties } from "../unknown-values.ts";

/** Documents whose size another rule checks, or whose quota is another's. */
const ELSEWHERE: readonly string[] = ["service-control", "resource-control"];
const INLINE_OF_USERS_AND_GROUPS = /^aws:iam\/(?:user|group)Policy:|^aws:ssoadmin\//;

const settings = z.strictObject({
  nearPercent: z.int().min(1).max(100).default(90).describe("From which part of a quota on a document is named, in percent."),
});

/**
 * AWS refuses a document that is too large during the update, and one that is nearly so with the next grant.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const documentWithinQuota: ResourceRule<typeof settings> = {
  name: "document-within-quota",
  displayName: "Policies fit their quotas",
  description: "A policy is not larger than AWS takes, and leaves room for the next change.",
  severity: "medium",
  remediation: "Leave out white space, name several actions in one statement, or split the policy.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
  tags: ["quotas"],
  settings,
  mending: "Takes white space out of a policy that is a property of its own.",
  mend: (resource) => {
    const shorter = documentsOf(resource).flatMap(({ where, content, document }) => {
      const minified = typeof content === "string" && typeof document === "object" ? withoutWhiteSpace(content) : content;
      return typeof minified === "string" && minified !== content && resource.properties[where] === content ? [[where, minified]] : [];
    });
    return shorter.length === 0 ? undefined : (Object.fromEntries(shorter) as Properties);
  },
  check: (resource, { settings: { nearPercent } }) =>
    INLINE_OF_USERS_AND_GROUPS.test(resource.type) ? [] : documentsOf(resource).flatMap((placed) => judged(resource, placed, nearPercent)),
};

/** A JSON text without the white space between its words; the order and the spelling of all words stay. */
const withoutWhiteSpace = (json: string): string => json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? "");

function judged(resource: SeenResource, { kind, where, document }: PlacedDocument, nearPercent: number): readonly Finding[] {
  const name = quotaOf(kind, resource);
  if (name === undefined || typeof document !== "object" || document.isPartlyUnknown || ELSEWHERE.includes(kind)) return [];
  const { value, maximum = value, unit } = QUOTAS[name];
  const size = measure(document.text, unit);
  const remedy = "leave out white space, or split it";
  if (size > maximum) return [violation(resource, `${where}: AWS takes at most ${maximum} ${unit} here, got ${size}; ${remedy}`)];
  if (size > value)
    return [notice(resource, `${where}: AWS takes ${value} ${unit} here unless it raises the quota, got ${size}; ${remedy}`)];
  return size * 100 < value * nearPercent
    ? []
    : [notice(resource, `${where}: the policy nearly fills the ${value} ${unit} that AWS takes, got ${size}; ${remedy}`)];
}
