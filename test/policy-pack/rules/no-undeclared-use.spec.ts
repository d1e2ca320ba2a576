import { noUndeclaredUse } from "../../../policy-pack/rules/no-undeclared-use.ts";
import { declaredLine } from "../declared-line.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const LEDGER = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const CONSUMER = { allowedAccountIds: ["300000000002"] };
const STATEMENT = { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: [LEDGER, `${LEDGER}/index/byDay`] };

const permissions = (change: Record<string, unknown> = {}, provider: Record<string, unknown> = CONSUMER): PolicyTarget[] => [
  { type: "aws:iam/rolePolicy:RolePolicy", props: { policy: policyOf(changed(STATEMENT, change)) }, provider },
];

describeRule(noUndeclaredUse, {
  pack: declaredLine(),
  right: () => permissions(),
  refuses: [
    {
      fact: "a table that nobody granted, and says where to ask for it",
      change: () => permissions({ Resource: LEDGER.replace("ledger", "customers") }),
      says: /no grant to account 300000000002 is declared, got "[^"]+customers"; ask for it in accounts\/owner\/data\.yaml, where/,
    },
    {
      fact: "a declared table that is not granted to the account",
      change: () => permissions({ Resource: LEDGER }, { allowedAccountIds: ["300000000003"] }),
      says: /ask for it in accounts\/owner\/data\.yaml:3, under sharedWith of owner\/tables\/ledger/,
    },
    {
      fact: "more than the grant gives",
      change: () => permissions({ Action: ["dynamodb:GetItem", "dynamodb:DeleteItem"], Resource: LEDGER }),
      says: /gives less, got \["dynamodb:DeleteItem"\]/,
    },
    {
      fact: "a grant that has ended",
      change: () => permissions({ Resource: LEDGER.replace("ledger", "ended") }),
      says: /ended with 2026-01-31/,
    },
    {
      fact: "a secret that nobody granted",
      change: () =>
        permissions({
          Action: "secretsmanager:GetSecretValue",
          Resource: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:other-AbCdEf",
        }),
    },
    ...["arn:aws:dynamodb:eu-west-1:*:table/ledger", "arn:aws:dynamodb:*:30000000000?:table/ledger"].map((resource) => ({
      fact: `any account: ${resource}`,
      change: () => permissions({ Resource: resource }),
      says: /resources of any account are allowed, got .*; name the account, or add StringEquals on aws:ResourceAccount/,
    })),
    {
      fact: "any account, with a condition that names another",
      change: () =>
        permissions({
          Resource: LEDGER.replace("300000000001", "*"),
          Condition: { StringEquals: { "aws:ResourceAccount": "300000000001" } },
        }),
    },
    { fact: "a pattern of the service", change: () => permissions({ Resource: "arn:aws:*:eu-west-1:300000000001:table/other" }) },
  ],
  several: () => permissions({ Resource: [LEDGER.replace("ledger", "a"), LEDGER.replace("ledger", "b")] }),
  accepts: [
    { fact: "tables of its own", change: () => permissions({}, { allowedAccountIds: ["300000000001"] }) },
    {
      fact: "a granted secret",
      change: () =>
        permissions({
          Action: "secretsmanager:GetSecretValue",
          Resource: "arn:aws:secretsmanager:eu-west-1:300000000001:secret:signing-AbCdEf",
        }),
    },
    {
      fact: "what gives no data",
      change: () => permissions({ Action: "dynamodb:DescribeTable", Resource: LEDGER.replace("ledger", "a") }),
    },
    {
      fact: "any account, with a condition that names its own",
      change: () =>
        permissions({
          Resource: LEDGER.replace("300000000001", "*"),
          Condition: { StringEquals: { "aws:ResourceAccount": "300000000002" } },
        }),
    },
    {
      fact: "a permission set, whose roles lie in other accounts than its provider's",
      change: () => [
        {
          type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
          props: { inlinePolicy: policyOf(STATEMENT) },
          provider: { allowedAccountIds: ["100000000001"] },
        },
      ],
    },
    { fact: "a Deny", change: () => permissions({ Effect: "Deny", Resource: LEDGER.replace("ledger", "a") }) },
    { fact: "other services", change: () => permissions({ Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:300000000001:q" }) },
  ],
  leavesOpen: [
    {
      fact: "a policy that is unknown",
      change: () => [{ type: "aws:iam/policy:Policy", props: { policy: UNKNOWN_TEXT }, provider: CONSUMER }],
    },
    {
      fact: "a role whose account nobody names",
      change: () => permissions({}, {}),
      says: /the account of the role is not known, since its provider names none/,
    },
  ],
});
