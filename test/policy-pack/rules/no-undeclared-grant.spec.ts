import { noUndeclaredGrant } from "../../../policy-pack/rules/no-undeclared-grant.ts";
import { declaredLine } from "../declared-line.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";
const REPORTER = "arn:aws:iam::300000000002:role/palisade/workload/reporter";
const STRANGER = "arn:aws:iam::300000000002:role/stranger";
const OWNER = { allowedAccountIds: '["300000000001"]' };

const STATEMENT = { Effect: "Allow", Principal: { AWS: REPORTER }, Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: "*" };
const table = (change: Record<string, unknown> = {}, resourceArn: unknown = TABLE): PolicyTarget[] => [
  { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", props: { resourceArn, policy: policyOf(changed(STATEMENT, change)) } },
];
const key = (change: Record<string, unknown>, provider: Record<string, unknown> = OWNER): PolicyTarget[] => [
  { type: "aws:kms/key:Key", props: { policy: policyOf({ ...STATEMENT, Action: "kms:Decrypt", ...change }) }, provider },
];
const secret = (secretArn: unknown, change: Record<string, unknown> = {}): PolicyTarget[] => [
  {
    type: "aws:secretsmanager/secretPolicy:SecretPolicy",
    props: { secretArn, policy: policyOf({ ...STATEMENT, Action: "secretsmanager:GetSecretValue", ...change }) },
  },
];
const SIGNING = "arn:aws:secretsmanager:eu-west-1:300000000001:secret:signing-AbCdEf";
const role = (principal: string, props: Record<string, unknown>, provider: Record<string, unknown> = OWNER): PolicyTarget[] => [
  {
    type: "aws:iam/role:Role",
    props: { assumeRolePolicy: policyOf({ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" }), ...props },
    provider,
  },
];

const inline = (name: string): PolicyTarget[] => [
  {
    type: "aws:secretsmanager/secret:Secret",
    props: { name, policy: policyOf({ ...STATEMENT, Action: "secretsmanager:GetSecretValue" }) },
    provider: OWNER,
  },
];
const cloudControlTable = (name: string): PolicyTarget[] => [
  {
    type: "aws:cloudcontrol/resource:Resource",
    props: {
      typeName: "AWS::DynamoDB::Table",
      desiredState: JSON.stringify({ TableName: name, ResourcePolicy: { PolicyDocument: { Statement: [STATEMENT] } } }),
    },
    provider: OWNER,
  },
];
const keyGrant = (granteePrincipal: string, change: Record<string, unknown> = {}, provider = OWNER): PolicyTarget[] => [
  { type: "aws:kms/grant:Grant", props: { keyId: "1234", granteePrincipal, operations: ["Decrypt"], ...change }, provider },
];

describeRule(noUndeclaredGrant, {
  pack: declaredLine(),
  right: () => table(),
  refuses: [
    {
      fact: "a principal of a known account that nobody declared, and says where to declare it",
      change: () => table({ Principal: { AWS: STRANGER } }),
      says: /statement 1: no grant to this principal is declared, got "arn:aws:iam::300000000002:role\/stranger"; declare it in accounts\/owner\/data\.yaml:3, under sharedWith of owner\/tables\/ledger,/,
    },
    { fact: "a principal of a foreign account", change: () => table({ Principal: { AWS: "arn:aws:iam::999999999999:role/x" } }) },
    { fact: "the whole account of a consumer", change: () => table({ Principal: { AWS: "arn:aws:iam::300000000002:root" } }) },
    { fact: "the whole account by its id", change: () => table({ Principal: { AWS: "300000000002" } }) },
    {
      fact: "an account with a pin to another role",
      change: () =>
        table({ Principal: { AWS: "arn:aws:iam::300000000002:root" }, Condition: { ArnLike: { "aws:PrincipalArn": STRANGER } } }),
    },
    {
      fact: "anyone with a pin to another role",
      change: () => table({ Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": STRANGER } } }),
    },
    {
      fact: "a pin to more than the declared role",
      change: () =>
        table({
          Principal: { AWS: "arn:aws:iam::300000000002:root" },
          Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::300000000002:role/palisade/workload/*" } },
        }),
    },
    {
      fact: "more than the grant gives, and says where to add the right",
      change: () => table({ Action: ["dynamodb:GetItem", "dynamodb:PutItem"] }),
      says: /the grant owner\/tables\/ledger\/sharedWith\/consumer\/reporter gives less, got \["dynamodb:PutItem"\] for .*; add the right in accounts\/owner\/data\.yaml:\d+/,
    },
    {
      fact: "a grant of another table",
      change: () => table({}, `${TABLE}-other`),
      says: /declare it in accounts\/owner\/data\.yaml, where the account owner declares what it shares/,
    },
    {
      fact: "a grant that has ended",
      change: () => table({}, TABLE.replace("ledger", "ended")),
      says: /the grant owner\/tables\/ended\/sharedWith\/consumer\/reporter ended with 2026-01-31/,
    },
    {
      fact: "a table of an account that the declaration does not have",
      change: () => table({}, TABLE.replace("300000000001", "300000000009")),
      says: /declare it in the declaration of line, which has no account 300000000009 yet/,
    },
    {
      fact: "a session of a role that nobody declared",
      change: () => table({ Principal: { AWS: "arn:aws:sts::300000000002:assumed-role/stranger/s" } }),
    },
    { fact: "a key for a stranger", change: () => key({ Principal: { AWS: STRANGER } }) },
    { fact: "a key's administration for a consumer", change: () => key({ Action: ["kms:Decrypt", "kms:PutKeyPolicy"] }) },
    { fact: "a secret for a stranger", change: () => secret(SIGNING, { Principal: { AWS: STRANGER } }) },
    { fact: "another secret for the consumer", change: () => secret(SIGNING.replace("signing", "other")) },
    { fact: "a role of the team's own that a consumer takes", change: () => role(REPORTER, { name: "reading" }) },
    {
      fact: "a declared role that a stranger takes",
      change: () => role(STRANGER, { name: "consumer.reporter", path: "/palisade/access/" }),
    },
    { fact: "a vendor's principal at another role", change: () => role("arn:aws:iam::900000000001:role/Scan", { name: "Other" }) },
    { fact: "a role without a name of its own", change: () => role(REPORTER, {}) },
    ...["*", "*role/reader", "arn:aws:iam::3*:role/reader"].map((pin) => ({
      fact: `a whole account with the pin ${pin}`,
      change: () => table({ Principal: { AWS: "300000000002" }, Condition: { ArnLike: { "aws:PrincipalArn": pin } } }),
      says: /got "300000000002"/,
    })),
    { fact: "another secret with its policy inside", change: () => inline("payroll") },
    { fact: "another table that Cloud Control makes", change: () => cloudControlTable("payroll") },
    {
      fact: "a grant of a key to a stranger",
      change: () => keyGrant(STRANGER),
      says: /granteePrincipal, the grant of the key: no grant to this principal is declared, got "[^"]+stranger"/,
    },
    {
      fact: "a grant of a key of the account in its ARN",
      change: () => keyGrant(STRANGER, { keyId: "arn:aws:kms:eu-west-1:300000000001:key/1" }, { allowedAccountIds: '["300000000002"]' }),
    },
    { fact: "a grant of a key with more than its use", change: () => keyGrant(REPORTER, { operations: ["Decrypt", "Sign"] }) },
  ],
  accepts: [
    { fact: "principals of the table's own account", change: () => table({ Principal: { AWS: "arn:aws:iam::300000000001:role/x" } }) },
    { fact: "a service", change: () => table({ Principal: { Service: "dynamodb.amazonaws.com" } }) },
    { fact: "a Deny", change: () => table({ Effect: "Deny", Principal: { AWS: STRANGER } }) },
    {
      fact: "an account that is pinned to the declared role",
      change: () =>
        table({ Principal: { AWS: "arn:aws:iam::300000000002:root" }, Condition: { ArnLike: { "aws:PrincipalArn": REPORTER } } }),
    },
    {
      fact: "the declared role's session",
      change: () => table({ Principal: { AWS: "arn:aws:sts::300000000002:assumed-role/reporter/s" } }),
    },
    { fact: "the stream of the table", change: () => table({ Action: "dynamodb:GetRecords" }, `${TABLE}/stream/2026-01-01T00:00:00.000`) },
    { fact: "the key of what is shared", change: () => key({}) },
    { fact: "the declared secret", change: () => secret(SIGNING) },
    { fact: "the role that the grant declares", change: () => role(REPORTER, { name: "consumer.reporter", path: "/palisade/access/" }) },
    { fact: "the declared secret with its policy inside", change: () => inline("signing") },
    { fact: "the declared table that Cloud Control makes", change: () => cloudControlTable("ledger") },
    { fact: "a grant of a key to a consumer", change: () => keyGrant(REPORTER) },
    { fact: "a grant of a key within its account", change: () => keyGrant("arn:aws:iam::300000000001:role/x") },
    { fact: "a vendor at its role", change: () => role("arn:aws:iam::900000000001:role/Scan", { name: "ScannerRead" }) },
    {
      fact: "the runner of deployments at the deploy role",
      change: () => role("arn:aws:iam::100000000001:role/PalisadeRunner", { name: "PalisadeDeploy" }),
    },
    {
      fact: "the account of the role that the provider takes",
      change: () => key({ Principal: { AWS: "300000000003" } }, { assumeRoles: '[{"roleArn":"arn:aws:iam::300000000003:role/deploy"}]' }),
    },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => [{ type: "aws:kms/key:Key", props: { policy: UNKNOWN_TEXT }, provider: OWNER }] },
    {
      fact: "a key whose account nobody names",
      change: () => key({}, {}),
      says: /the account of policy is not known, since its provider names none/,
    },
    {
      fact: "a grant of a key to whom a preview does not show",
      change: () => keyGrant(UNKNOWN_TEXT),
      says: /^granteePrincipal is unknown/,
    },
    { fact: "a table that is unknown", change: () => secret(UNKNOWN_TEXT, { Resource: "*" }), says: /secretArn|account/ },
  ],
});
