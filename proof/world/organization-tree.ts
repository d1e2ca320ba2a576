import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { ExistingPolicies } from "./existing-policies.ts";

/** A member account's place in the organization. */
export interface Membership {
  /** What is missing where its place is unknown, so that policies of units above it may bind it. */
  readonly unknownAbove?: UnknownFact;
  /** Ids from the root over units to the account itself: what policies are attached to. */
  readonly nodes: readonly string[];
  /** As `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` have it. */
  readonly path: string;
}

/** The ids of the root and of units by their paths, as far as AWS has made them; a path stands for the id of a unit that it has not. */
export interface NodeIds {
  readonly root: string;
  readonly units: ReadonlyMap<string, string>;
}

/** Finds the ids of an organization's root and units. */
export function nodeIdsOf({ organizationalUnits }: Pick<ResolvedPlan, "organizationalUnits">, inventory: DeployedResources): NodeIds {
  const units = organizationalUnits.map(
    ({ path, existing }) => [path, existing ?? inventory.byName.get(`organization/unit-${path.replaceAll("/", ".")}`)?.id ?? path] as const,
  );
  return { root: rootOf(inventory), units: new Map(units) };
}

/**
 * Where each account stands, by account id; the management account stands at the root.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */
export function membershipsOf(
  { organization, accounts }: ResolvedPlan,
  organizationId: string,
  { root, units }: NodeIds,
): ReadonlyMap<string, Membership> {
  const members = accounts.flatMap(({ id, organizationalUnit }) =>
    id === undefined ? [] : [[id, memberBelow(lineageOf(organizationalUnit, { root, units }), id, organizationId)] as const],
  );
  const { managementAccount } = organization;
  return new Map([...members, [managementAccount, memberBelow([root], managementAccount, organizationId)]]);
}

/** The place of an account below the last of some nodes, which begin with the root. */
const memberBelow = (above: readonly string[], id: string, organizationId: string): Membership => ({
  nodes: [...above, id],
  path: `${organizationId}/${above.join("/")}/`,
});

/** Where accounts stand that an inventory names and nobody declared, by account id. */
export const undeclaredMembers = (
  { accounts }: Pick<ExistingPolicies, "accounts">,
  organizationId: string,
): (readonly [string, Membership])[] => [...accounts].map(([id, above]) => [id, memberBelow(above, id, organizationId)]);

/** The ids from the root to a unit. */
function lineageOf(unit: string, { root, units }: NodeIds): string[] {
  return [root, ...unit.split("/").map((_, index, parts) => units.get(parts.slice(0, index + 1).join("/")) ?? "")];
}

/** The ids from the root to the root itself and to each unit, by their names. */
export const lineagesOf = (nodes: NodeIds): ReadonlyMap<string, readonly string[]> =>
  new Map([["root", [nodes.root]], ...[...nodes.units.keys()].map((path) => [path, lineageOf(path, nodes)] as const)]);

/** The root's id, which resources name as parent or target; any text stands for it where none does, since nothing is attached then. */
function rootOf({ byName, serviceControl, resourceControl }: DeployedResources): string {
  const parents = [...byName.values()].map(({ inputs }) => inputs.parentId);
  const named = [...parents, ...serviceControl.keys(), ...resourceControl.keys()];
  return named.find((id): id is string => typeof id === "string" && id.startsWith("r-")) ?? "root";
}
