import { type Properties, textOf } from "../properties.ts";
import type { Resource } from "../resource.ts";
import type { DataSource, Question } from "../resource-type.ts";
import { ACCOUNT_TOKEN, nodeKey, organizationOf, rootIdOf, UNIT_TOKEN } from "./organizations.ts";

/** An account as AWS lists it, which is without its parent. */
const listedAccount = ({ id, inputs, outputs }: Resource): Properties => ({
  id,
  arn: outputs["arn"],
  name: inputs["name"],
  email: inputs["email"],
  state: outputs["state"],
  status: outputs["status"],
  joinedMethod: outputs["joinedMethod"],
  joinedTimestamp: outputs["joinedTimestamp"],
});

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
export const GET_ORGANIZATION: DataSource = {
  token: "aws:organizations/getOrganization:getOrganization",
  answer: ({ account, view, refuse }) => {
    const organization = organizationOf(view, account);
    if (organization === undefined) {
      return refuse(
        "AWSOrganizationsNotInUseException",
        "Your account is not a member of an organization.",
        "ask from the management account",
      );
    }
    const { arn, masterAccountId, masterAccountArn, masterAccountEmail, masterAccountName, roots, featureSet } = organization.outputs;
    const members = view.all(ACCOUNT_TOKEN, account, "").map(listedAccount);
    return {
      id: organization.id,
      arn,
      featureSet,
      masterAccountId,
      masterAccountArn,
      masterAccountEmail,
      masterAccountName,
      roots,
      enabledPolicyTypes: organization.inputs["enabledPolicyTypes"] ?? [],
      awsServiceAccessPrincipals: organization.inputs["awsServiceAccessPrincipals"] ?? [],
      accounts: [...(organization.outputs["accounts"] as readonly unknown[]), ...members],
      nonMasterAccounts: members,
    };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
export const GET_ORGANIZATIONAL_UNITS: DataSource = {
  token: "aws:organizations/getOrganizationalUnits:getOrganizationalUnits",
  answer: ({ account, args, view }) => {
    const parentId = textOf(args, "parentId") ?? "";
    const units = view.all(UNIT_TOKEN, account, "").filter((unit) => unit.inputs["parentId"] === parentId);
    return {
      id: parentId,
      parentId,
      children: units.map((unit) => ({ id: unit.id, arn: unit.outputs["arn"], name: unit.inputs["name"] })),
    };
  },
};

/** The parent that a question is about; the root is one too. */
function askedParent({ args, view, refuse }: Question): string {
  const parentId = textOf(args, "parentId") ?? "";
  if (view.find(nodeKey(parentId)) !== undefined && !/^\d/.test(parentId)) return parentId;
  return refuse(
    "ParentNotFoundException",
    `We can't find a root or OU with the ParentId that you specified: '${parentId}'`,
    "correct it, or declare the unit without an id, so that it is created",
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
export const GET_CHILD_ACCOUNTS: DataSource = {
  token: "aws:organizations/getOrganizationalUnitChildAccounts:getOrganizationalUnitChildAccounts",
  answer: (asked) => {
    const { account, view } = asked;
    const parentId = askedParent(asked);
    const organization = organizationOf(view, account);
    const rootId = organization === undefined ? "" : rootIdOf(organization.outputs);
    // An account without a parent of its own lies in the root, and so does the management account.
    const members = view.all(ACCOUNT_TOKEN, account, "").filter(({ inputs }) => (textOf(inputs, "parentId") ?? rootId) === parentId);
    const master = parentId === rootId ? ((organization?.outputs["accounts"] ?? []) as readonly unknown[]) : [];
    return { id: parentId, parentId, accounts: [...master, ...members.map(listedAccount)] };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
export const GET_DESCENDANT_UNITS: DataSource = {
  token: "aws:organizations/getOrganizationalUnitDescendantOrganizationalUnits:getOrganizationalUnitDescendantOrganizationalUnits",
  answer: (asked) => {
    const { account, view } = asked;
    const parentId = askedParent(asked);
    const byParent = Map.groupBy(view.all(UNIT_TOKEN, account, ""), ({ inputs }) => textOf(inputs, "parentId"));
    const below = (id: string): Resource[] => (byParent.get(id) ?? []).flatMap((unit) => [unit, ...below(unit.id)]);
    const childrens = below(parentId).map(({ id, inputs, outputs }) => ({ id, arn: outputs["arn"], name: inputs["name"] }));
    return { id: parentId, parentId, childrens };
  },
};
