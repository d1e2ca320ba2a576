import { rolePairsFit } from "../../../policy-pack/rules/role-pairs-fit.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const OWNER = "300000000001";
const CALLER = "300000000002";
const arn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const trust = (principal: unknown, more: Record<string, unknown> = {}) =>
  policyOf(changed({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more }, {}));
const EC2 = trust({ Service: "ec2.amazonaws.com" });

const role = (account: string, name: string, props: Record<string, unknown> = {}): PolicyTarget => ({
  type: "aws:iam/role:Role",
  name,
  props: { name, arn: arn(account, name), assumeRolePolicy: EC2, ...props },
  provider: { allowedAccountIds: [account] },
});
const permission = (statement: Record<string, unknown>, policy?: unknown): PolicyTarget => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "permission",
  props: { role: "caller", policy: policy ?? policyOf({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }) },
  provider: { allowedAccountIds: [CALLER] },
});
const READER = arn(OWNER, "reader");
const pair = (
  trusted: unknown = { AWS: arn(CALLER, "caller") },
  statement: Record<string, unknown> = { Resource: READER },
): PolicyTarget[] => [role(OWNER, "reader", { assumeRolePolicy: trust(trusted) }), role(CALLER, "caller"), permission(statement)];

describeRule(rolePairsFit, {
  copiesAccounts: true,
  right: () => pair(),
  refuses: [
    {
      fact: "a role whose trust lets another role take it",
      change: () => pair({ AWS: arn(CALLER, "other") }),
      says: /the trust of the role does not let arn:aws:iam::300000000002:role\/caller take it, got "arn:aws:iam::300000000001:role\/reader"/,
    },
    { fact: "a trust of a service alone", change: () => pair({ Service: "ec2.amazonaws.com" }) },
    {
      fact: "a trust whose pin is for another role",
      change: () => [
        role(OWNER, "reader", {
          assumeRolePolicy: trust({ AWS: CALLER }, { Condition: { ArnLike: { "aws:PrincipalArn": arn(CALLER, "other") } } }),
        }),
        role(CALLER, "caller"),
        permission({ Resource: READER }),
      ],
    },
    {
      fact: "a trust of a role of another account without the permission",
      change: () => [role(OWNER, "reader", { assumeRolePolicy: trust({ AWS: arn(CALLER, "caller") }) }), role(CALLER, "caller")],
      says: /names this role, which has no permission to take it, got 0 statements/,
    },
    { fact: "a permission for another role", change: () => pair(undefined, { Resource: arn(OWNER, "writer") }) },
  ],
  several: () => [
    ...pair({ AWS: arn(CALLER, "other") }),
    role(OWNER, "writer"),
    { ...permission({ Resource: arn(OWNER, "writer") }), name: "two" },
  ],
  accepts: [
    { fact: "a trust of the caller's account", change: () => pair({ AWS: CALLER }) },
    { fact: "a permission by pattern", change: () => pair(undefined, { Resource: `arn:aws:iam::${OWNER}:role/*` }) },
    {
      fact: "a trust within one account, which needs no permission",
      change: () => [role(OWNER, "reader", { assumeRolePolicy: trust({ AWS: arn(OWNER, "caller") }) }), role(OWNER, "caller")],
    },
    { fact: "roles of another stack", change: () => [role(CALLER, "caller"), permission({ Resource: READER })] },
    { fact: "a Deny", change: () => [role(OWNER, "reader"), role(CALLER, "caller"), permission({ Effect: "Deny", Resource: READER })] },
  ],
  leavesOpen: [
    { fact: "a trust that is unknown", change: () => [role(OWNER, "reader", { assumeRolePolicy: UNKNOWN_TEXT }), ...pair().slice(1)] },
    {
      fact: "a permission that is unknown",
      change: () => [...pair().slice(0, 2), permission({}, UNKNOWN_TEXT)],
    },
  ],
});
