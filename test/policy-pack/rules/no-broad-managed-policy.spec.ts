import { noBroadManagedPolicy } from "../../../policy-pack/rules/no-broad-managed-policy.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const attachment = (policyArn: unknown): PolicyTarget[] => [
  { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", props: { role: "orders", policyArn } },
];
const role = (managedPolicyArns: unknown): PolicyTarget[] => [{ type: "aws:iam/role:Role", props: { managedPolicyArns } }];

describeRule(noBroadManagedPolicy, {
  right: () => attachment("arn:aws:iam::300000000001:policy/orders"),
  refuses: [
    {
      fact: "all tables",
      change: () => attachment(aws("AmazonDynamoDBFullAccess")),
      says: /policyArn: .* got "arn:aws:iam::aws:policy\/AmazonDynamoDBFullAccess"/,
    },
    { fact: "all tables to read", change: () => attachment(aws("AmazonDynamoDBReadOnlyAccess")) },
    { fact: "everything", change: () => attachment(aws("AdministratorAccess")) },
    { fact: "everything in another partition", change: () => attachment("arn:aws-us-gov:iam::aws:policy/AdministratorAccess") },
    { fact: "a job", change: () => attachment(aws("job-function/DatabaseAdministrator")) },
    {
      fact: "a role's own list",
      change: () => role([aws("service-role/AWSLambdaBasicExecutionRole"), aws("PowerUserAccess")]),
      says: /managedPolicyArns\[1\]/,
    },
    {
      fact: "a permission set",
      change: () => [
        { type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment", props: { managedPolicyArn: aws("AdministratorAccess") } },
      ],
    },
    { fact: "another one than is allowed", change: () => attachment(aws("PowerUserAccess")), settings: { allowed: ["ReadOnlyAccess"] } },
  ],
  accepts: [
    { fact: "a policy of AWS's for one service", change: () => attachment(aws("service-role/AWSLambdaBasicExecutionRole")) },
    { fact: "a policy of one's own by the same name", change: () => attachment("arn:aws:iam::300000000001:policy/AdministratorAccess") },
    { fact: "one that is allowed", change: () => attachment(aws("ReadOnlyAccess")), settings: { allowed: ["ReadOnlyAccess"] } },
    { fact: "no list", change: () => role(undefined) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => attachment(UNKNOWN_TEXT) },
    {
      fact: "one of a list that is unknown",
      change: () => role([aws("service-role/AWSLambdaBasicExecutionRole"), UNKNOWN_TEXT]),
      says: /managedPolicyArns\[1\]/,
    },
  ],
});
