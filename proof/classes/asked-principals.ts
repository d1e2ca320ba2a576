import { oidcProviderArn, type Partition, parseArn } from "../../iam/arn.ts";
import { asList } from "../engine/policy-document.ts";
import type { Intended, IntendedAccount, IntendedWorkload } from "../intent/intended.ts";
import { perimeterKey, workloadOf } from "../intent/places.ts";
import { issuerIn } from "../world/clusters-of-issuers.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import { arnOf } from "../world/world-resource.ts";
import { namedPrincipals } from "./named-principals.ts";
import { remembered } from "./once.ts";
import {
  anyPermissionIn,
  distinctPrincipals,
  isThere,
  outsiders,
  type PrincipalClass,
  type PrincipalSources,
  pollingOf,
  principalSources,
  principalsOf,
  servicesBeside,
} from "./principals.ts";
import type { ResourceClass } from "./resources.ts";
import { tokenBearer } from "./token-bearer.ts";

/** Every class of principals that some policy over a resource may tell from the others. */
export type PrincipalsFor = (resource: ResourceClass) => readonly PrincipalClass[];

/** Finds the principals of an account by its id: all that the declaration names, and one of each kind that may hold any permission. */
export function principalsWithin(
  intended: Intended,
  deployed: DeployedResources,
  partition: Partition,
): (accountId: string) => readonly PrincipalClass[] {
  const sources = principalSources(intended, deployed, partition);
  const outside = Map.groupBy(outsiders(sources), ({ principal }) => parseArn(principal)?.accountId ?? "");
  return remembered((accountId) => {
    const account = intended.accountNames.get(accountId);
    if (account === undefined) return outside.get(accountId) ?? [];
    return intended.accounts.has(account) ? principalsOf(sources, account, accountId) : anyPermissionIn(sources, account, accountId);
  });
}

/** Finds the principals to ask about, account by account. */
export function principalsFor(
  intended: Intended,
  deployed: DeployedResources,
  partition: Partition,
  organizationId: string,
): PrincipalsFor {
  const sources = principalSources(intended, deployed, partition);
  const ids = new Map([...intended.accountNames].map(([id, name]) => [name, id]));
  const own = remembered((account: string) => principalsOf(sources, account, ids.get(account) ?? ""));
  const any = remembered((account: string) => anyPermissionIn(sources, account, ids.get(account) ?? ""));
  const outside = outsiders(sources);
  const named = namedPrincipals(sources, deployed, organizationId);
  const providers = providersByAccount(deployed);
  const beside = (resource: ResourceClass) => {
    const accountId = ids.get(resource.account) ?? "";
    return besideAt(deployed, resource, accountId, providers.get(accountId) ?? [], partition);
  };
  const inPerimeters = [...Map.groupBy(intended.accounts.values(), perimeterKey).values()];
  return (resource) => {
    const consumers = new Set(consumersOf(resource).filter((account) => account !== resource.account));
    const workloads = (resource.declared?.grants ?? []).flatMap(({ consumer }) => {
      const found = "party" in consumer ? undefined : workloadOf(intended, consumer.account, consumer.workload);
      return found === undefined ? [] : workloadClasses(sources, found);
    });
    const taker = takerOf(sources, resource);
    const all = [
      ...own(resource.account),
      ...workloads,
      ...taker,
      ...[...consumers, ...farAccounts(inPerimeters, resource.account, consumers)].flatMap(any),
      ...any("management"),
      ...outside,
      ...(resource.service === "sts" ? beside(resource) : []),
    ];
    const unique = distinctPrincipals(all);
    return [...unique, ...named(resource, unique)];
  };
}

function workloadClasses(sources: PrincipalSources, workload: IntendedWorkload): PrincipalClass[] {
  if (!isThere(sources, workload)) return [];
  const { account, name, roleArn } = workload;
  return pollingOf(sources, { who: { kind: "workload", account, workload: name }, principal: roleArn, carries: {} });
}

/** Accounts that a resource's grants bring in. */
function consumersOf({ declared, what }: ResourceClass): string[] {
  const ofRole = what.kind === "role" && what.role?.kind === "access-role" ? [what.role.consumer.split("/")[0] ?? ""] : [];
  return [
    ...ofRole.filter((account) => account !== "external"),
    ...(declared?.grants ?? []).flatMap(({ consumer }) => ("account" in consumer ? [consumer.account] : [])),
  ];
}

/** The consumer that an access role is for. */
function takerOf(sources: PrincipalSources, { what }: ResourceClass): PrincipalClass[] {
  if (what.kind !== "role" || what.role?.kind !== "access-role") return [];
  const [account = "", name = ""] = what.role.consumer.split("/");
  const found = workloadOf(sources.intended, account, name);
  return found === undefined ? [] : workloadClasses(sources, found);
}

/** One account of each perimeter that has nothing to do with the resource. */
function farAccounts(perimeters: readonly (readonly IntendedAccount[])[], owner: string, near: ReadonlySet<string>): string[] {
  return perimeters.flatMap((accounts) => accounts.find(({ name }) => name !== owner && !near.has(name))?.name ?? []);
}

/** The OIDC providers of accounts, by their ids. Clusters whose pods take other roles of an account may have the same service account. */
const providersByAccount = ({ byName }: DeployedResources): ReadonlyMap<string, readonly string[]> =>
  Map.groupBy(
    [...byName.values()].flatMap((resource) => {
      const provider = arnOf(resource);
      return provider !== undefined && issuerIn(provider) !== undefined ? [provider] : [];
    }),
    (provider) => parseArn(provider)?.accountId ?? "",
  );

/** Services and providers that a role's trust names, and others. */
function besideAt(
  deployed: DeployedResources,
  { arn, account }: ResourceClass,
  accountId: string,
  providers: readonly string[],
  partition: Partition,
): PrincipalClass[] {
  const statements = asList(deployed.roles.get(arn)?.trust.document?.Statement ?? []);
  const named = (type: "Service" | "Federated") =>
    statements.flatMap(({ Principal: principal }) => (principal === undefined || principal === "*" ? [] : asList(principal[type] ?? [])));
  return [
    ...servicesBeside(named("Service"), account, accountId),
    ...[...new Set([...named("Federated"), ...providers, oidcProviderArn({ partition, accountId, issuer: "issuer.example.com" })])].map(
      (provider) => tokenBearer(provider, deployed),
    ),
  ];
}
