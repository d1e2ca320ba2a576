import { QUOTAS } from "../../iam/quota.ts";
import type { DocumentKind } from "../documents/document-kind.ts";
import { madeUp } from "../made-up.ts";
import { globalArn } from "../place.ts";
import { type Properties, textOf, textsOf } from "../properties.ts";
import type { Resource } from "../resource.ts";
import { type ResourceType, requirement, type Subject } from "../resource-type.ts";
import { nodeKey, organizationIdOf, organizationOf, ownOrganization } from "./organizations.ts";

const POLICY_TOKEN = "aws:organizations/policy:Policy";
const SERVICE_CONTROL = "SERVICE_CONTROL_POLICY";
const RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY";

/** Types of policy that allow or deny something. The other types have no statements and are only stored. */
const AUTHORIZATION_POLICIES: Readonly<
  Record<string, { readonly document: DocumentKind; readonly perNode: number; readonly awsOwn: string }>
> = {
  [SERVICE_CONTROL]: { document: "service-control", perNode: QUOTAS.serviceControlPoliciesPerNode.value, awsOwn: "FullAWSAccess" },
  [RESOURCE_CONTROL]: { document: "resource-control", perNode: QUOTAS.resourceControlPoliciesPerNode.value, awsOwn: "RCPFullAWSAccess" },
};

function policyType(inputs: Properties): string {
  return textOf(inputs, "type") ?? SERVICE_CONTROL;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
export const ORGANIZATIONS_POLICY: ResourceType = {
  token: POLICY_TOKEN,
  scope: "global",
  required: ["content"],
  name: { input: "name", maximumLength: 128, pattern: /^[\s\S]+$/, allowed: "any characters" },
  defaults: { type: SERVICE_CONTROL, description: "", skipDestroy: false },
  replacedBy: ["type"],
  json: ["content"],
  texts: { description: "organizationPolicyDescription" },
  isTaggable: true,
  computed: ["arn"],
  make: (facts, view) => {
    const made = madeUp("policy", facts.account, policyType(facts.inputs), String(facts.inputs["name"]), facts.generation);
    const id = facts.existingId ?? `p-${made.alphanumeric(8)}`;
    return {
      id,
      outputs: {
        arn: globalArn(
          facts,
          "organizations",
          `policy/${organizationIdOf(view, facts.account)}/${policyType(facts.inputs).toLowerCase()}/${id}`,
        ),
      },
    };
  },
  unique: ({ account, inputs }) => [`organizations policy ${account} ${policyType(inputs)} ${String(inputs["name"])}`],
  taken: ({ inputs }) => ["DuplicatePolicyException", `A policy with the same name already exists: ${String(inputs["name"])}`],
  foundAs: (_, { id }) => [policyKey(id)],
  requires: (facts) => [ownOrganization(facts)],
  judge: (subject) => {
    const kind = AUTHORIZATION_POLICIES[policyType(subject.inputs)]?.document;
    if (kind !== undefined) subject.documentIn(kind, String(subject.inputs["content"]));
  },
  undeletable: (_, blockers) =>
    blockers.length === 0
      ? undefined
      : {
          code: "PolicyInUseException",
          message:
            "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
          remedy: `detach first: ${blockers.map((blocker) => blocker.urn).join(", ")}`,
        },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
export const POLICY_ATTACHMENT: ResourceType = {
  token: "aws:organizations/policyAttachment:PolicyAttachment",
  scope: "global",
  required: ["policyId", "targetId"],
  defaults: { skipDestroy: false },
  replacedBy: ["policyId", "targetId"],
  isTaggable: false,
  computed: [],
  make: ({ inputs }) => ({ id: `${String(inputs["targetId"])}:${String(inputs["policyId"])}`, outputs: {} }),
  unique: ({ account, inputs }) => [`organizations attachment ${account} ${String(inputs["targetId"])} ${String(inputs["policyId"])}`],
  taken: ({ made }) => [
    "DuplicatePolicyAttachmentException",
    `The selected policy is already attached to the specified target. (${made.id})`,
  ],
  requires: ({ inputs }) => {
    const [policyId, targetId] = [String(inputs["policyId"]), String(inputs["targetId"])];
    return [
      ...(isAwsPolicy(policyId)
        ? []
        : [
            requirement(
              policyKey(policyId),
              "blocks",
              "PolicyNotFoundException",
              `We can't find a policy with the PolicyId that you specified. (${policyId})`,
            ),
          ]),
      requirement(
        nodeKey(targetId),
        "vanishes",
        "TargetNotFoundException",
        `We can't find a root, OU, or account with the TargetId that you specified. (${targetId})`,
      ),
    ];
  },
  judge: (subject) => {
    const policy = subject.view.find(policyKey(String(subject.inputs["policyId"])));
    if (policy === undefined) return;
    refuseDisabledType(subject, policy);
    refuseTooManyOnNode(subject, policy);
  },
};

/** Whether a policy is one of AWS's own, which every organization has. */
function isAwsPolicy(id: string): boolean {
  return Object.values(AUTHORIZATION_POLICIES).some(({ awsOwn }) => id === `p-${awsOwn}`);
}

function policyKey(id: string): string {
  return `organizations policy id ${id}`;
}

function refuseDisabledType(subject: Subject, policy: Resource): void {
  const enabled = textsOf(organizationOf(subject.view, subject.account)?.inputs ?? {}, "enabledPolicyTypes");
  const type = policyType(policy.inputs);
  if (enabled.includes(type)) return;
  subject.refuse(
    "PolicyTypeNotEnabledException",
    `The specified policy type isn't currently enabled in this root. (${type})`,
    "add it to the organization's enabledPolicyTypes",
  );
}

function refuseTooManyOnNode(subject: Subject, policy: Resource): void {
  const type = policyType(policy.inputs);
  const rules = AUTHORIZATION_POLICIES[type];
  if (rules === undefined || subject.previous !== undefined) return;
  const target = String(subject.inputs["targetId"]);
  const attached = subject.view
    .dependents(nodeKey(target))
    .filter((resource) => resource.type === POLICY_ATTACHMENT.token)
    .map((attachment) => subject.view.find(policyKey(String(attachment.inputs["policyId"]))))
    .filter((each) => each !== undefined && policyType(each.inputs) === type)
    .map((each) => String(each?.inputs["name"]));
  // AWS's own policy is attached to every node from the start, and counts against the quota.
  const names = [...new Set([rules.awsOwn, ...attached])];
  if (names.length < rules.perNode) return;
  subject.refuse(
    "ConstraintViolationException",
    `You have exceeded the number of policies of type ${type} attached to ${target} (MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED): attached are ${names.join(", ")}`,
    "detach one of them, merge policies, or attach to a parent",
  );
}
