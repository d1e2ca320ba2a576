import { measure, QUOTAS } from "../../iam/quota.ts";
import { textOf } from "../properties.ts";
import { keyOf } from "../resource.ts";
import { type Facts, type PhysicalName, type Requirement, type ResourceType, requirement, type Subject } from "../resource-type.ts";

/** Pulumi's tokens of IAM's types that refer to each other. */
export const ROLE_TOKEN = "aws:iam/role:Role";
export const ROLE_POLICY_TOKEN = "aws:iam/rolePolicy:RolePolicy";
export const ATTACHMENT_TOKEN = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
/** Paths of roles that only AWS makes and changes. */
const OF_AWS = /^\/aws-(?:reserved|service-role)\//;
const NAME = { pattern: /^[\w+=,.@-]+$/, allowed: "letters, digits and +=,.@_-", input: "name", prefixInput: "namePrefix" } as const;

/** How IAM's resources are named; names have up to `maximumLength` characters. */
export function iamName(maximumLength: number): PhysicalName {
  return { ...NAME, maximumLength };
}

/** The key of a role by its name. */
export function roleKey({ account }: Pick<Facts, "account">, name: string): string {
  return keyOf(ROLE_TOKEN, account, "", name);
}

/** A requirement of a role, given by name. */
export function roleByName(facts: Facts, name: string, bond: Requirement["bond"]): Requirement {
  return requirement(roleKey(facts, name), bond, "NoSuchEntity", `The role with name ${name} cannot be found.`);
}

/** Whether an ARN is that of an AWS managed policy. These always exist. */
export function isAwsManagedPolicy(arn: string): boolean {
  return /^arn:aws(?:-cn|-us-gov)?:iam::aws:policy\/[\w+=,.@/-]+$/.test(arn);
}

/** A requirement of a managed policy, given by ARN. */
export function policyRequirement(arn: string): readonly Requirement[] {
  if (isAwsManagedPolicy(arn)) return [];
  return [requirement(arn, "blocks", "NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`)];
}

/** Refuses a path that IAM does not take, or that is reserved for AWS. */
export function refuseBadPath(subject: Subject): void {
  const path = textOf(subject.inputs, "path") ?? "/";
  if (!/^\/(?:[!-~]+\/)?$/.test(path) || path.length > QUOTAS.pathLength.value) {
    subject.refuse(
      "ValidationError",
      `The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters. (got ${JSON.stringify(path)})`,
      "begin and end the path with a slash",
    );
  }
  if (OF_AWS.test(path)) {
    subject.refuse("InvalidInput", `The path ${path} is reserved for AWS`, "choose another path, or declare the role as existing");
  }
}

/**
 * Refuses to change the permissions of a role that is AWS's own: of a service, or of a permission set.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export function refuseRoleOfAws(subject: Subject, roleName: string): void {
  const path = textOf(subject.view.find(roleKey(subject, roleName))?.inputs ?? {}, "path") ?? "/";
  if (!OF_AWS.test(path)) return;
  subject.refuse(
    "UnmodifiableEntity",
    `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
    "name a role of your own; the permissions of a permission set are changed in IAM Identity Center",
  );
}

/** Refuses a role whose inline policies are together larger than IAM allows. `changed` names the policy of this request. */
export function refuseInlineSize(subject: Subject, roleName: string, changed: string | undefined, text: string): void {
  const { value, unit } = QUOTAS.inlinePolicySizePerRole;
  const others = subject.view
    .dependents(roleKey(subject, roleName))
    .filter((resource) => resource.type === ROLE_POLICY_TOKEN && textOf(resource.inputs, "name") !== changed)
    .map((resource) => textOf(resource.inputs, "policy") ?? "");
  const size = [text, ...others].reduce((sum, policy) => sum + measure(policy, unit), 0);
  if (size <= value) return;
  subject.refuse(
    "LimitExceeded",
    `Maximum policy size of ${value} bytes exceeded for role ${roleName} (got ${size} ${unit})`,
    "move statements into a managed policy, or name fewer resources",
  );
}

/** Why IAM refuses to delete a resource that others are attached to. */
export function deleteConflict(message: string): NonNullable<ResourceType["undeletable"]> {
  return (_, blockers) =>
    blockers.length === 0
      ? undefined
      : { code: "DeleteConflict", message, remedy: `remove first: ${blockers.map((blocker) => blocker.urn).join(", ")}` };
}
