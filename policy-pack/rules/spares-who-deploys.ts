import { z } from "zod";
import { findInStatements } from "../find-in-documents.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule, RuleContext } from "../rule.ts";
import { mayHold, mayReachArn, reaches } from "../statement-reach.ts";

const settings = z.strictObject({
  spared: z
    .array(z.string().startsWith("arn:"))
    .default([])
    .describe("ARNs of the roles that must stay able to act, such as the deploy role and break-glass. The account may be `*`."),
  needs: z
    .array(z.string().includes(":"))
    .default(["iam:CreateRole", "iam:PutRolePolicy", "dynamodb:PutResourcePolicy", "kms:PutKeyPolicy", "sts:AssumeRole"])
    .describe("The actions that they need."),
});

/** Keys that say who calls. A Deny by other keys leaves a way. */
const IS_CALLER = /^aws:(?:principal|userid$|username$)/i;
const ANYTHING = ["arn:aws:iam::111111111111:role/Qx7", "arn:aws:dynamodb:eu-west-1:222222222222:table/Qx7"];

/**
 * An SCP that takes from the deploy role or from break-glass what they need locks everybody out: nothing in the account can undo it, and only
 * the management account can take it away.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export const sparesWhoDeploys: ResourceRule<typeof settings> = {
  name: "spares-who-deploys",
  displayName: "Guardrails lock nobody out who must act",
  description:
    "No SCP takes from the deploy role or from break-glass, on all resources and whatever the request, an action that they need. Roles come from the settings and from the file of declared grants; without them the rule checks nothing. Where accounts have different deploy roles, an SCP spares one of them: it is for the accounts of that role.",
  severity: "critical",
  remediation: "Add ArnNotLike on aws:PrincipalArn with the role to the Deny, or limit the Deny to the resources that it is meant for.",
  page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
  tags: ["organizations", "recovery"],
  settings,
  check: (resource, context) =>
    findInStatements(resource, ["service-control"], (statement) => {
      const { spared } = context.settings;
      const deployRoles = deployRolesOf(context);
      const isAnyone = spared.length + deployRoles.length > 0;
      const taken = isAnyone ? context.settings.needs.filter((action) => takes(statement, action)) : [];
      const isLocked = (role: string) => mayHold(statement, { "aws:PrincipalArn": role.replace("::*:", "::111111111111:") });
      const locked =
        taken.length === 0
          ? []
          : [...new Set([...spared.filter(isLocked), ...(deployRoles.every(isLocked) ? deployRoles.slice(0, MOST_NAMED) : [])])];
      const [action] = taken;
      if (action === undefined || locked.length === 0) return [];
      return [
        `roles that must act are denied ${taken.join(", ")} everywhere, got ${JSON.stringify(locked)}; spare them by ArnNotLike on aws:PrincipalArn`,
      ];
    }),
};

/** As many deploy roles as a message names. */
const MOST_NAMED = 3;

/** The declared deploy roles: one for every account, or that of each account. */
const deployRolesOf = ({ declared }: RuleContext<z.output<typeof settings>>): readonly string[] =>
  declared?.takers.filter(({ who }) => who === "deployment.takenBy").flatMap(({ roles }) => roles) ?? [];

/** Whether a Deny hits an action on everything, whatever else the request has. */
function takes(statement: Statement, action: string): boolean {
  return (
    statement.effect === "Deny" &&
    reaches(statement, action) &&
    ANYTHING.every((arn) => mayReachArn(statement, arn)) &&
    statement.conditions.every(({ key }) => IS_CALLER.test(key))
  );
}
