import { findInStatements } from "../find-in-documents.ts";
import type { ResourceRule } from "../rule.ts";
import { mayReachArn, reaches } from "../statement-reach.ts";

/** Roles that have nothing in common. */
const UNLIKE_ROLES = ["arn:aws:iam::111111111111:role/Qx7", "arn:aws:iam::111111111111:role/a/0_z.-9"];

/**
 * Whoever may pass every role, and may start anything that takes one, has the permissions of every role of the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passNamedRoles: ResourceRule = {
  name: "pass-named-roles",
  displayName: "Roles that may be passed are named",
  description: "An identity policy allows iam:PassRole on named roles or paths.",
  severity: "high",
  remediation: "Name the roles in Resource, or a path such as role/service/*, and add StringEquals on iam:PassedToService.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  tags: ["iam", "least-privilege", "privilege-escalation"],
  check: (resource) =>
    findInStatements(resource, ["identity"], (statement) => {
      const { effect, resources, notResources } = statement;
      if (effect !== "Allow" || !reaches(statement, "iam:PassRole")) return [];
      const perAccount = (arn: string) => [arn, arn.replace("111111111111", accountIn(resources) ?? "111111111111")];
      if (!UNLIKE_ROLES.every((arn) => perAccount(arn).some((each) => mayReachArn(statement, each)))) return [];
      const got = notResources === undefined ? JSON.stringify(resources) : `NotResource ${JSON.stringify(notResources)}`;
      return [`every role may be passed, got ${got}; name the roles, or a path of roles`];
    }),
};

/** The account that the first ARN of a role names. */
const accountIn = (resources: readonly string[] = []): string | undefined =>
  resources.map((resource) => /^arn:[^:]*:iam:[^:]*:(\d{12}):/.exec(resource)?.[1]).find((account) => account !== undefined);
