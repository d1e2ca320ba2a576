import { findInStatements } from "../find-in-documents.ts";
import { foundational } from "../framework.ts";
import type { ResourceRule } from "../rule.ts";
import { mayReachArn, reaches } from "../statement-reach.ts";

/** Actions of different kinds. A statement that reaches them all, everywhere, leaves nothing out that matters. */
const OF_EVERY_KIND = ["iam:CreateRole", "sts:AssumeRole", "kms:PutKeyPolicy", "ec2:RunInstances", "organizations:LeaveOrganization"];
const ELSEWHERE = ["arn:aws:iam::111111111111:role/Qx7", "arn:aws:kms:eu-west-1:222222222222:key/0f9e8d7c-6b5a-4049-8877-aabbccddeeff"];

/**
 * A statement for all actions on all resources gives a workload what only an administrator needs, whatever else its policies say.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
 */
export const noAdministratorStatement: ResourceRule = {
  name: "no-administrator-statement",
  displayName: "No policy makes an administrator",
  description: "An identity policy does not allow everything on everything.",
  severity: "critical",
  remediation: "List the actions that the role uses. Let administrators come from IAM Identity Center.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  tags: ["iam", "least-privilege"],
  framework: foundational("IAM.1"),
  check: (resource) =>
    findInStatements(resource, ["identity"], (statement) => {
      const { effect, actions, notActions } = statement;
      const isWide = OF_EVERY_KIND.every((action) => reaches(statement, action)) && ELSEWHERE.every((arn) => mayReachArn(statement, arn));
      if (effect !== "Allow" || !isWide) return [];
      const got = notActions === undefined ? JSON.stringify(actions) : `NotAction ${JSON.stringify(notActions)}`;
      return [`everything is allowed on everything, got ${got}; list the actions that are used`];
    }),
};
