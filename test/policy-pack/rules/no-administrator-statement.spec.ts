import { noAdministratorStatement } from "../../../policy-pack/rules/no-administrator-statement.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const STATEMENT = { Effect: "Allow", Action: ["s3:*", "ec2:*"], Resource: "*" };
const permissions = (policy: unknown): PolicyTarget[] => [{ type: "aws:iam/policy:Policy", props: { policy } }];
const saying = (change: Record<string, unknown>) => permissions(policyOf(changed(STATEMENT, change)));

describeRule(noAdministratorStatement, {
  right: () => saying({}),
  refuses: [
    { fact: "everything", change: () => saying({ Action: "*" }), says: /everything is allowed on everything, got \["\*"\]/ },
    { fact: "everything by a pattern", change: () => saying({ Action: "*:*" }) },
    { fact: "everything in an ARN that leaves fields out", change: () => saying({ Action: "*", Resource: "arn:aws:*" }) },
    { fact: "everything but a service", change: () => saying({ Action: undefined, NotAction: "aws-portal:*" }), says: /NotAction/ },
    { fact: "everything on all but one", change: () => saying({ Action: "*", Resource: undefined, NotResource: "arn:aws:s3:::secret" }) },
    { fact: "everything with MFA", change: () => saying({ Action: "*", Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }) },
  ],
  accepts: [
    { fact: "everything on one resource", change: () => saying({ Action: "*", Resource: "arn:aws:s3:::acme" }) },
    { fact: "everything but the change of roles", change: () => saying({ Action: undefined, NotAction: ["iam:*", "organizations:*"] }) },
    { fact: "a Deny of everything", change: () => saying({ Effect: "Deny", Action: "*" }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => permissions(UNKNOWN_TEXT) },
    { fact: "a part that is unknown", change: () => saying({ Resource: UNKNOWN_TEXT }) },
  ],
});
