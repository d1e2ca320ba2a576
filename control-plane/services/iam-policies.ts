import { QUOTAS } from "../../iam/quota.ts";
import { madeUp } from "../made-up.ts";
import { globalArn } from "../place.ts";
import { textOf, textsOf } from "../properties.ts";
import type { Resource } from "../resource.ts";
import type { ResourceType, Subject } from "../resource-type.ts";
import {
  ATTACHMENT_TOKEN,
  deleteConflict,
  iamName,
  policyRequirement,
  ROLE_POLICY_TOKEN,
  refuseBadPath,
  refuseInlineSize,
  refuseRoleOfAws,
  roleByName,
  roleKey,
} from "./iam.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const ROLE_POLICY: ResourceType = {
  token: ROLE_POLICY_TOKEN,
  scope: "global",
  required: ["policy", "role"],
  name: iamName(QUOTAS.policyNameLength.value),
  replacedBy: ["name", "namePrefix", "role"],
  documents: { policy: "inline" },
  isTaggable: false,
  computed: [],
  make: ({ inputs }) => ({ id: `${String(inputs["role"])}:${String(inputs["name"])}`, outputs: {} }),
  // AWS overwrites a policy of the same name. Here two resources that would overwrite each other are refused.
  unique: ({ account, inputs }) => [`iam role policy ${account} ${String(inputs["role"])} ${String(inputs["name"])}`],
  taken: ({ made }) => ["EntityAlreadyExists", `An inline policy ${made.id} already exists.`],
  requires: (facts) => [roleByName(facts, textOf(facts.inputs, "role") ?? "", "blocks")],
  judge: (subject) => {
    const { role, name, policy } = subject.inputs;
    refuseRoleOfAws(subject, String(role));
    refuseInlineSize(subject, String(role), String(name), String(policy));
  },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const POLICY: ResourceType = {
  token: "aws:iam/policy:Policy",
  scope: "global",
  required: ["policy"],
  name: iamName(QUOTAS.policyNameLength.value),
  defaults: { path: "/", description: "" },
  replacedBy: ["name", "namePrefix", "path", "description"],
  documents: { policy: "managed" },
  texts: { description: "managedPolicyDescription" },
  isTaggable: true,
  computed: ["arn", "policyId", "attachmentCount"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const arn = globalArn(facts, "iam", `policy${textOf(facts.inputs, "path") ?? "/"}${name}`);
    const policyId = `ANPA${madeUp("iam policy", facts.account, name, facts.generation).base32(17)}`;
    return { id: arn, outputs: { arn, policyId, attachmentCount: 0 } };
  },
  unique: ({ account, inputs }) => [`iam policy name ${account} ${(textOf(inputs, "name") ?? "").toLowerCase()}`],
  taken: ({ inputs }) => [
    "EntityAlreadyExists",
    `A policy called ${String(inputs["name"])} already exists. Duplicate names are not allowed.`,
  ],
  judge: refuseBadPath,
  undeletable: deleteConflict("Cannot delete a policy attached to entities."),
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const ROLE_POLICY_ATTACHMENT: ResourceType = {
  token: ATTACHMENT_TOKEN,
  scope: "global",
  required: ["policyArn", "role"],
  replacedBy: ["policyArn", "role"],
  isTaggable: false,
  computed: [],
  make: ({ inputs }) => ({ id: `${String(inputs["role"])}/${String(inputs["policyArn"])}`, outputs: {} }),
  unique: ({ account, inputs }) => [`iam attachment ${account} ${String(inputs["role"])} ${String(inputs["policyArn"])}`],
  taken: ({ made }) => ["EntityAlreadyExists", `The policy is attached already: ${made.id}`],
  requires: (facts) => [
    roleByName(facts, textOf(facts.inputs, "role") ?? "", "blocks"),
    ...policyRequirement(textOf(facts.inputs, "policyArn") ?? ""),
  ],
  judge: (subject) => {
    const role = String(subject.inputs["role"]);
    refuseRoleOfAws(subject, role);
    const attached = attachedPolicies(subject, role);
    const { value } = QUOTAS.managedPoliciesPerRole;
    if (subject.previous !== undefined || attached.length < value) return;
    subject.refuse(
      "LimitExceeded",
      `Cannot exceed quota for PoliciesPerRole: ${value} (attached to ${role}: ${attached.join(", ")})`,
      "detach one of them or merge policies",
    );
  },
};

function attachedPolicies(subject: Subject, role: string): readonly string[] {
  const resource: Resource | undefined = subject.view.find(roleKey(subject, role));
  const attachments = subject.view.dependents(roleKey(subject, role)).filter((each) => each.type === ATTACHMENT_TOKEN);
  return [...textsOf(resource?.inputs ?? {}, "managedPolicyArns"), ...attachments.map((each) => String(each.inputs["policyArn"]))];
}
