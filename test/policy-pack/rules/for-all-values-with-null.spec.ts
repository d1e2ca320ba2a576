import { forAllValuesWithNull } from "../../../policy-pack/rules/for-all-values-with-null.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const KEY = "dynamodb:LeadingKeys";
const ONLY_OWN = { "ForAllValues:StringEquals": { [KEY]: "${aws:PrincipalTag/tenant}" } };
const STATEMENT = {
  Effect: "Allow",
  Action: "dynamodb:GetItem",
  Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/orders",
  Condition: { ...ONLY_OWN, Null: { [KEY]: "false" } },
};
const permissions = (policy: unknown): PolicyTarget[] => [{ type: "aws:iam/rolePolicy:RolePolicy", props: { policy } }];
const saying = (change: Record<string, unknown>) => permissions(policyOf(changed(STATEMENT, change)));
const asking = (Condition: Record<string, unknown>) => saying({ Condition });

describeRule(forAllValuesWithNull, {
  right: () => saying({}),
  refuses: [
    {
      fact: "ForAllValues alone",
      change: () => asking(ONLY_OWN),
      says: /requests without dynamodb:LeadingKeys are allowed too, got "ForAllValues:StringEquals"/,
    },
    { fact: "the Null of another key", change: () => asking({ ...ONLY_OWN, Null: { "dynamodb:Attributes": "false" } }) },
    { fact: "a Null that asks for the opposite", change: () => asking({ ...ONLY_OWN, Null: { [KEY]: "true" } }) },
    { fact: "another operator", change: () => asking({ "ForAllValues:StringLike": { [KEY]: "a*" } }) },
    { fact: "IfExists", change: () => asking({ "ForAllValues:StringEqualsIfExists": { [KEY]: "a" } }) },
  ],
  accepts: [
    { fact: "another condition that the key must meet", change: () => asking({ ...ONLY_OWN, "ForAnyValue:StringLike": { [KEY]: "*" } }) },
    { fact: "ForAnyValue, which needs a value", change: () => asking({ "ForAnyValue:StringEquals": { [KEY]: "a" } }) },
    {
      fact: "tag keys, since a request without them sets no tags",
      change: () => asking({ "ForAllValues:StringEquals": { "aws:TagKeys": "team" } }),
    },
    { fact: "a Deny", change: () => saying({ Effect: "Deny", Condition: ONLY_OWN }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => permissions(UNKNOWN_TEXT) },
    { fact: "a value that is unknown", change: () => saying({ Resource: UNKNOWN_TEXT }) },
  ],
});
