import type { Problem } from "../../model/problem.ts";
import { type Path, pathText } from "../../model/reading/source.ts";
import { chooseFrom } from "../../model/reading/suggest.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import { validatePolicy } from "../engine/validate-policy.ts";
import type { DeployedResources, DeployedRole } from "./deployed-resources.ts";
import type { Encryption } from "./encryption-at-rest.ts";
import type { InventoryEntries } from "./inventory-entry.ts";
import { plainOf, type ReadInventory, resourceKindOf } from "./inventory-file.ts";
import type { InventoryFile } from "./inventory-schema.ts";
import type { WorldNames } from "./world-names.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** An endpoint of a network that exists. */
export interface ExistingEndpoint {
  readonly id: string;
  /** Undefined where it has the one that AWS gives it, which admits everything. */
  readonly policy: DeployedDocument | undefined;
}

/** What exists beside what the stacks make, each found by what it belongs to. */
export interface ExistingPolicies {
  /** SCPs and RCPs by id. */
  readonly serviceControl: ReadonlyMap<string, DeployedDocument>;
  readonly resourceControl: ReadonlyMap<string, DeployedDocument>;
  /** Ids of those that the inventory attaches, by the id of the node. */
  readonly attachedTo: ReadonlyMap<string, readonly string[]>;
  readonly managed: ReadonlyMap<string, DeployedDocument>;
  /** By ARN, users too. */
  readonly roles: ReadonlyMap<string, DeployedRole>;
  /** By ARN; undefined for what has no policy. */
  readonly resourcePolicies: ReadonlyMap<string, DeployedDocument | undefined>;
  /** By the ARN of the table or secret. */
  readonly encryption: ReadonlyMap<string, Encryption>;
  /** By network and then by service; undefined where the network has none for the service. */
  readonly endpoints: ReadonlyMap<string, ReadonlyMap<string, ExistingEndpoint | undefined>>;
  /** Accounts of the organization that nobody declared: by id, the ids from the root to what each lies below. */
  readonly accounts: ReadonlyMap<string, readonly string[]>;
}

const NOTHING_EXISTS: ExistingPolicies = {
  serviceControl: new Map(),
  resourceControl: new Map(),
  attachedTo: new Map(),
  managed: new Map(),
  roles: new Map(),
  resourcePolicies: new Map(),
  encryption: new Map(),
  endpoints: new Map(),
  accounts: new Map(),
};

/** What the names in an inventory may stand for. */
export interface InventoryNames {
  readonly names: WorldNames;
  /** Ids of root, units and accounts by their names. */
  readonly nodes: ReadonlyMap<string, string>;
  /** The ids from the root to the root itself or to a unit, by its name. */
  readonly lineages: ReadonlyMap<string, readonly string[]>;
  /** Networks whose endpoints may exist already. */
  readonly networks: ReadonlySet<string>;
  readonly inventory: DeployedResources;
  readonly entries: InventoryEntries;
  /** Whether the declaration says what a table or secret is encrypted under, by its ARN. */
  readonly isEncryptionDeclared: (arn: string) => boolean;
}

/** Ids that AWS gives roots and units. */
const NODE_ID = /^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$/;

/** Finds out what the names in an inventory stand for, and says which stand for nothing, or for what is made here. */
export function resolveExisting(
  read: Pick<ReadInventory, "file" | "source"> | undefined,
  named: InventoryNames,
): { readonly existing: ExistingPolicies; readonly problems: readonly Problem[] } {
  const { file, source } = read ?? {};
  if (file === undefined || source === undefined) return { existing: NOTHING_EXISTS, problems: [] };
  const problems: Problem[] = [];
  const reader: Reader = {
    ...named,
    report: (path, message) => void problems.push({ ...source.position(path), where: pathText(path), message }),
    read: (title, path, document, kind) => {
      const at = source.position(path);
      return { urn: `${at.file}:${at.line.toString()}`, title, document: validatePolicy(plainOf(document), kind).value };
    },
  };
  const attachedTo = new Map<string, string[]>();
  const existing: ExistingPolicies = {
    serviceControl: controls("serviceControlPolicies", file, { reader, attachedTo }),
    resourceControl: controls("resourceControlPolicies", file, { reader, attachedTo }),
    attachedTo,
    managed: resolved(file.managedPolicies, (arn, document) => [
      [arn, reader.read(arn, ["managedPolicies", arn], document, "identity policy")],
    ]),
    roles: resolved(file.principals, (name, principal) => existingRole(name, principal, reader)),
    resourcePolicies: resolved(file.resourcePolicies, (name, document) => existingPolicy(name, document, reader)),
    encryption: resolved(file.encryption, (name, encryption) => existingEncryption(name, encryption, reader)),
    endpoints: resolved(file.endpoints, (network, services) => existingEndpoints(network, services, reader)),
    accounts: resolved(file.accounts, (id, unit) => undeclaredAccount(id, unit, reader)),
  };
  return { existing, problems };
}

interface Reader extends InventoryNames {
  readonly report: (path: Path, message: string) => void;
  readonly read: (title: string, path: Path, document: unknown, kind: PolicyKind) => DeployedDocument;
}

type Section<K extends keyof InventoryFile> = NonNullable<InventoryFile[K]>;
type Entries<V> = readonly (readonly [string, V])[];

const resolved = <V, R>(
  section: Readonly<Record<string, V>> | undefined,
  each: (name: string, value: V) => Entries<R>,
): ReadonlyMap<string, R> => new Map(Object.entries(section ?? {}).flatMap(([name, value]) => each(name, value)));

function controls(
  list: "serviceControlPolicies" | "resourceControlPolicies",
  file: InventoryFile,
  { reader, attachedTo }: { readonly reader: Reader; readonly attachedTo: Map<string, string[]> },
): ReadonlyMap<string, DeployedDocument> {
  const kind = list === "serviceControlPolicies" ? "service control policy" : "resource control policy";
  return resolved(file[list], (id, { attachedTo: targets = [], document }) => {
    targets.forEach((name, index) => {
      const node = reader.nodes.get(name) ?? (NODE_ID.test(name) ? name : undefined);
      if (node === undefined) {
        const remedy = chooseFrom(name, reader.nodes.keys(), "write root");
        reader.report([list, id, "attachedTo", index], `is no part of the organization, got ${JSON.stringify(name)}; ${remedy}`);
      } else attachedTo.set(node, [...(attachedTo.get(node) ?? []), id]);
    });
    return [[id, reader.read(id, [list, id], document, kind)]];
  });
}

function existingRole(
  name: string,
  principal: Section<"principals">[string],
  { names, inventory, entries, report, read }: Reader,
): Entries<DeployedRole> {
  const path = ["principals", name];
  const { arn, problem } = names.principal(name);
  if (arn === undefined) {
    report(path, problem.message);
    return [];
  }
  if (inventory.roles.has(arn)) {
    report(path, `is made by a stack, which says what it may do, got ${JSON.stringify(name)}; remove it`);
    return [];
  }
  const { policies = [], managed = [], boundary, trust, tags = {} } = principal;
  const inline = policies.map((document, index) =>
    read(`policy ${(index + 1).toString()} of ${name}`, [...path, "policies", index], document, "identity policy"),
  );
  const title = `the trust policy of ${name}`;
  const trusted =
    trust === undefined
      ? { urn: "", title, document: undefined, remedy: entries.trust(name) }
      : read(title, [...path, "trust"], trust, "trust policy");
  return [[arn, { arn, trust: trusted, inline, managed, boundary, tags }]];
}

/** An account may lie deeper than its declared unit: policies of units between them only deny more. */
function undeclaredAccount(id: string, unit: string, { nodes, lineages, report }: Reader): Entries<readonly string[]> {
  const lineage = lineages.get(unit);
  if ([...nodes.values()].includes(id)) report(["accounts", id], `is declared, got ${JSON.stringify(id)}; remove it`);
  else if (lineage === undefined)
    report(["accounts", id], `is no declared unit, got ${JSON.stringify(unit)}; ${chooseFrom(unit, lineages.keys(), "write root")}`);
  else return [[id, lineage]];
  return [];
}

function existingPolicy(
  name: string,
  document: Section<"resourcePolicies">[string],
  { names, inventory, report, read }: Reader,
): Entries<DeployedDocument | undefined> {
  const path = ["resourcePolicies", name];
  const { arn, problem } = names.resource(name);
  if (arn === undefined) report(path, problem.message);
  else if (inventory.resourcePolicies.has(arn)) report(path, `is written by a stack, got ${JSON.stringify(name)}; remove it`);
  else if (document === "none" && resourceKindOf(arn) === "key policy")
    report(path, 'is a key, which always has a policy, got "none"; write its document');
  else return [[arn, document === "none" ? undefined : read(`the policy of ${name}`, path, document, resourceKindOf(arn))]];
  return [];
}

function existingEncryption(
  name: string,
  encryption: Section<"encryption">[string],
  { names, inventory, isEncryptionDeclared, report }: Reader,
): Entries<Encryption> {
  const path = ["encryption", name];
  const { arn, problem } = names.resource(name);
  if (arn === undefined) report(path, problem.message);
  else if (inventory.encryption.has(arn)) report(path, `is made by a stack, which says its key, got ${JSON.stringify(name)}; remove it`);
  else if (isEncryptionDeclared(arn)) report(path, `has its key in the declaration, got ${JSON.stringify(name)}; remove it`);
  else return [[arn, typeof encryption === "string" ? { by: encryption } : { by: "customer", key: encryption.key }]];
  return [];
}

function existingEndpoints(
  network: string,
  services: Section<"endpoints">[string],
  { networks, report, read }: Reader,
): Entries<ReadonlyMap<string, ExistingEndpoint | undefined>> {
  const path = ["endpoints", network];
  if (!networks.has(network)) {
    report(path, `is no network that exists already, got ${JSON.stringify(network)}; ${chooseFrom(network, networks, "remove it")}`);
    return [];
  }
  const byService = resolved(services, (service, endpoint): Entries<ExistingEndpoint | undefined> => {
    if (endpoint === "none") return [[service, undefined]];
    const { id, policy } = endpoint;
    const title = `the policy of ${id}`;
    return [
      [
        service,
        { id, policy: policy === "full-access" ? undefined : read(title, [...path, service, "policy"], policy, "endpoint policy") },
      ],
    ];
  });
  return [[network, byService]];
}

/** What is deployed, with what exists beside it: what stacks add to a role that exists counts too. */
export function withExisting(
  inventory: DeployedResources,
  { managed, roles, resourcePolicies, encryption }: ExistingPolicies,
): DeployedResources {
  const added = [...roles].map(([arn, role]): readonly [string, DeployedRole] => {
    const [, account = "", name = ""] = /^arn:[^:]*:iam::(\d*):.*?([^/]+)$/.exec(arn) ?? [];
    return [arn, { ...role, inline: [...role.inline, ...(inventory.inlineByName.get(`${account}/${name}`) ?? [])] }];
  });
  const policies = [...resourcePolicies].flatMap(([arn, document]) => (document === undefined ? [] : [[arn, document] as const]));
  return {
    ...inventory,
    managed: new Map([...managed, ...inventory.managed]),
    roles: new Map([...added, ...inventory.roles]),
    resourcePolicies: new Map([...policies, ...inventory.resourcePolicies]),
    encryption: new Map([...encryption, ...inventory.encryption]),
  };
}
