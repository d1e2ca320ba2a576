import type { Problem } from "../../model/problem.ts";
import { type Path, pathText } from "../../model/reading/source.ts";
import { chooseFrom } from "../../model/reading/suggest.ts";
import { type InventoryFile, NONE } from "../../model/schema/inventory.ts";
import { validateHeldPolicy } from "../engine/validate-policy.ts";
import type { GrantOnKey } from "./deployed-data.ts";
import type { DeployedResources, DeployedRole } from "./deployed-resources.ts";
import type { Encryption } from "./encryption-at-rest.ts";
import { existingEncryption, existingGrants, existingPolicy, existingTags } from "./existing-data.ts";
import { existingRoles, principalsById } from "./existing-principals.ts";
import { plainOf, type ReadInventory } from "./inventory-file.ts";
import { type Entries, type InventoryNames, type Reader, resolvedEntries, type Section } from "./inventory-reader.ts";
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
  /** Grants on keys, by the ARN of the key; a key that is not here may have any. */
  readonly grants: ReadonlyMap<string, readonly GrantOnKey[]>;
  /** Tags of what exists, by ARN. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** ARNs of roles and users by their unique ids. */
  readonly principalsById: ReadonlyMap<string, string>;
  /** By network and then by service; undefined where the network has none for the service. */
  readonly endpoints: ReadonlyMap<string, ReadonlyMap<string, ExistingEndpoint | undefined>>;
  /** Accounts of the organization that nobody declared: by id, the ids from the root to what each lies below. */
  readonly accounts: ReadonlyMap<string, readonly string[]>;
}

/** Ids that AWS gives roots and units. */
const NODE_ID = /^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$/;

/** Finds out what the names in an inventory stand for, and says which stand for nothing, or for what is made here. */
export function resolveExisting(
  read: Pick<ReadInventory, "file" | "source"> | undefined,
  named: InventoryNames,
): { readonly existing: ExistingPolicies; readonly problems: readonly Problem[] } {
  // Without an inventory, what is declared to exist is there all the same, and nothing of it is told.
  const file = read?.file ?? {};
  const positionOf = (path: Path) => read?.source.position(path) ?? { file: "", line: 0, column: 0 };
  const problems: Problem[] = [];
  const reader: Reader = {
    ...named,
    report: (path, message) => void problems.push({ ...positionOf(path), where: pathText(path), message }),
    read: (title, path, document, kind) => {
      const at = positionOf(path);
      return { urn: `${at.file}:${at.line.toString()}`, title, document: validateHeldPolicy(plainOf(document), kind).value };
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
    roles: existingRoles(file, reader),
    resourcePolicies: resolvedEntries("resourcePolicies", file.resourcePolicies, {
      ...reader,
      each: (name, document) => existingPolicy(name, document, reader),
    }),
    encryption: resolvedEntries("encryption", file.encryption, {
      ...reader,
      each: (name, encryption) => existingEncryption(name, encryption, reader),
    }),
    grants: resolvedEntries("grants", file.grants, { ...reader, each: (name, grants) => existingGrants(name, grants, reader) }),
    tags: resolvedEntries("tags", file.tags, { ...reader, each: (name, tags) => existingTags(name, tags, reader) }),
    principalsById: principalsById(file, reader),
    endpoints: resolved(file.endpoints, (network, services) => existingEndpoints(network, services, reader)),
    accounts: resolved(file.accounts, (id, unit) => undeclaredAccount(id, unit, reader)),
  };
  return { existing, problems };
}

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

/** An account may lie deeper than its declared unit: policies of units between them only deny more. */
function undeclaredAccount(id: string, unit: string, { nodes, lineages, report }: Reader): Entries<readonly string[]> {
  const lineage = lineages.get(unit);
  if ([...nodes.values()].includes(id)) report(["accounts", id], `is declared, got ${JSON.stringify(id)}; remove it`);
  else if (lineage === undefined)
    report(["accounts", id], `is no declared unit, got ${JSON.stringify(unit)}; ${chooseFrom(unit, lineages.keys(), "write root")}`);
  else return [[id, lineage]];
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
    if (endpoint === NONE) return [[service, undefined]];
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
  { managed, roles, resourcePolicies, encryption, grants, tags, principalsById }: ExistingPolicies,
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
    describedTags: tags,
    grants: new Map(
      [...new Set([...grants.keys(), ...inventory.grants.keys()])].map((key) => [
        key,
        [...(grants.get(key) ?? []), ...(inventory.grants.get(key) ?? [])],
      ]),
    ),
    principalsById: new Map([...principalsById, ...inventory.principalsById]),
  };
}
