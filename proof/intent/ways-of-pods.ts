import { isOver } from "../../model/calendar.ts";
import type { Declaration } from "../../model/reading/declaration.ts";

/** How pods come to a role of an owner's: from their own role, by the token of their cluster, or by EKS Pod Identity. */
export type WayOfPods = "role" | "irsa" | "pod-identity";

/**
 * How the pods of each workload, `<account>/<workload>`, come to the roles of owners. A service account has one role alone: an owner's, where the
 * pods use that owner's data and nothing else; otherwise their own, from which they take a role of each owner.
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function waysOfPods(declaration: Declaration): ReadonlyMap<string, WayOfPods> {
  const known = WAYS.get(declaration);
  if (known !== undefined) return known;
  const granting = grantsByConsumer(declaration);
  const ways = new Map(
    declaration.accounts.flatMap(({ name: account, account: { value } }) =>
      Object.entries(value.workloads ?? {}).flatMap(([name, workload]): [string, WayOfPods][] => {
        if (workload.runsOn !== "eks") return [];
        const grants = granting.get(`${account}/${name}`) ?? [];
        const isOfOneOwner = new Set(grants.map(({ owner }) => owner)).size === 1;
        const isAlone = isOfOneOwner && !grants.some(({ needsOwnRole }) => needsOwnRole);
        return [[`${account}/${name}`, isAlone ? (workload.identity ?? "irsa") : "role"]];
      }),
    ),
  );
  WAYS.set(declaration, ways);
  return ways;
}

const WAYS = new WeakMap<Declaration, ReadonlyMap<string, WayOfPods>>();

interface Granted {
  readonly owner: string;
  /** Whether the consumer acts by its own role, or takes the owner's from there. */
  readonly needsOwnRole: boolean;
}

/** Every use, every share that is not over, and whose credentials brokers hand out, by who it is for. */
function grantsByConsumer({ accounts, now }: Declaration): ReadonlyMap<string, readonly Granted[]> {
  const found = new Map<string, Granted[]>();
  const add = (consumer: string, granted: Granted) => found.set(consumer, [...(found.get(consumer) ?? []), granted]);
  for (const { name: owner, data } of accounts) {
    const { tables = {}, keys = {}, secrets = {} } = data?.value ?? {};
    const granting: readonly Granting[] = [...Object.values(tables), ...Object.values(keys), ...Object.values(secrets)];
    for (const { tenants } of Object.values(tables))
      if (tenants !== undefined) add(`${owner}/${tenants.broker}`, { owner, needsOwnRole: true });
    for (const { usedBy = {}, sharedWith = {} } of granting) {
      for (const workload of Object.keys(usedBy)) add(`${owner}/${workload}`, { owner, needsOwnRole: true });
      for (const [consumer, { how, until }] of Object.entries(sharedWith))
        if (until === undefined || !isOver(until, now)) add(consumer, { owner, needsOwnRole: how === "role" || how === "resource-policy" });
    }
  }
  return found;
}

interface Granting {
  readonly usedBy?: Readonly<Record<string, unknown>> | undefined;
  readonly sharedWith?: Readonly<Record<string, { readonly how?: string | undefined; readonly until?: string | undefined }>> | undefined;
}
