import { QUOTAS } from "../../iam/quota.ts";
import { TEXT_LIMITS, textFault } from "../../iam/text-limits.ts";
import type { AwsView } from "../aws-state.ts";
import { madeUp } from "../made-up.ts";
import { globalArn } from "../place.ts";
import { isGiven, type Properties, textOf, textsOf } from "../properties.ts";
import { accountKey, type Resource } from "../resource.ts";
import { type Facts, type Requirement, type ResourceType, requirement, type Subject } from "../resource-type.ts";

const ORGANIZATION_TOKEN = "aws:organizations/organization:Organization";
export const UNIT_TOKEN = "aws:organizations/organizationalUnit:OrganizationalUnit";
export const ACCOUNT_TOKEN = "aws:organizations/account:Account";

/** An account that works; AWS calls the same its status before it calls it its state. */
const ACTIVE = { state: "ACTIVE", status: "ACTIVE" };

/** The key of a root, organizational unit or account as a node of the organization. */
export function nodeKey(id: string): string {
  return `organizations node ${id}`;
}

/** The organization that an account manages, or undefined. */
export function organizationOf(view: AwsView, account: string): Resource | undefined {
  return view.find(organizationKey(account));
}

/** The id of the organization that an account manages, as in ARNs. */
export function organizationIdOf(view: AwsView, account: string): string {
  return organizationOf(view, account)?.id ?? "o-none";
}

function organizationKey(managementAccount: string): string {
  return `organization of ${managementAccount}`;
}

/** A requirement of the organization that the caller manages. */
export function ownOrganization(facts: Facts): Requirement {
  return requirement(
    organizationKey(facts.account),
    "blocks",
    "AWSOrganizationsNotInUseException",
    "Your account is not a member of an organization.",
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html */
export const ORGANIZATION: ResourceType = {
  token: ORGANIZATION_TOKEN,
  scope: "global",
  required: [],
  defaults: { featureSet: "ALL" },
  replacedBy: [],
  sets: ["enabledPolicyTypes", "awsServiceAccessPrincipals"],
  isTaggable: false,
  computed: [
    "arn",
    "masterAccountArn",
    "masterAccountEmail",
    "masterAccountId",
    "masterAccountName",
    "roots",
    "accounts",
    "nonMasterAccounts",
  ],
  make: (facts) => {
    const id = facts.existingId ?? `o-${madeUp("organization", facts.account, facts.generation).alphanumeric(10)}`;
    const rootId = `r-${madeUp("root", id).alphanumeric(4)}`;
    const masterAccountArn = globalArn(facts, "organizations", `account/${id}/${facts.account}`);
    const master = { id: facts.account, arn: masterAccountArn, name: "management", email: "management@example.com", ...ACTIVE };
    const policyTypes = textsOf(facts.inputs, "enabledPolicyTypes").map((type) => ({ type, status: "ENABLED" }));
    return {
      id,
      outputs: {
        arn: globalArn(facts, "organizations", `organization/${id}`),
        masterAccountArn,
        masterAccountEmail: master.email,
        masterAccountId: facts.account,
        masterAccountName: master.name,
        roots: [{ id: rootId, arn: globalArn(facts, "organizations", `root/${id}/${rootId}`), name: "Root", policyTypes }],
        // The data source lists the accounts that are added later.
        accounts: [master],
        nonMasterAccounts: [],
      },
    };
  },
  unique: ({ account }) => [organizationKey(account)],
  taken: () => ["AlreadyInOrganizationException", "The AWS account is already a member of an organization."],
  foundAs: ({ account }, { outputs }) => [accountKey(account), nodeKey(account), nodeKey(rootIdOf(outputs))],
  undeletable: (_, blockers) =>
    blockers.length === 0
      ? undefined
      : {
          code: "OrganizationNotEmptyException",
          message: "The organization isn't empty.",
          remedy: `remove first: ${blockers.map((blocker) => blocker.urn).join(", ")}`,
        },
};

/** The id of an organization's only root, from its outputs. */
export function rootIdOf(outputs: Properties): string {
  const [root] = Array.isArray(outputs["roots"]) ? (outputs["roots"] as readonly Properties[]) : [];
  return textOf(root ?? {}, "id") ?? "";
}

function parentOf(facts: Facts): readonly Requirement[] {
  const parentId = textOf(facts.inputs, "parentId");
  if (parentId === undefined) return [];
  return [
    requirement(nodeKey(parentId), "blocks", "ParentNotFoundException", `You specified parent values that don't exist. (${parentId})`),
  ];
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html */
export const ORGANIZATIONAL_UNIT: ResourceType = {
  token: UNIT_TOKEN,
  scope: "global",
  required: ["parentId"],
  name: { input: "name", maximumLength: 128, pattern: /^[\s\S]+$/, allowed: "any characters" },
  replacedBy: ["parentId"],
  isTaggable: true,
  computed: ["arn", "accounts"],
  make: (facts, view) => {
    const parentId = String(facts.inputs["parentId"]);
    // The id of a unit contains the end of its root's id.
    const [, root = ""] = /^(?:r|ou)-([a-z0-9]+)/.exec(parentId) ?? [];
    const made = madeUp("organizational unit", facts.account, parentId, facts.urn, facts.generation);
    const id = facts.existingId ?? `ou-${root}-${made.alphanumeric(8)}`;
    return { id, outputs: { arn: globalArn(facts, "organizations", `ou/${organizationIdOf(view, facts.account)}/${id}`), accounts: [] } };
  },
  unique: ({ account, inputs }) => [`organizational unit ${account} ${String(inputs["parentId"])} ${String(inputs["name"])}`],
  taken: ({ inputs }) => ["DuplicateOrganizationalUnitException", `An OU with the same name already exists: ${String(inputs["name"])}`],
  foundAs: (_, { id }) => [nodeKey(id)],
  requires: (facts) => [ownOrganization(facts), ...parentOf(facts)],
  judge: (subject) => {
    const { value } = QUOTAS.organizationalUnitDepth;
    if (depthOf(subject, String(subject.inputs["parentId"])) < value) return;
    subject.refuse(
      "ConstraintViolationException",
      `You have exceeded the depth limit of ${value} (OU_DEPTH_LIMIT_EXCEEDED)`,
      "nest less deeply",
    );
  },
  undeletable: (_, blockers) =>
    blockers.length === 0
      ? undefined
      : {
          code: "OrganizationalUnitNotEmptyException",
          message: "The specified OU is not empty.",
          remedy: `move or remove first: ${blockers.map((blocker) => blocker.urn).join(", ")}`,
        },
};

function depthOf({ view }: Subject, node: string): number {
  let depth = 0;
  for (let unit = view.find(nodeKey(node)); unit?.type === UNIT_TOKEN; unit = view.find(nodeKey(String(unit.inputs["parentId"])))) depth++;
  return depth;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export const ACCOUNT: ResourceType = {
  token: ACCOUNT_TOKEN,
  scope: "global",
  required: ["email"],
  name: { input: "name", maximumLength: 50, pattern: /^[ -;=?-~]+$/, allowed: "printable ASCII characters without < and >" },
  defaults: { closeOnDeletion: false, createGovcloud: false },
  replacedBy: ["email", "iamUserAccessToBilling", "roleName"],
  isTaggable: true,
  computed: ["arn", "govcloudId", "joinedMethod", "joinedTimestamp", "state", "status", "parentId"],
  make: (facts, view) => {
    const made = madeUp("account", String(facts.inputs["email"]).toLowerCase(), facts.generation);
    const id = facts.existingId ?? made.digits(12);
    return {
      id,
      outputs: {
        arn: globalArn(facts, "organizations", `account/${organizationIdOf(view, facts.account)}/${id}`),
        govcloudId: "",
        joinedMethod: facts.existingId === undefined ? "CREATED" : "INVITED",
        joinedTimestamp: made.instant().toISOString(),
        ...ACTIVE,
        ...(isGiven(facts.inputs["parentId"]) ? {} : { parentId: "" }),
      },
    };
  },
  unique: ({ inputs }) => [`account email ${String(inputs["email"]).toLowerCase()}`],
  taken: ({ inputs }) => ["EMAIL_ALREADY_EXISTS", `An account with the email address ${String(inputs["email"])} already exists`],
  foundAs: (_, { id }) => [accountKey(id), nodeKey(id)],
  requires: (facts) => [ownOrganization(facts), ...parentOf(facts)],
  judge: ({ inputs, refuse }) => {
    if (textFault("accountEmail", String(inputs["email"])) === undefined) return;
    const { least, most, allowed } = TEXT_LIMITS.accountEmail;
    refuse(
      "InvalidInputException",
      `INVALID_EMAIL_ADDRESS: ${JSON.stringify(inputs["email"])}`,
      `give an address of ${least} to ${most} characters: ${allowed}`,
    );
  },
};
