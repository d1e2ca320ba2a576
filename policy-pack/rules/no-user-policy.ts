import { violation } from "../finding.ts";
import { foundational } from "../framework.ts";
import type { ResourceRule } from "../rule.ts";

/** Resources that give a user permissions of its own, with the words for them. */
const OF_USERS: Readonly<Record<string, string>> = {
  "aws:iam/userPolicy:UserPolicy": "an inline policy",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "a managed policy",
};

/**
 * A user's own permissions stay when the person changes teams, and show in no group or role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
 */
export const noUserPolicy: ResourceRule = {
  name: "no-user-policy",
  displayName: "Users have no permissions of their own",
  description: "No policy is attached to an IAM user.",
  severity: "medium",
  remediation: "Give the permissions to a role, and let people take it through IAM Identity Center.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
  tags: ["iam", "users"],
  framework: foundational("IAM.2"),
  check: (resource) => {
    const what = Object.hasOwn(OF_USERS, resource.type) ? OF_USERS[resource.type] : undefined;
    if (what === undefined) return [];
    return [violation(resource, `a user gets ${what} of its own, got ${JSON.stringify(resource.name)}; give it to a role`)];
  },
};
