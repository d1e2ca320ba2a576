import { instantOf } from "../calendar.ts";
import type { Declaration, DeclaredAccount } from "../reading/declaration.ts";
import type { Path } from "../reading/source.ts";
import type { DeclaredLetThrough } from "../schema/account.ts";
import { accountPerimeter, defaultsFor, deletionOf, deployRoleOf, lapseOf } from "../settings.ts";
import { byName } from "../sorted.ts";
import type { Origin } from "./origin.ts";
import { networkReference, planNetwork } from "./plan-networks.ts";
import { planTable, type ReplicaSources, replicaSources } from "./plan-tables.ts";
import { sortedPolicies } from "./plan-units.ts";
import { planWorkload } from "./plan-workloads.ts";
import type { PlannedAccount } from "./planned-account.ts";
import { plannedTags } from "./planned-tags.ts";

/** The services and roles that are let through, in a fixed order. */
export function sortedLetThrough(declared: DeclaredLetThrough | undefined): DeclaredLetThrough {
  const ordered = <T>(mapping: Readonly<Record<string, T>> | undefined) => Object.fromEntries(byName(mapping, (name, why) => [name, why]));
  return {
    services: ordered(declared?.services),
    backupRoles: ordered(declared?.backupRoles),
    restoreRoles: ordered(declared?.restoreRoles),
    serviceRoles: ordered(declared?.serviceRoles),
  };
}

/** Every account with its networks, workloads and data, in the declaration's order. */
export function planAccounts(declaration: Declaration): PlannedAccount[] {
  const sources = replicaSources(declaration);
  return declaration.accounts.map((account) => planAccount(declaration, account, sources));
}

function planAccount(declaration: Declaration, declared: DeclaredAccount, sources: ReplicaSources): PlannedAccount {
  const organization = declaration.organization.value;
  const { source, value: file } = declared.account;
  const at = (path: Path): Origin => ({ id: [declared.name, ...path].join("/"), ...source.position(path) });
  const inData = (path: Path): Origin => ({ id: [declared.name, ...path].join("/"), ...(declared.data?.source ?? source).position(path) });
  const defaults = defaultsFor(organization, file);
  const lapse = lapseOf(file);
  return {
    origin: { ...at(["account"]), id: declared.name },
    name: declared.name,
    id: file.id,
    email: file.email,
    organizationalUnit: file.organizationalUnit,
    perimeter: accountPerimeter(organization, file),
    perimeterBecause: file.because,
    perimeterLapses: lapse === undefined ? undefined : instantOf(lapse),
    networks: byName(file.networks, (name, network) => planNetwork(declaration, declared.name, name, network, at(["networks", name]))),
    clusters: byName(file.clusters, (name, { existing, network, oidcProvider }) => ({
      origin: at(["clusters", name]),
      name,
      eksName: existing,
      network,
      createsProvider: oidcProvider !== "existing",
    })),
    workloads: byName(file.workloads, (name, workload) =>
      planWorkload(declaration, declared.name, name, workload, at(["workloads", name])),
    ),
    people: byName(file.people, (name, { permissionSet, because, network, addresses }) => ({
      origin: at(["people", name]),
      name,
      permissionSet,
      because,
      network: network === undefined ? undefined : networkReference(declaration, declared.name, network),
      addresses: addresses ?? [],
    })),
    tables: byName(declared.data?.value.tables, (name, table) =>
      planTable(declaration, { account: declared, name, table, origin: inData(["tables", name]), sources }),
    ),
    keys: byName(declared.data?.value.keys, (name, key) => ({
      origin: inData(["keys", name]),
      name,
      description: key.description,
      region: key.region ?? organization.homeRegion,
      existing: key.existing,
      deletion: deletionOf("keys", key.deletion, defaults),
      tags: plannedTags(key.tags),
    })),
    secrets: byName(declared.data?.value.secrets, (name, secret) => ({
      origin: inData(["secrets", name]),
      name,
      description: secret.description,
      region: secret.region ?? organization.homeRegion,
      existing: secret.existing,
      writesPolicy: secret.existing === undefined || secret.adds?.includes("resource-policy") === true,
      encryption: secret.encryption ?? "own-key",
      deletion: deletionOf("secrets", secret.deletion, defaults),
      tags: plannedTags(secret.tags),
      rotation:
        secret.rotation === undefined
          ? undefined
          : {
              origin: inData(["secrets", name, "rotation"]),
              workload: secret.rotation.by,
              functionName: secret.rotation.function ?? secret.rotation.by,
              everyDays: Number.parseInt(secret.rotation.every, 10),
            },
    })),
    deployRole: deployRoleOf(organization, file),
    deployers: [...(file.deployers ?? [])].sort(),
    letThrough: sortedLetThrough(file.letThrough),
    attachedPolicies: sortedPolicies(file.attachedPolicies),
    tags: plannedTags(file.tags),
  };
}
