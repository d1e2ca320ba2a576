import { z } from "zod";
import { admitsServicesOnly, isFullAccess, isWildcard } from "../broad-principals.ts";
import { findInStatements } from "../find-in-documents.ts";
import { foundational } from "../framework.ts";
import { operatorOf } from "../operator-name.ts";
import type { Condition, Statement } from "../parsed-policy.ts";
import type { DocumentKind } from "../resource-documents.ts";
import type { ResourceRule } from "../rule.ts";

const KINDS: readonly DocumentKind[] = ["trust", "table", "key", "secret", "endpoint", "resource"];

/** Keys that bind a request to an organization or its accounts, by the caller or by the resource. */
const BINDING_KEYS = new Set(
  ["PrincipalOrgID", "PrincipalOrgPaths", "PrincipalAccount", "ResourceOrgID", "ResourceOrgPaths", "ResourceAccount"].map((name) =>
    `aws:${name}`.toLowerCase(),
  ),
);

const settings = z.strictObject({
  organizationId: z
    .string()
    .optional()
    .describe("The only organization that an endpoint policy may be bound to, e.g. o-acmeexample. Left out: any."),
});

/**
 * A condition that narrows a wildcard may be loosened later, while a named principal stays named. An endpoint policy gives nobody
 * permissions, it only limits traffic. So it may name anyone, if a condition binds the statement to the organization.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const noWildcardPrincipal: ResourceRule<typeof settings> = {
  name: "no-wildcard-principal",
  displayName: "Principals are named",
  description: "An Allow names its principals. An endpoint policy may allow anyone if it is bound to the organization.",
  severity: "critical",
  remediation: "Name the roles in Principal. In an endpoint policy add StringEquals on aws:PrincipalOrgID and aws:ResourceOrgID.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  tags: ["principals", "public-access"],
  framework: foundational("KMS.5", "SNS.4", "SQS.3"),
  settings,
  check: (resource, { settings }) =>
    findInStatements(resource, KINDS, (statement, kind) => {
      const { effect, principals = [], notPrincipals } = statement;
      if (effect !== "Allow") return [];
      if (notPrincipals !== undefined) {
        const excepted = JSON.stringify(notPrincipals.map(({ value }) => value));
        return [`NotPrincipal in an Allow allows everyone else, got ${excepted}; name the allowed principals in Principal`];
      }
      if (kind === "endpoint" && (isFullAccess(statement) || isBound(statement, settings.organizationId))) return [];
      // For which accounts services act, another rule asks. Through an endpoint they carry no caller's data.
      if (admitsServicesOnly(statement)) return [];
      const remedy =
        kind === "endpoint"
          ? "add StringEquals on aws:PrincipalOrgID and aws:ResourceOrgID"
          : "name the roles, or an account's root with ArnLike on aws:PrincipalArn";
      return principals
        .filter(isWildcard)
        .map(({ kind: type, value }) => `a principal is a wildcard, got ${JSON.stringify({ [type]: value })}; ${remedy}`);
    }),
};

function isBound({ conditions }: Statement, organizationId: string | undefined): boolean {
  return conditions.some((condition) => isBinding(condition) && isOfOrganization(condition, organizationId));
}

function isBinding({ operator, key, values }: Condition): boolean {
  const taken = operatorOf(operator);
  if (taken === undefined || taken.isIfExists || taken.qualifier === "ForAllValues") return false;
  if (taken.base !== "StringEquals" && taken.base !== "StringLike") return false;
  return BINDING_KEYS.has(key.toLowerCase()) && values.length > 0 && values.every(isOfOne);
}

/** The first part of an organization path or account value: the id of an organization or account. */
const leadOf = (value: string): string => value.split("/")[0] ?? "";

/** Whether a value names one organization or account. A variable may stand for any. */
const isOfOne = (value: string): boolean => /^[^*?]+$/.test(leadOf(value)) && !value.includes("${");

function isOfOrganization({ key, values }: Condition, organizationId: string | undefined): boolean {
  if (organizationId === undefined || !/org(?:id|paths)$/i.test(key)) return true;
  return values.every((value) => leadOf(value) === organizationId);
}
