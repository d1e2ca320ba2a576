import type { Statement } from "./parsed-policy.ts";
import { documentsOf } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";
import { isBeside } from "./stack-of.ts";
import { UNKNOWN } from "./unknown-values.ts";

export const ROLE = "aws:iam/role:Role";
const INLINE = "aws:iam/rolePolicy:RolePolicy";
const MANAGED = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

/** A statement that a role has, and the resource that gives it. */
export interface RoleStatement {
  readonly resource: SeenResource;
  readonly where: string;
  readonly statement: Statement;
}

/** What a stack shows of the permissions of a role. */
export interface RolePermissions {
  readonly statements: readonly RoleStatement[];
  /** Whether all of them are seen: none is unknown, and none stands in another stack or at AWS. */
  readonly isWhole: boolean;
}

/** The permissions of a role in a stack: its inline policies, and the managed policies that the stack makes and attaches. */
export function permissionsOf(role: SeenResource, resources: readonly SeenResource[]): RolePermissions {
  const { managedPolicyArns } = role.properties;
  const inline = resources.filter((each) => each.type === INLINE && isAttached(each, role));
  const attachments = resources.filter((each) => each.type === ATTACHMENT && isAttached(each, role));
  const managed = attachments.map(({ properties: { policyArn } }) =>
    resources.find((each) => each.type === MANAGED && typeof policyArn === "string" && each.properties["arn"] === policyArn),
  );
  const documents = [role, ...inline, ...managed.filter((each) => each !== undefined)].flatMap((resource) =>
    documentsOf(resource)
      .filter(({ kind }) => kind === "identity")
      .map((placed) => ({ resource, ...placed })),
  );
  return {
    statements: documents.flatMap(({ resource, where, document }) =>
      typeof document === "object" ? document.statements.map((statement) => ({ resource, where, statement })) : [],
    ),
    isWhole:
      managed.every((each) => each !== undefined) &&
      (managedPolicyArns === undefined || (Array.isArray(managedPolicyArns) && managedPolicyArns.length === 0)) &&
      documents.every(({ document }) => document !== UNKNOWN && document?.isPartlyUnknown !== true),
  };
}

/** Whether a policy or an attachment names a role. A role's name is its id. */
function isAttached(policy: SeenResource, role: SeenResource): boolean {
  const { role: named } = policy.properties;
  const { name, id, arn } = role.properties;
  return typeof named === "string" && [name, id, arn].includes(named) && isBeside(policy, role);
}
