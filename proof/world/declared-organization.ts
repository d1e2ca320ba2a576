import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Problem } from "../../model/problem.ts";
import type { AttachedPolicies } from "../../model/schema/account.ts";
import { deployedResources } from "./deployed-resources.ts";
import type { Encryption } from "./encryption-at-rest.ts";
import { type ReadInventory, resolveExisting, withExisting } from "./inventory-file.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import { membershipsOf, type NodeIds, nodeIdsOf } from "./organization-tree.ts";
import { type OrganizationWorld, worldOf } from "./organization-world.ts";
import { namesOf, type WorldNames } from "./world-names.ts";
import { originsOf } from "./world-networks.ts";
import type { WorldResource } from "./world-resource.ts";

/** What an organization is made of: the plan with every account's id, what all accounts hold, and what is told of what exists beside it. */
export interface OrganizationParts {
  readonly plan: ResolvedPlan;
  readonly resources: readonly WorldResource[];
  readonly existing?: Pick<ReadInventory, "file" | "source"> | undefined;
}

/** The world of a declared organization, and what is wrong with the names in its inventory. */
export interface DeclaredWorld {
  readonly world: OrganizationWorld;
  readonly problems: readonly Problem[];
}

/** Makes a world of a declared organization. */
export function declaredWorld({ plan, resources, existing: read }: OrganizationParts): DeclaredWorld {
  const inventory = deployedResources(resources);
  const id = plan.organization.id ?? resources.find(({ type }) => type === "aws:organizations/organization:Organization")?.id ?? "";
  const nodes = nodeIdsOf(plan, inventory);
  const names = namesOf(plan, inventory);
  const { existing, problems } = resolveExisting(read, { names, nodes: namedNodes(plan, nodes), inventory });
  const facts: OrganizationFacts = {
    id,
    managementAccount: plan.organization.managementAccount,
    homeRegion: plan.organization.homeRegion,
    memberships: membershipsOf(plan, id, nodes),
    names,
    originOf: originsOf(plan, inventory),
    existingRoles: new Set(
      plan.accounts.flatMap(({ workloads }) => workloads.flatMap(({ role, roleArn }) => (role.created ? [] : [roleArn ?? ""]))),
    ),
    writtenHere: writtenHere(plan),
    encryptionOf: declaredEncryption(plan, names),
    attachedBeside: attachedBeside(plan, nodes),
    assumptions: [],
  };
  return { world: worldOf(facts, withExisting(inventory, existing), existing), problems };
}

/** The world of a declared organization of which nothing more is told. */
export const organizationWorld = (parts: Pick<OrganizationParts, "plan" | "resources">): OrganizationWorld => declaredWorld(parts).world;

/** The ids of root, units and accounts by their names in the declaration, and of accounts by themselves. */
function namedNodes({ accounts, organization }: ResolvedPlan, { root, units }: NodeIds): ReadonlyMap<string, string> {
  const ids = accounts.flatMap(({ name, id }): [string, string][] =>
    id === undefined
      ? []
      : [
          [name, id],
          [id, id],
        ],
  );
  return new Map([["root", root], ["management", organization.managementAccount], ...units, ...ids]);
}

/** AWS's own policies, which say nothing that an id could leave open. */
const OF_AWS = /^(?:p-)?(?:RCP)?FullAWSAccess$/i;

/** What the declaration says is attached already. */
function attachedBeside(
  { organization, organizationalUnits, accounts }: ResolvedPlan,
  { root, units }: NodeIds,
): OrganizationFacts["attachedBeside"] {
  const declared = new Map<string, AttachedPolicies>([
    [root, organization.attachedPolicies],
    ...organizationalUnits.map(({ path, attachedPolicies }) => [units.get(path) ?? path, attachedPolicies] as const),
    ...accounts.map(({ id, attachedPolicies }) => [id ?? "", attachedPolicies] as const),
  ]);
  return (kind, node) => (declared.get(node)?.[kind] ?? []).filter((id) => !OF_AWS.test(id));
}

/** Tables and secrets that exist already and whose policy the declaration leaves to the blueprint. */
function writtenHere({ accounts }: ResolvedPlan): ReadonlySet<string> {
  const tables = accounts.flatMap((account) => account.tables.filter(({ writesPolicy }) => writesPolicy).map(({ arn }) => arn));
  const secrets = accounts.flatMap((account) => account.secrets.filter(({ writesPolicy }) => writesPolicy).map(({ existing }) => existing));
  return new Set([...tables, ...secrets].filter((arn) => arn !== undefined));
}

/** What the declaration says of how tables and secrets that exist are encrypted. */
function declaredEncryption({ accounts }: ResolvedPlan, names: WorldNames): OrganizationFacts["encryptionOf"] {
  const existing = accounts.flatMap((account) => [
    ...account.tables.flatMap(({ created, arn, name, encryption }) => (created ? [] : [{ arn, path: `${account.name}/tables/${name}`, encryption }])),
    ...account.secrets.map(({ existing: arn, name, encryption }) => ({ arn, path: `${account.name}/secrets/${name}`, encryption })),
  ]);
  const byArn = new Map(
    existing.flatMap(({ arn, path, encryption }): (readonly [string, Encryption])[] => {
      if (arn === undefined) return [];
      const key = typeof encryption === "object" ? names.resource(`${path}/key`).arn : undefined;
      if (key !== undefined) return [[arn, { by: "customer", key }]];
      return [[arn, { by: encryption === "aws-owned" || encryption === "aws-managed" ? encryption : "unknown" }]];
    }),
  );
  return (arn) => byArn.get(arn);
}
