import { sparesWhoDeploys } from "../../../policy-pack/rules/spares-who-deploys.ts";
import { declaredLine } from "../declared-line.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const DEPLOY = "arn:aws:iam::*:role/PalisadeDeploy";
const BREAK_GLASS = "arn:aws:iam::*:role/BreakGlass";
const STATEMENT = {
  Effect: "Deny",
  Action: ["iam:*", "kms:PutKeyPolicy"],
  Resource: "*",
  Condition: { ArnNotLike: { "aws:PrincipalArn": [DEPLOY, BREAK_GLASS] } },
};
const scp = (content: unknown): PolicyTarget[] => [
  { type: "aws:organizations/policy:Policy", props: { type: "SERVICE_CONTROL_POLICY", content } },
];
const saying = (change: Record<string, unknown>) => scp(policyOf(changed(STATEMENT, change)));
const settings = { spared: [BREAK_GLASS] };

describeRule(sparesWhoDeploys, {
  pack: declaredLine(),
  right: () => saying({}),
  refuses: [
    {
      fact: "a Deny without a word about the deploy role that is declared",
      change: () => saying({ Condition: { ArnNotLike: { "aws:PrincipalArn": BREAK_GLASS } } }),
      says: /are denied iam:CreateRole, iam:PutRolePolicy, kms:PutKeyPolicy everywhere, got \["arn:aws:iam::\*:role\/PalisadeDeploy"\]/,
    },
    {
      fact: "a Deny without a word about a role of the settings",
      settings,
      change: () => saying({ Condition: { ArnNotLike: { "aws:PrincipalArn": DEPLOY } } }),
      says: /BreakGlass/,
    },
    { fact: "a Deny of everything", change: () => saying({ Action: "*", Condition: undefined }) },
    { fact: "a Deny of all but some actions", change: () => saying({ Action: undefined, NotAction: "s3:*", Condition: undefined }) },
    {
      fact: "a Deny for everybody in an organization",
      change: () => saying({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
    },
  ],
  accepts: [
    { fact: "roles that no setting names", settings, change: () => saying({}) },
    { fact: "a Deny of other actions", change: () => saying({ Action: "organizations:LeaveOrganization", Condition: undefined }) },
    { fact: "a Deny on some resources", change: () => saying({ Resource: "arn:aws:iam::*:role/palisade/*", Condition: undefined }) },
    { fact: "a Deny of some regions", change: () => saying({ Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } }) },
    { fact: "a Deny of root's own calls", change: () => saying({ Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } } }) },
    { fact: "other needs", settings: { needs: ["sts:AssumeRole"] }, change: () => saying({ Condition: undefined }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => scp(UNKNOWN_TEXT) },
    { fact: "a resource that is unknown", change: () => saying({ Resource: UNKNOWN_TEXT }) },
  ],
});

// The owner has a deploy role of its own, the consumer the organization's.
const OWN = "arn:aws:iam::300000000001:role/platform/deployer";
const except = (...roles: readonly string[]) => saying({ Condition: { ArnNotLike: { "aws:PrincipalArn": roles } } });

describeRule(sparesWhoDeploys, {
  pack: declaredLine(["accounts/owner/account.yaml", "deployers:", "deployment: { role: platform/deployer }\ndeployers:"]),
  right: () => saying({}),
  refuses: [
    {
      fact: "a Deny without a word about any of the deploy roles",
      change: () => except(BREAK_GLASS),
      says: /got \["arn:aws:iam::300000000002:role\/PalisadeDeploy","arn:aws:iam::300000000001:role\/platform\/deployer"\]/,
    },
    { fact: "a Deny that spares a role of that name under another path", change: () => except("arn:aws:iam::*:role/cdk/deployer") },
    {
      fact: "a Deny that spares the organization's role where it does not deploy",
      change: () => except(OWN.replace("platform/deployer", "PalisadeDeploy")),
    },
    { fact: "a Deny of everything", change: () => saying({ Action: "*", Condition: undefined }) },
  ],
  accepts: [
    { fact: "a Deny for accounts with the organization's role", change: () => except(DEPLOY) },
    { fact: "a Deny for accounts with that role", change: () => except(OWN.replace("300000000001", "*")) },
    { fact: "a Deny for the one account", change: () => except(OWN) },
  ],
  leavesOpen: [{ fact: "a policy that is unknown", change: () => scp(UNKNOWN_TEXT) }],
});
