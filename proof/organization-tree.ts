import type { ResolvedPlan } from "../model/resolve.ts";
import type { Inventory } from "./inventory.ts";

/** A member account's place in the organization. */
export interface Membership {
  /** Ids from the root over units to the account itself: what policies are attached to. */
  readonly nodes: readonly string[];
  /** As `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` have it. */
  readonly path: string;
}

/**
 * Where each account stands, by account id; the management account stands at the root.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */
export function membershipsOf(
  { organization, organizationalUnits, accounts }: ResolvedPlan,
  organizationId: string,
  inventory: Inventory,
): ReadonlyMap<string, Membership> {
  const unitIds = new Map(
    organizationalUnits.map(({ path, existing }) => [
      path,
      existing ?? inventory.byName.get(`organization/unit-${path.replaceAll("/", ".")}`)?.id ?? path,
    ]),
  );
  const root = rootOf(inventory);
  const lineage = (path: string) => path.split("/").map((_, index, parts) => unitIds.get(parts.slice(0, index + 1).join("/")) ?? "");
  const members = accounts.flatMap(({ id, organizationalUnit }) => {
    if (id === undefined) return [];
    const above = [root, ...lineage(organizationalUnit)];
    return [[id, { nodes: [...above, id], path: `${organizationId}/${above.join("/")}/` }] as const];
  });
  const { managementAccount } = organization;
  return new Map([...members, [managementAccount, { nodes: [root, managementAccount], path: `${organizationId}/${root}/` }]]);
}

/** The root's id, which resources name as parent or target; any text stands for it where none does, since nothing is attached then. */
function rootOf({ byName, serviceControl, resourceControl }: Inventory): string {
  const parents = [...byName.values()].map(({ inputs }) => inputs.parentId);
  const named = [...parents, ...serviceControl.keys(), ...resourceControl.keys()];
  return named.find((id): id is string => typeof id === "string" && id.startsWith("r-")) ?? "root";
}
