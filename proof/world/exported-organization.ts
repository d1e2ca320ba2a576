import { accountRootArn, isPartition, type Partition, parseArn } from "../../iam/arn.ts";
import type { Problem } from "../../model/problem.ts";
import { isAccountId, parsePrincipal } from "../engine/principal.ts";
import { type Path, problem } from "../json-problem.ts";
import { deployedResources } from "./deployed-resources.ts";
import { grantedBy } from "./existing-data.ts";
import { resolveExisting, withExisting } from "./existing-policies.ts";
import { exportedMemberships } from "./exported-memberships.ts";
import { exportedOrigins, exportedVpcs } from "./exported-networks.ts";
import { foreignOrganizations } from "./foreign-organizations.ts";
import { type InventoryEntries, inventoryEntries } from "./inventory-entry.ts";
import type { ReadInventory } from "./inventory-file.ts";
import type { LostPolicy, OrganizationFacts } from "./organization-facts.ts";
import { type Membership, undeclaredMembers } from "./organization-tree.ts";
import { type OrganizationWorld, worldOf } from "./organization-world.ts";
import { type ExportedResources, UNKNOWN, withShortNames } from "./stack-export.ts";
import { type Named, roleOrUserArn, unknownName, type WorldNames } from "./world-names.ts";
import { arnOf, textOf, type WorldResource } from "./world-resource.ts";

/** Types whose meaning for access is not read here; what they may add is said. */
const UNREAD = /^aws:(?:iam\/group|ssoadmin\/|lakeformation\/|ram\/)/;

/** What policies are attached to, and where they count. */
const TARGETS = [
  ["aws:iam/rolePolicy:RolePolicy", "role", "role"],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", "role"],
  ["aws:dynamodb/resourcePolicy:ResourcePolicy", "resourceArn", "dynamodb"],
  ["aws:secretsmanager/secretPolicy:SecretPolicy", "secretArn", "secretsmanager"],
  ["aws:kms/keyPolicy:KeyPolicy", "keyId", "kms"],
  ["aws:organizations/policyAttachment:PolicyAttachment", "targetId", "organization"],
] as const;

/**
 * Makes a world of exported stacks, whatever programs they are of. Principals and resources are named by stack and name, or by ARN. What no
 * given stack makes is not known; an organization is known as far as its own resources are among them.
 */
export function exportedWorld(
  { resources, parents, assumptions }: ExportedResources,
  read?: Pick<ReadInventory, "file" | "source">,
): { readonly world: OrganizationWorld; readonly problems: readonly Problem[] } {
  const inventory = deployedResources(resources);
  const names = namesOfExports(resources, new Set(inventory.streams.keys()));
  const foreign = foreignOrganizations(inventory, new Set(resources.map(({ account }) => account)));
  const organization = exportedMemberships(resources, parents, new Set(foreign.values()));
  const nodes = new Map([...organization.memberships.values()].flatMap((membership) => membership.nodes).map((node) => [node, node]));
  const networks = exportedVpcs(resources);
  const entries = inventoryEntries(read?.source.position([]).file ?? "a file that --inventory names");
  const { existing, problems } = resolveExisting(read, {
    names,
    nodes,
    lineages: lineagesIn(organization.memberships),
    networks: new Set(networks.keys()),
    existingPrincipals: new Set(resources.filter(({ type }) => type === "aws:iam/user:User").flatMap((user) => arnOf(user) ?? [])),
    describe: names.nameOf,
    isEncryptionDeclared: () => false,
    inventory,
    entries,
  });
  const unread = resources
    .filter(({ type }) => UNREAD.test(type))
    .map(({ stack, name, type }) => `what ${stack}/${name} (${type}) means for access is not read`);
  const exportedGrant = grantsOn(resources, { names, entries });
  const facts: OrganizationFacts = {
    ...organization,
    memberships: new Map([...undeclaredMembers(existing, organization.id ?? ""), ...organization.memberships]),
    foreignOrganizations: foreign,
    homeRegion: mostCommon(resources.map(({ region }) => region).filter((region) => region !== "")),
    names,
    describe: names.nameOf,
    originOf: exportedOrigins(networks, inventory, existing.endpoints),
    grantOn: (key, principal) => exportedGrant(key, principal) ?? grantedBy(existing.grants.get(key) ?? [], key, principal),
    lostPolicies: lostPolicies(resources),
    encryptionOf: (arn) =>
      existing.encryption.get(arn) ?? {
        what: `the key that ${names.nameOf(arn)} is encrypted under`,
        remedy: entries.encryption(arn),
      },
    attachedBeside: () => [],
    entries,
    assumptions: [
      "what no exported stack makes is not there",
      ...[...foreign].map(([account, id]) => `account ${account} is in the organization ${id}, as the policies that let it in say`),
      ...assumptions,
      ...unread,
      ...organization.assumptions,
    ],
  };
  return { world: worldOf(facts, withExisting(inventory, existing), existing), problems };
}

/** Grants let in their grantees whatever the key's policy allows; what they are for is not read here. */
function grantsOn(
  resources: readonly WorldResource[],
  { names, entries }: { readonly names: WorldNames; readonly entries: InventoryEntries },
): OrganizationFacts["grantOn"] {
  const grants = resources.filter(({ type }) => type === "aws:kms/grant:Grant");
  return (key, principal) => {
    const isGranted = grants.some((grant) => {
      const [of, to] = [textOf(grant, "keyId"), textOf(grant, "granteePrincipal")];
      return (
        (of === undefined || of === UNKNOWN || of === key || key.endsWith(`:key/${of}`)) &&
        (to === undefined || to === UNKNOWN || to === principal)
      );
    });
    if (!isGranted) return undefined;
    const name = names.nameOf(key);
    return {
      what: `the grant on ${name} to ${names.nameOf(principal)}`,
      remedy: `${entries.resourcePolicy(name)}, with a statement for the grant`,
    };
  };
}

/** Policies whose target cannot be read, by the account that they are in. */
function lostPolicies(resources: readonly WorldResource[]): OrganizationFacts["lostPolicies"] {
  const lost = resources.flatMap(({ type, inputs, account, stack, name }) => {
    const target = TARGETS.find(([carrier, field]) => type === carrier && inputs[field] === UNKNOWN);
    if (target === undefined) return [];
    const fact: LostPolicy = {
      on: target[2],
      what: `what ${stack}/${name} is attached to`,
      remedy: "export the stack with --show-secrets",
    };
    return [{ account, fact }];
  });
  return new Map([...Map.groupBy(lost, ({ account }) => account)].map(([account, all]) => [account, all.map(({ fact }) => fact)]));
}

const PRINCIPAL_REMEDY =
  'write a role or user as "<stack>/<name>", "role/<name>@<account id>", "user/<name>@<account id>", "root@<account id>", an ARN or a service\'s name';
const RESOURCE_REMEDY = 'write a resource as "<stack>/<name>", with "/stream" behind a table\'s, an ARN or "*"';

function namesOfExports(resources: readonly WorldResource[], withStream: ReadonlySet<string>): WorldNames {
  const arns = new Map<string, string>(
    resources.flatMap((resource) => {
      const arn = arnOf(resource);
      return arn === undefined ? [] : [[`${resource.stack}/${resource.name}`, arn] as const];
    }),
  );
  const principals = withShortNames(new Map([...arns].filter(([, arn]) => parsePrincipal(arn) !== undefined)));
  const partitions = new Map<string, Partition>();
  for (const arn of arns.values()) {
    const { partition = "", accountId = "" } = parseArn(arn) ?? {};
    if (isPartition(partition)) partitions.set(accountId, partition);
  }
  const partitionOf = (accountId: string) => partitions.get(accountId) ?? "aws";
  const generic = (name: string): string | undefined => {
    const [, root] = /^root@(\d{12})$/.exec(name) ?? [];
    if (root !== undefined) return accountRootArn({ partition: partitionOf(root), accountId: root });
    return roleOrUserArn(name, (account) => (isAccountId(account) ? { partition: partitionOf(account), accountId: account } : undefined));
  };
  const streamOf = new Map<string, string>(
    resources.flatMap((resource) => {
      const { streamArn } = resource.outputs;
      const has = withStream.has(arnOf(resource) ?? "") && typeof streamArn === "string";
      return has ? [[`${resource.stack}/${resource.name}/stream`, streamArn] as const] : [];
    }),
  );
  const named = withShortNames(new Map([...arns, ...streamOf]));
  const byArn = new Map([...named].reverse().map(([name, arn]) => [arn, name]));
  return {
    principal: (name) => {
      const arn = principals.get(name) ?? generic(name);
      if (arn !== undefined) return { arn };
      if (parsePrincipal(name) !== undefined) return { arn: name };
      return unknown(["principal"], name, [...principals.keys()], "is not a principal of the exported stacks", PRINCIPAL_REMEDY);
    },
    resource: (name) => {
      const arn = named.get(name) ?? generic(name);
      if (arn !== undefined) return { arn };
      if (name === "*" || parseArn(name) !== undefined) return { arn: name };
      return unknown(["resource"], name, [...named.keys()], "is not a resource of the exported stacks", RESOURCE_REMEDY);
    },
    nameOf: (arn) => byArn.get(arn) ?? arn,
    accountName: () => undefined,
  };
}

/** A name of several resources needs the type of the one that is meant. */
function unknown(path: Path, name: string, names: readonly string[], what: string, remedy: string): Named {
  const several = names.filter((each) => each.startsWith(`${name} (aws:`) && each.endsWith(")"));
  if (several.length === 0) return unknownName(path, name, () => names, what, remedy);
  const choice = several.map((each) => JSON.stringify(each)).join(" or ");
  return { problem: problem(path, "stands for several resources", name, `write ${choice}`) };
}

/** The ids from the root to the root itself and to each unit above a known account, by id; the root is called root, too. */
function lineagesIn(memberships: ReadonlyMap<string, Membership>): ReadonlyMap<string, readonly string[]> {
  const lines = [...memberships.values()].map(({ nodes }) => nodes.slice(0, -1));
  return new Map(
    lines.flatMap((line) =>
      line.flatMap((node, index) => {
        const above = line.slice(0, index + 1);
        return [[node, above] as const, ...(node.startsWith("r-") ? [["root", above] as const] : [])];
      }),
    ),
  );
}

function mostCommon(values: readonly string[]): string | undefined {
  const counted = [...Map.groupBy(values, (value) => value)].map(([value, all]) => ({ value, times: all.length }));
  return counted.toSorted((a, b) => b.times - a.times || (a.value < b.value ? -1 : 1))[0]?.value;
}
