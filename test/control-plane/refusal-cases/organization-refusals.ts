import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, MANAGEMENT, make, OWNER, policy, type Wanted } from "../test-plane.ts";
import { type RefusalCase, ROOT } from "./refusal-case.ts";

const UNIT = "aws:organizations/organizationalUnit:OrganizationalUnit";
const POLICY = "aws:organizations/policy:Policy";
const ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
const ACCOUNT = "aws:organizations/account:Account";
const ROOT_ID = "r-ab12";

const DENY = { Effect: "Deny", Action: "dynamodb:GetItem", Resource: "*" };

function managed(type: string, inputs: Properties, name = "it"): Wanted {
  return { type, inputs, name, caller: MANAGEMENT };
}

function scp(statement: Record<string, unknown>, name = "p"): Wanted {
  return managed(POLICY, { name, content: policy({ ...DENY, ...statement }) }, name);
}

function rcp(statement: Record<string, unknown>): Wanted {
  return managed(POLICY, { name: "p", type: "RESOURCE_CONTROL_POLICY", content: policy({ ...DENY, Principal: "*", ...statement }) });
}

/** Attaches policies to the owner's account until as many are attached as given. */
function attach(
  plane: ControlPlane,
  type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY",
  count: number,
): Readonly<Record<string, string>> {
  const principal = type === "RESOURCE_CONTROL_POLICY" ? { Principal: "*" } : {};
  const ids = Array.from({ length: count + 1 }, (_, index) => {
    const name = `guard-${index}`;
    return make(plane, managed(POLICY, { name, type, content: policy({ ...DENY, ...principal }) }, name)).id;
  });
  ids.slice(0, count).forEach((policyId, index) => make(plane, managed(ATTACHMENT, { policyId, targetId: OWNER.account }, `a${index}`)));
  return { next: ids.at(-1) ?? "" };
}

export const ORGANIZATION_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a second organization of the same account",
    code: "AlreadyInOrganizationException",
    says: /already a member/,
    refused: () => managed("aws:organizations/organization:Organization", {}),
    accepted: () => ({ type: "aws:organizations/organization:Organization", inputs: {}, caller: OWNER }),
  },
  {
    fact: "an organizational unit under a parent that does not exist",
    code: "ParentNotFoundException",
    says: /ou-ab12-none/,
    refused: () => managed(UNIT, { name: "prod", parentId: "ou-ab12-none" }),
    accepted: () => managed(UNIT, { name: "prod", parentId: ROOT_ID }),
  },
  {
    fact: "a second organizational unit of the same name under one parent",
    code: "DuplicateOrganizationalUnitException",
    says: /prod/,
    given: (plane) => ({ workloads: make(plane, managed(UNIT, { name: "prod", parentId: ROOT_ID }, "first")).id }),
    refused: () => managed(UNIT, { name: "prod", parentId: ROOT_ID }),
    accepted: ({ workloads }) => managed(UNIT, { name: "prod", parentId: workloads }),
  },
  {
    fact: "a sixth level of organizational units",
    code: "ConstraintViolationException",
    says: /OU_DEPTH_LIMIT_EXCEEDED/,
    given: (plane) => {
      const ids = [ROOT_ID];
      for (let level = 1; level <= 5; level++) ids.push(make(plane, managed(UNIT, { name: "u", parentId: ids.at(-1) }, `u${level}`)).id);
      return { fourth: ids[4] ?? "", fifth: ids[5] ?? "" };
    },
    refused: ({ fifth }) => managed(UNIT, { name: "v", parentId: fifth }),
    accepted: ({ fourth }) => managed(UNIT, { name: "v", parentId: fourth }),
  },
  {
    fact: "an account with an email address that another has",
    code: "EMAIL_ALREADY_EXISTS",
    says: /200000000002@EXAMPLE\.com/,
    refused: () => managed(ACCOUNT, { name: "new", email: `${OWNER.account}@EXAMPLE.com` }),
    accepted: () => managed(ACCOUNT, { name: "new", email: "new@example.com" }),
  },
  {
    fact: "a unit made from an account that manages no organization",
    code: "AWSOrganizationsNotInUseException",
    says: /not a member of an organization/,
    refused: () => ({ ...managed(UNIT, { name: "prod", parentId: ROOT_ID }), caller: CONSUMER }),
    accepted: () => managed(UNIT, { name: "prod", parentId: ROOT_ID }),
  },
  {
    fact: "an SCP with a principal",
    code: "MalformedPolicyDocumentException",
    says: /does not meet the requirements of the specified policy type/,
    refused: () => scp({ Principal: "*" }),
    accepted: () => scp({}),
  },
  {
    fact: "an SCP without a resource",
    code: "MalformedPolicyDocumentException",
    says: /does not meet the requirements/,
    refused: () => scp({ Resource: [] }),
    accepted: () => scp({ Resource: ["*"] }),
  },
  {
    fact: "an SCP larger than 10,240 bytes",
    code: "ConstraintViolationException",
    says: /POLICY_CONTENT_LIMIT_EXCEEDED/,
    refused: () => scp({ Condition: { StringNotEquals: { "aws:SourceVpc": "v".repeat(10_240) } } }),
    accepted: () => scp({ Condition: { StringNotEquals: { "aws:SourceVpc": "v".repeat(10_000) } } }),
  },
  {
    fact: "an RCP that allows",
    code: "MalformedPolicyDocumentException",
    says: /does not meet the requirements/,
    refused: () => rcp({ Effect: "Allow" }),
    accepted: () => rcp({}),
  },
  {
    fact: "an RCP with NotAction",
    code: "MalformedPolicyDocumentException",
    says: /does not meet the requirements/,
    refused: () => rcp({ Action: undefined, NotAction: "dynamodb:GetItem" }),
    accepted: () => rcp({ Action: "dynamodb:GetItem" }),
  },
  {
    fact: "an RCP for somebody in particular",
    code: "MalformedPolicyDocumentException",
    says: /does not meet the requirements/,
    refused: () => rcp({ Principal: { AWS: ROOT } }),
    accepted: () => rcp({ Principal: { AWS: "*" } }),
  },
  {
    fact: "an RCP for all actions of all services",
    code: "MalformedPolicyDocumentException",
    says: /does not meet the requirements/,
    refused: () => rcp({ Action: "*" }),
    accepted: () => rcp({ Action: "dynamodb:*" }),
  },
  {
    fact: "an RCP larger than 5,120 bytes",
    code: "ConstraintViolationException",
    says: /POLICY_CONTENT_LIMIT_EXCEEDED/,
    refused: () => rcp({ Condition: { StringNotEquals: { "aws:PrincipalOrgID": "v".repeat(5_120) } } }),
    accepted: () => rcp({ Condition: { StringNotEquals: { "aws:PrincipalOrgID": "v".repeat(4_900) } } }),
  },
  {
    fact: "a second policy of the same type and name",
    code: "DuplicatePolicyException",
    says: /network/,
    given: (plane) => ({ first: make(plane, scp({}, "network")).id }),
    refused: () => ({ ...scp({}, "network"), name: "other" }),
    accepted: () => scp({}, "network-2"),
  },
  {
    fact: "the attachment of a policy that does not exist",
    code: "PolicyNotFoundException",
    says: /p-none/,
    given: (plane) => ({ scp: make(plane, scp({})).id }),
    refused: () => managed(ATTACHMENT, { policyId: "p-none", targetId: ROOT_ID }),
    accepted: ({ scp: policyId }) => managed(ATTACHMENT, { policyId, targetId: ROOT_ID }),
  },
  {
    fact: "an attachment to a target that does not exist",
    code: "TargetNotFoundException",
    says: /999999999999/,
    given: (plane) => ({ scp: make(plane, scp({})).id }),
    refused: ({ scp: policyId }) => managed(ATTACHMENT, { policyId, targetId: "999999999999" }),
    accepted: ({ scp: policyId }) => managed(ATTACHMENT, { policyId, targetId: OWNER.account }),
  },
  {
    fact: "the same attachment twice",
    code: "DuplicatePolicyAttachmentException",
    says: /already attached/,
    given: (plane) => {
      const policyId = make(plane, scp({})).id;
      make(plane, managed(ATTACHMENT, { policyId, targetId: ROOT_ID }, "first"));
      return { scp: policyId };
    },
    refused: ({ scp: policyId }) => managed(ATTACHMENT, { policyId, targetId: ROOT_ID }),
    accepted: ({ scp: policyId }) => managed(ATTACHMENT, { policyId, targetId: OWNER.account }),
  },
  {
    fact: "the attachment of a policy whose type is not enabled",
    code: "PolicyTypeNotEnabledException",
    says: /TAG_POLICY/,
    given: (plane) => ({
      tag: make(plane, managed(POLICY, { name: "tags", type: "TAG_POLICY", content: "{}" }, "tags")).id,
      scp: make(plane, scp({})).id,
    }),
    refused: ({ tag }) => managed(ATTACHMENT, { policyId: tag, targetId: ROOT_ID }),
    accepted: ({ scp: policyId }) => managed(ATTACHMENT, { policyId, targetId: ROOT_ID }),
  },
  {
    fact: "the eleventh SCP of a node, and lists those attached",
    code: "ConstraintViolationException",
    says: /attached are FullAWSAccess, guard-0, .*guard-8$|attached are FullAWSAccess, guard-0, .*guard-8;/,
    given: (plane) => attach(plane, "SERVICE_CONTROL_POLICY", 9),
    refused: ({ next }) => managed(ATTACHMENT, { policyId: next, targetId: OWNER.account }),
    accepted: ({ next }) => managed(ATTACHMENT, { policyId: next, targetId: CONSUMER.account }),
  },
  {
    fact: "the sixth RCP of a node, and lists those attached",
    code: "ConstraintViolationException",
    says: /attached are RCPFullAWSAccess, guard-0, guard-1, guard-2, guard-3;/,
    given: (plane) => attach(plane, "RESOURCE_CONTROL_POLICY", 4),
    refused: ({ next }) => managed(ATTACHMENT, { policyId: next, targetId: OWNER.account }),
    accepted: ({ next }) => managed(ATTACHMENT, { policyId: next, targetId: CONSUMER.account }),
  },
];
