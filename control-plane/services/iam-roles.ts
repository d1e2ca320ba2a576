import { QUOTAS } from "../../iam/quota.ts";
import { roleNameKey, uniqueIdKey } from "../documents/named-principals.ts";
import { madeUp } from "../made-up.ts";
import { globalArn } from "../place.ts";
import { recordsOf, textOf, textsOf } from "../properties.ts";
import type { DataSource, ResourceType, Subject } from "../resource-type.ts";
import {
  deleteConflict,
  iamName,
  policyRequirement,
  ROLE_POLICY_TOKEN,
  ROLE_TOKEN,
  refuseBadPath,
  refuseInlineSize,
  roleByName,
  roleKey,
} from "./iam.ts";

const USER_NAME_LENGTH = 64;
const SHORTEST_SESSION_SECONDS = 3600;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const ROLE: ResourceType = {
  token: ROLE_TOKEN,
  scope: "global",
  required: ["assumeRolePolicy"],
  name: iamName(QUOTAS.roleNameLength.value),
  defaults: { path: "/", maxSessionDuration: SHORTEST_SESSION_SECONDS, forceDetachPolicies: false, description: "" },
  replacedBy: ["name", "namePrefix", "path"],
  documents: { assumeRolePolicy: "trust" },
  texts: { description: "roleDescription" },
  sets: ["managedPolicyArns", "inlinePolicies"],
  isTaggable: true,
  computed: ["arn", "createDate", "uniqueId"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const made = madeUp(ROLE_TOKEN, facts.account, name, facts.generation);
    return {
      id: name,
      outputs: {
        arn: globalArn(facts, "iam", `role${textOf(facts.inputs, "path") ?? "/"}${name}`),
        createDate: made.instant().toISOString(),
        uniqueId: `AROA${made.base32(17)}`,
      },
    };
  },
  unique: (facts) => [roleNameKey(facts.account, textOf(facts.inputs, "name") ?? "")],
  taken: ({ made }) => ["EntityAlreadyExists", `Role with name ${made.id} already exists.`],
  foundAs: (_, { outputs }) => [uniqueIdKey(String(outputs["uniqueId"]))],
  requires: ({ inputs }) => {
    const boundary = textOf(inputs, "permissionsBoundary");
    return [...textsOf(inputs, "managedPolicyArns"), ...(boundary === undefined ? [] : [boundary])].flatMap(policyRequirement);
  },
  judge: (subject) => {
    refuseBadPath(subject);
    refuseSession(subject);
    refuseTooMany(subject);
    const inline = recordsOf(subject.inputs, "inlinePolicies").map((policy) => textOf(policy, "policy") ?? "");
    for (const text of inline.filter((each) => each !== "")) subject.documentIn("inline", text);
    refuseInlineSize(subject, subject.made.id, undefined, inline.join(""));
  },
  undeletable: (role, blockers) => {
    if (role.inputs["forceDetachPolicies"] === true) return undefined;
    const inline = blockers.filter((blocker) => blocker.type === ROLE_POLICY_TOKEN);
    return deleteConflict(
      inline.length > 0 ? "Cannot delete entity, must delete policies first." : "Cannot delete entity, must detach all policies first.",
    )(role, blockers);
  },
};

function refuseSession(subject: Subject): void {
  const seconds = Number(subject.inputs["maxSessionDuration"]);
  if (seconds >= SHORTEST_SESSION_SECONDS && seconds <= QUOTAS.sessionDuration.value) return;
  subject.refuse(
    "ValidationError",
    `1 validation error detected: Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint`,
    `choose between ${SHORTEST_SESSION_SECONDS} and ${QUOTAS.sessionDuration.value} seconds`,
  );
}

function refuseTooMany(subject: Subject): void {
  const { value } = QUOTAS.rolesPerAccount;
  if (subject.previous !== undefined || subject.view.count(ROLE_TOKEN, subject.account, "") < value) return;
  subject.refuse("LimitExceeded", `Cannot exceed quota for RolesPerAccount: ${value}`, "remove roles, or have the quota raised");
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export const INSTANCE_PROFILE: ResourceType = {
  token: "aws:iam/instanceProfile:InstanceProfile",
  scope: "global",
  required: [],
  name: iamName(QUOTAS.instanceProfileNameLength.value),
  defaults: { path: "/" },
  replacedBy: ["name", "namePrefix", "path"],
  isTaggable: true,
  computed: ["arn", "createDate", "uniqueId"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const made = madeUp("instance profile", facts.account, name, facts.generation);
    return {
      id: name,
      outputs: {
        arn: globalArn(facts, "iam", `instance-profile${textOf(facts.inputs, "path") ?? "/"}${name}`),
        createDate: made.instant().toISOString(),
        uniqueId: `AIPA${made.base32(17)}`,
      },
    };
  },
  unique: ({ account, inputs }) => [`iam instance profile name ${account} ${(textOf(inputs, "name") ?? "").toLowerCase()}`],
  taken: ({ made }) => ["EntityAlreadyExists", `Instance Profile ${made.id} already exists.`],
  // The provider takes a role out of its profiles before it deletes the role.
  requires: (facts) => {
    const role = textOf(facts.inputs, "role");
    return role === undefined ? [] : [roleByName(facts, role, "stays")];
  },
  judge: refuseBadPath,
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export const USER: ResourceType = {
  token: "aws:iam/user:User",
  scope: "global",
  required: [],
  name: iamName(USER_NAME_LENGTH),
  defaults: { path: "/", forceDestroy: false },
  // IAM renames users in place. Here a renamed user is replaced.
  replacedBy: ["name", "path"],
  isTaggable: true,
  computed: ["arn", "uniqueId"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const uniqueId = `AIDA${madeUp("iam user", facts.account, name, facts.generation).base32(17)}`;
    return { id: name, outputs: { arn: globalArn(facts, "iam", `user${textOf(facts.inputs, "path") ?? "/"}${name}`), uniqueId } };
  },
  unique: ({ account, inputs }) => [`iam user name ${account} ${(textOf(inputs, "name") ?? "").toLowerCase()}`],
  taken: ({ made }) => ["EntityAlreadyExists", `User with name ${made.id} already exists.`],
  foundAs: (_, { outputs }) => [uniqueIdKey(String(outputs["uniqueId"]))],
  requires: ({ inputs }) => {
    const boundary = textOf(inputs, "permissionsBoundary");
    return boundary === undefined ? [] : policyRequirement(boundary);
  },
  judge: refuseBadPath,
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const GET_ROLE: DataSource = {
  token: "aws:iam/getRole:getRole",
  answer: ({ account, args, view, refuse }) => {
    const name = textOf(args, "name") ?? "";
    const role = view.find(roleKey({ account }, name));
    if (role === undefined)
      return refuse("NoSuchEntity", `The role with name ${name} cannot be found.`, "create it, or declare it as existing");
    const { inputs, outputs } = role;
    return { ...outputs, permissionsBoundary: textOf(inputs, "permissionsBoundary") ?? "", roleLastUseds: [], tags: outputs["tagsAll"] };
  },
};
