import type { PlannedStack } from "../../model/plan/plan.ts";
import { accountOf } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import { remember } from "../../model/remember.ts";
import { shortHash } from "../../model/short-hash.ts";

/**
 * A hash of the part of the declaration that decides what a stack hands on; the places in the files do not count. A stack hands it on, so
 * that its readers notice outputs from before a change: a failed update leaves the old outputs. What changes the stack's resources alone,
 * such as a table's capacity, is no part of it.
 */
export function declarationHash(plan: ResolvedPlan, stack: Pick<PlannedStack, "name" | "layer" | "account">): string {
  const { hashes } = parts(plan);
  const earlier = hashes.get(stack.name);
  if (earlier !== undefined) return earlier;
  const text = JSON.stringify(handedOnBy(plan, stack), (key, value: unknown) => (key === "origin" ? undefined : value));
  const hash = shortHash(text, HASH_LENGTH);
  hashes.set(stack.name, hash);
  return hash;
}

const HASH_LENGTH = 16;

function handedOnBy(plan: ResolvedPlan, { layer, account: name }: Pick<PlannedStack, "layer" | "account">): unknown {
  const { organization, organizationalUnits: units } = plan;
  if (name === undefined) {
    const accounts = plan.accounts.map(({ name, email, organizationalUnit, perimeter }) => [name, email, organizationalUnit, perimeter]);
    return layer === "organization" ? { units, accounts } : { organization, units, accounts };
  }
  const account = accountOf(plan, name);
  if (account === undefined) return undefined;
  const grants = parts(plan).grants.get(name) ?? [];
  const { partition, homeRegion } = organization;
  switch (layer) {
    case "foundation":
      return { partition, homeRegion, deployRole: account.deployRole, ...foundationOf(account), streams: streamsOf(account, grants) };
    case "data":
      return {
        partition,
        ...dataOf(account),
        roles: grants.filter(({ owner }) => owner === name).map(({ id, how, state }) => [id, how, state]),
      };
    case "perimeter":
      return { mode: account.perimeter, lapses: account.perimeterLapses, issuers: account.clusters.map(({ name }) => name) };
    default:
      // Nothing reads what consumers hand on; people do, grant by grant.
      return { uses: usesOf(account, grants).map(({ id, how, state, can }) => [id, how, state, can]) };
  }
}

const foundationOf = ({ id, networks, clusters, workloads }: ResolvedAccount) => ({ id, networks, clusters, workloads });

/** What the account's workloads are granted. */
const usesOf = ({ name }: ResolvedAccount, grants: readonly ResolvedGrant[]): ResolvedGrant[] =>
  grants.filter(({ consumer }) => consumer.kind === "workload" && consumer.account === name);

/** The grants to read streams: the network of such a workload has an endpoint for them. */
const streamsOf = (account: ResolvedAccount, grants: readonly ResolvedGrant[]): string[] =>
  usesOf(account, grants).flatMap(({ id, can }) => (can.includes("stream") ? [id] : []));

const dataOf = ({ id, tables, keys, secrets }: ResolvedAccount) => ({
  id,
  tables: tables.map(
    ({ name, physicalName, region, created, stream, encryption, replicas, replicaOf, regionalReplicaOf, tenants, indexes }) => ({
      name,
      physicalName,
      region,
      created,
      stream,
      encryption,
      replicas,
      replicaOf,
      regionalReplicaOf,
      tenants,
      indexes: indexes.map((index) => index.name),
    }),
  ),
  keys: keys.map(({ name, region, existing }) => ({ name, region, existing })),
  secrets: secrets.map(({ name, region, existing, encryption }) => ({ name, region, existing, encryption })),
});

/** Grants and finished hashes. */
const parts = remember((plan: ResolvedPlan) => {
  const grants = new Map<string, ResolvedGrant[]>();
  for (const grant of plan.grants) {
    const consumer = grant.consumer.kind === "external" ? [] : [grant.consumer.account];
    for (const account of new Set([grant.owner, ...consumer])) {
      const list = grants.get(account);
      if (list === undefined) grants.set(account, [grant]);
      else list.push(grant);
    }
  }
  return { grants, hashes: new Map<string, string>() };
});
