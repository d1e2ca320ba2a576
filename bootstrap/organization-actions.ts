import type { ActionsOfType } from "./actions-of-type.ts";

/** What the stacks of the management account need, by type of resource. */
export const ORGANIZATION_ACTIONS: Readonly<Record<string, ActionsOfType>> = {
  "aws:organizations/account:Account": {
    reads: [
      "organizations:DescribeAccount",
      "organizations:DescribeCreateAccountStatus",
      "organizations:ListParents",
      "organizations:ListTagsForResource",
    ],
    changes: [
      "account:PutAccountName",
      "organizations:CloseAccount",
      "organizations:CreateAccount",
      "organizations:MoveAccount",
      "organizations:RemoveAccountFromOrganization",
      "organizations:TagResource",
      "organizations:UntagResource",
    ],
  },
  "aws:organizations/organization:Organization": {
    reads: [
      "organizations:DescribeOrganization",
      "organizations:ListAWSServiceAccessForOrganization",
      "organizations:ListAccounts",
      "organizations:ListRoots",
    ],
    changes: [
      "organizations:CreateOrganization",
      "organizations:DeleteOrganization",
      "organizations:DisableAWSServiceAccess",
      "organizations:DisablePolicyType",
      "organizations:EnableAWSServiceAccess",
      "organizations:EnableAllFeatures",
      "organizations:EnablePolicyType",
    ],
  },
  "aws:organizations/organizationalUnit:OrganizationalUnit": {
    reads: [
      "organizations:DescribeOrganizationalUnit",
      "organizations:ListAccountsForParent",
      "organizations:ListParents",
      "organizations:ListTagsForResource",
    ],
    changes: [
      "organizations:CreateOrganizationalUnit",
      "organizations:DeleteOrganizationalUnit",
      "organizations:TagResource",
      "organizations:UntagResource",
      "organizations:UpdateOrganizationalUnit",
    ],
  },
  "aws:organizations/policy:Policy": {
    reads: ["organizations:DescribePolicy", "organizations:ListTagsForResource"],
    changes: [
      "organizations:CreatePolicy",
      "organizations:DeletePolicy",
      "organizations:TagResource",
      "organizations:UntagResource",
      "organizations:UpdatePolicy",
    ],
  },
  "aws:organizations/policyAttachment:PolicyAttachment": {
    reads: ["organizations:ListTargetsForPolicy"],
    changes: ["organizations:AttachPolicy", "organizations:DetachPolicy"],
  },
};
