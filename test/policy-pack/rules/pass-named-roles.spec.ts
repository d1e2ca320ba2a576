import { passNamedRoles } from "../../../policy-pack/rules/pass-named-roles.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const STATEMENT = { Effect: "Allow", Action: ["ecs:RunTask", "iam:PassRole"], Resource: "arn:aws:iam::300000000001:role/orders-task" };
const permissions = (policy: unknown): PolicyTarget[] => [{ type: "aws:iam/rolePolicy:RolePolicy", props: { policy } }];
const saying = (change: Record<string, unknown>) => permissions(policyOf(changed(STATEMENT, change)));

describeRule(passNamedRoles, {
  right: () => saying({}),
  refuses: [
    { fact: "every resource", change: () => saying({ Resource: "*" }), says: /every role may be passed, got \["\*"\]/ },
    { fact: "every role of an account", change: () => saying({ Resource: "arn:aws:iam::300000000001:role/*" }) },
    { fact: "every role of every account", change: () => saying({ Resource: "arn:aws:iam::*:role/*" }) },
    { fact: "every role by a pattern of the action", change: () => saying({ Action: "iam:Pass*", Resource: "*" }) },
    { fact: "every action of IAM", change: () => saying({ Action: "iam:*", Resource: "*" }) },
    { fact: "everything but some actions", change: () => saying({ Action: undefined, NotAction: "s3:*", Resource: "*" }) },
    { fact: "all roles but one", change: () => saying({ Resource: undefined, NotResource: "arn:aws:iam::300000000001:role/admin" }) },
    {
      fact: "every role to one service",
      change: () => saying({ Resource: "*", Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } }),
    },
  ],
  accepts: [
    { fact: "roles under a path", change: () => saying({ Resource: "arn:aws:iam::300000000001:role/tasks/*" }) },
    { fact: "roles that begin alike", change: () => saying({ Resource: "arn:aws:iam::*:role/orders-*" }) },
    { fact: "other actions on everything", change: () => saying({ Action: "iam:GetRole", Resource: "*" }) },
    { fact: "a Deny", change: () => saying({ Effect: "Deny", Resource: "*" }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => permissions(UNKNOWN_TEXT) },
    { fact: "a role that is unknown", change: () => saying({ Resource: UNKNOWN_TEXT }) },
  ],
});
