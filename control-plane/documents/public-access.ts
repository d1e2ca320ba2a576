import type { Condition, PolicyDocument, Statement } from "./parse-document.ts";

// A condition on one of these keys makes a statement for everyone non-public, if its values are fixed.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html
const TRUSTED_KEYS = new Set(
  [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:UserId",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalIsAWSService",
    "aws:Ec2InstanceSourceVpc",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
  ].map((key) => key.toLowerCase()),
);
const BINDING_OPERATORS = new Set(["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "Bool"]);

/** The first statement that AWS calls public: an Allow for everyone without a condition that fixes a trusted key. */
export function publicStatement(document: PolicyDocument): Statement | undefined {
  return document.statements.find(
    (statement) => statement.effect === "Allow" && isForEveryone(statement) && !statement.conditions.some(isNarrowing),
  );
}

function isForEveryone(statement: Statement): boolean {
  return statement.notPrincipals !== undefined || (statement.principals ?? []).some(({ kind, value }) => kind === "AWS" && value === "*");
}

function isNarrowing({ operator, qualifier, isIfExists, key, values }: Condition): boolean {
  return (
    BINDING_OPERATORS.has(operator) &&
    !isIfExists &&
    qualifier !== "ForAllValues" &&
    TRUSTED_KEYS.has(key.toLowerCase()) &&
    values.every((value) => !/[*?]|\$\{/.test(value)) &&
    (key.toLowerCase() !== "aws:principalisawsservice" || values.every((value) => value === "true"))
  );
}
