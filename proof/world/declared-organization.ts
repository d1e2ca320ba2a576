import type { Origin } from "../../model/plan/origin.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Problem } from "../../model/problem.ts";
import type { AttachedPolicies } from "../../model/schema/account.ts";
import type { UnknownFact } from "../explanation/unknown-fact.ts";
import { isAwsManagedKey } from "./aws-managed-key.ts";
import { type DeployedResources, deployedResources } from "./deployed-resources.ts";
import type { Encryption } from "./encryption-at-rest.ts";
import { grantedBy } from "./existing-data.ts";
import { type ExistingPolicies, resolveExisting, withExisting } from "./existing-policies.ts";
import { inventoryEntries } from "./inventory-entry.ts";
import { INVENTORY_FILE, type ReadInventory } from "./inventory-file.ts";
import type { OrganizationFacts } from "./organization-facts.ts";
import { lineagesOf, membershipsOf, type NodeIds, nodeIdsOf, undeclaredMembers } from "./organization-tree.ts";
import { type OrganizationWorld, worldOf } from "./organization-world.ts";
import { namesOf, type WorldNames } from "./world-names.ts";
import { existingNetworks, originsOf } from "./world-networks.ts";
import type { WorldResource } from "./world-resource.ts";

/** What an organization is made of: the plan with every account's id, the resources of all accounts, and an inventory of what exists beside them. */
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
  const entries = inventoryEntries(read?.source.position([]).file ?? INVENTORY_FILE);
  const declaredKey = declaredEncryption(plan, names);
  const origins = originsIn(plan, names);
  const describe = (arn: string): string => {
    const at = origins.get(arn);
    return at === undefined ? names.nameOf(arn) : `${names.nameOf(arn)} (${at.file}:${at.line.toString()})`;
  };
  const { existing, problems } = resolveExisting(read, {
    names,
    nodes: namedNodes(plan, nodes),
    lineages: lineagesOf(nodes),
    networks: existingNetworks(plan),
    existingPrincipals: existingPrincipals(plan, names),
    describe,
    isEncryptionDeclared: (arn) => (declaredKey.get(arn)?.by ?? "unknown") !== "unknown",
    inventory,
    entries,
  });
  const facts: OrganizationFacts = {
    id,
    managementAccount: plan.organization.managementAccount,
    homeRegion: plan.organization.homeRegion,
    memberships: new Map([...undeclaredMembers(existing, id), ...membershipsOf(plan, id, nodes)]),
    ...partiesIn(plan, names),
    names,
    describe,
    originOf: originsOf(plan, inventory, { existing: existing.endpoints, entries }),
    grantOn: grantsOnKeys(existing.grants, { inventory, describe, names, entries }),
    lostPolicies: new Map(),
    encryptionOf: (arn) => {
      const encryption = existing.encryption.get(arn) ?? declaredKey.get(arn);
      if (encryption !== undefined && encryption.by !== "unknown") return encryption;
      const at = origins.get(arn);
      return {
        what: `the key that ${describe(arn)} is encrypted under`,
        remedy: at === undefined ? entries.encryption(arn) : `write at ${at.file}:${at.line.toString()}: ${ENCRYPTION_ENTRY}`,
      };
    },
    attachedBeside: attachedBeside(plan, nodes),
    entries,
    assumptions: [],
  };
  return { world: worldOf(facts, withExisting(inventory, existing), existing), problems };
}

/** What is taken for granted of external parties whose organization is declared, and of the roles of owners' that they take. */
function partiesIn(
  { externalParties, accessRoles }: ResolvedPlan,
  names: WorldNames,
): Pick<OrganizationFacts, "foreignOrganizations" | "assumedOf"> {
  const assumed = new Map<string, string>();
  for (const { name, account, networks, organization } of externalParties) {
    if (organization === undefined) continue;
    const weaker = networks.length > 0 ? "" : "; it has no addresses, so that stolen credentials of its role work from anywhere";
    const text = `account ${account} of external/${name} is in the organization ${organization}, as declared${weaker}`;
    const roles = accessRoles.flatMap(({ arn, consumer }) => (consumer.kind === "external" && consumer.party === name ? (arn ?? []) : []));
    for (const arn of [names.principal(`external/${name}`).arn ?? [], ...roles].flat()) assumed.set(arn, text);
  }
  return {
    foreignOrganizations: new Map(
      externalParties.flatMap(({ account, organization }) => (organization === undefined ? [] : [[account, organization] as const])),
    ),
    assumedOf: assumed,
  };
}

/**
 * Grants let in whom they name beside the key's policy and its own. A key that a stack makes has none but those of stacks:
 * guardrails keep others away. AWS's managed
 * keys have none for others than AWS's services.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
function grantsOnKeys(
  grants: ExistingPolicies["grants"],
  {
    inventory,
    describe,
    names,
    entries,
  }: Pick<OrganizationFacts, "describe" | "names" | "entries"> & { readonly inventory: DeployedResources },
): OrganizationFacts["grantOn"] {
  const untold = new Map<string, UnknownFact>();
  return (key, principal) => {
    const made = inventory.grants.get(key) ?? [];
    if (!KEY.test(key) || inventory.data.has(key) || isAwsManagedKey(key)) return grantedBy(made, key, principal);
    const told = grants.get(key);
    if (told === undefined) {
      const fact = untold.get(key) ?? { what: `the grants on ${describe(key)}`, remedy: entries.grants(names.nameOf(key)) };
      untold.set(key, fact);
      return fact;
    }
    return grantedBy([...made, ...told], key, principal);
  };
}

const KEY = /^arn:[^:]+:kms:[^:]*:\d{12}:key\//;

const ENCRYPTION_ENTRY = "encryption: { key: <ARN of the key> }, or aws-managed, or aws-owned";

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

/** What the declaration says of how tables and secrets that exist are encrypted, by ARN. */
function declaredEncryption({ accounts }: ResolvedPlan, names: WorldNames): ReadonlyMap<string, Encryption> {
  const existing = accounts.flatMap((account) => [
    ...account.tables.flatMap(({ created, arn, name, encryption }) =>
      created ? [] : [{ arn, path: `${account.name}/tables/${name}`, encryption }],
    ),
    ...account.secrets.map(({ existing: arn, name, encryption }) => ({ arn, path: `${account.name}/secrets/${name}`, encryption })),
  ]);
  return new Map(
    existing.flatMap(({ arn, path, encryption }): (readonly [string, Encryption])[] => {
      if (arn === undefined) return [];
      const key = typeof encryption === "object" ? names.resource(`${path}/key`).arn : undefined;
      if (key !== undefined) return [[arn, { by: "customer", key }]];
      return [[arn, { by: encryption === "aws-owned" || encryption === "aws-managed" ? encryption : "unknown" }]];
    }),
  );
}

/** The roles of workloads, people and external parties that exist already. */
function existingPrincipals({ accounts, externalParties }: ResolvedPlan, names: WorldNames): ReadonlySet<string> {
  const roles = accounts.flatMap(({ workloads, people }) => [
    ...workloads.flatMap(({ role, roleArn }) => (role.created ? [] : [roleArn])),
    ...people.map(({ roleArn }) => roleArn),
  ]);
  const parties = externalParties.map(({ name }) => names.principal(`external/${name}`).arn);
  return new Set([...roles, ...parties].filter((arn) => arn !== undefined));
}

/** Where what exists already is declared, by ARN. */
function originsIn({ accounts, externalParties }: ResolvedPlan, names: WorldNames): ReadonlyMap<string, Origin> {
  const found = [
    ...accounts.flatMap(({ name: account, tables, keys, secrets, workloads, people }) => [
      ...tables.flatMap(({ name, origin }) => ["", "/stream", "/key"].map((part) => [`${account}/tables/${name}${part}`, origin] as const)),
      ...secrets.flatMap(({ name, origin }) => ["", "/key"].map((part) => [`${account}/secrets/${name}${part}`, origin] as const)),
      ...keys.map(({ name, origin }) => [`${account}/keys/${name}`, origin] as const),
      ...[...workloads, ...people].map(({ name, origin }) => [`${account}/${name}`, origin] as const),
    ]),
    ...externalParties.map(({ name, origin }) => [`external/${name}`, origin] as const),
  ];
  return new Map(
    found.flatMap(([name, origin]): (readonly [string, Origin])[] => {
      const { arn } = names.resource(name);
      return arn === undefined ? [] : [[arn, origin]];
    }),
  );
}
