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

/** The permissions of each role: its inline policies, and the managed policies that its stack makes and attaches. */
export function permissionsOfRoles(resources: readonly SeenResource[]): ReadonlyMap<SeenResource, RolePermissions> {
  const policies = byText(resources, MANAGED, "arn");
  const inline = byText(resources, INLINE, "role");
  const attachments = byText(resources, ATTACHMENT, "role");
  const attachedTo = (role: SeenResource, all: ReadonlyMap<unknown, readonly SeenResource[]>) => {
    const { name, id, arn } = role.properties;
    // A role's name is its id.
    const names = new Set([name, id, arn].filter((each) => typeof each === "string"));
    return [...names].flatMap((each) => all.get(each) ?? []).filter((policy) => isBeside(policy, role));
  };
  const roles = resources.filter(({ type }) => type === ROLE);
  return new Map(
    roles.map((role) => {
      const managed = attachedTo(role, attachments).map(({ properties: { policyArn } }) =>
        typeof policyArn === "string" ? policies.get(policyArn)?.[0] : undefined,
      );
      return [role, gathered(role, [role, ...attachedTo(role, inline)], managed)];
    }),
  );
}

/** The resources of a type by the text of a property. */
const byText = (resources: readonly SeenResource[], type: string, property: string): ReadonlyMap<unknown, readonly SeenResource[]> =>
  Map.groupBy(
    resources.filter((each) => each.type === type && typeof each.properties[property] === "string"),
    ({ properties }) => properties[property],
  );

function gathered(
  { properties: { managedPolicyArns } }: SeenResource,
  own: readonly SeenResource[],
  managed: readonly (SeenResource | undefined)[],
): RolePermissions {
  const documents = [...own, ...managed.filter((each) => each !== undefined)].flatMap((resource) =>
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
