import { tenantStatement } from "../../../policy-pack/rules/tenant-statement.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const KEY = "dynamodb:LeadingKeys";
const OWN = { [KEY]: "${aws:PrincipalTag/tenant}" };
const STATEMENT = {
  Effect: "Allow",
  Action: ["dynamodb:GetItem", "dynamodb:Query"],
  Resource: "arn:aws:dynamodb:eu-west-1:300000000001:table/orders",
  Condition: { "ForAllValues:StringEquals": OWN, Null: { [KEY]: "false" } },
};
const permissions = (policy: unknown): PolicyTarget[] => [{ type: "aws:iam/rolePolicy:RolePolicy", props: { policy } }];
const saying = (change: Record<string, unknown>) => permissions(policyOf(changed(STATEMENT, change)));

describeRule(tenantStatement, {
  right: () => saying({}),
  refuses: [
    { fact: "Scan", change: () => saying({ Action: "dynamodb:Scan" }), says: /got \["dynamodb:Scan"\]; leave them out/ },
    { fact: "Scan by a pattern", change: () => saying({ Action: ["dynamodb:GetItem", "dynamodb:S*n"] }), says: /\["dynamodb:Scan"\]/ },
    { fact: "a search of vectors", change: () => saying({ Action: "dynamodb:SearchVectors" }) },
    { fact: "everything of DynamoDB", change: () => saying({ Action: "dynamodb:*" }), says: /ExportTableToPointInTime/ },
    { fact: "all but some actions", change: () => saying({ Action: undefined, NotAction: "dynamodb:DeleteItem" }) },
    {
      fact: "keys in other letters",
      change: () => saying({ Action: "dynamodb:Scan", Condition: { StringEquals: { "DynamoDB:leadingkeys": "a" } } }),
    },
    {
      fact: "leading keys only where there are any",
      change: () => saying({ Condition: { "ForAllValues:StringEqualsIfExists": OWN } }),
      says: /leave out IfExists/,
    },
  ],
  accepts: [
    { fact: "Scan without leading keys, which is no tenant's", change: () => saying({ Action: "dynamodb:Scan", Condition: undefined }) },
    { fact: "a Deny of Scan", change: () => saying({ Effect: "Deny", Action: "dynamodb:Scan" }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => permissions(UNKNOWN_TEXT) },
    { fact: "a table that is unknown", change: () => saying({ Resource: UNKNOWN_TEXT }) },
  ],
});
