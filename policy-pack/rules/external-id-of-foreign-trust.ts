import { z } from "zod";
import { accountOf } from "../broad-principals.ts";
import { findInStatements } from "../find-in-documents.ts";
import { FOREIGN_ORGANIZATION } from "../foreign-request.ts";
import type { ResourceRule } from "../rule.ts";
import { ABSENT, mayHold, reaches } from "../statement-reach.ts";

const settings = z.strictObject({
  organizationAccounts: z
    .array(z.string().regex(/^\d{12}$/, "is no account id"))
    .default([])
    .describe("The accounts of your organization. While the list is empty, no account counts as foreign."),
});

/**
 * A vendor takes the roles of many customers with one principal. Without an ExternalId, one customer can give the vendor the ARN of
 * another's role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export const externalIdOfForeignTrust: ResourceRule<typeof settings> = {
  name: "external-id-of-foreign-trust",
  displayName: "Foreign accounts show an external id",
  description: "A role that trusts an account outside the organization asks for an external id.",
  severity: "high",
  remediation: "Add StringEquals on sts:ExternalId with the id that the vendor issued for you.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
  tags: ["trust", "third-party"],
  settings,
  check: (resource, { settings: { organizationAccounts } }) =>
    findInStatements(resource, ["trust"], (statement) => {
      const { effect, principals = [] } = statement;
      const foreign = principals.filter((principal) => {
        const account = accountOf(principal);
        return account !== undefined && !organizationAccounts.includes(account);
      });
      const without = { "sts:ExternalId": ABSENT, "aws:PrincipalOrgID": FOREIGN_ORGANIZATION };
      const isOpen = effect === "Allow" && reaches(statement, "sts:AssumeRole") && mayHold(statement, without);
      if (organizationAccounts.length === 0 || foreign.length === 0 || !isOpen) return [];
      const named = JSON.stringify(foreign.map(({ value }) => value));
      return [`an account outside the organization is trusted without an external id, got ${named}; add StringEquals on sts:ExternalId`];
    }),
};
