import { compareText } from "../../iam/compare-text.ts";
import { ACCESS_PATH, EXTERNAL_ACCESS_PATH, roleNameOf } from "../names.ts";
import { HOWS } from "../schema/vocabulary.ts";
import type { PlannedAccount } from "./planned-account.ts";
import type { AccessRole, Consumer, IdentityProvider, PlannedGrant, Taker } from "./planned-grant.ts";
import type { PlannedPeople } from "./planned-people.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

/** The name of the owner's role that a consumer takes. */
export function accessRoleOf(
  consumer: Taker,
  accounts: ReadonlyMap<string, PlannedAccount>,
): { readonly path: string; readonly name: string } {
  switch (consumer.kind) {
    case "external":
      return { path: EXTERNAL_ACCESS_PATH, name: roleNameOf("external", consumer.party) };
    case "workload": {
      const isFromAddresses = (workloadOf(accounts, consumer)?.addresses.length ?? 0) > 0;
      return { path: isFromAddresses ? EXTERNAL_ACCESS_PATH : ACCESS_PATH, name: roleNameOf(consumer.account, consumer.workload) };
    }
    case "people": {
      const isFromNetwork = peopleOf(accounts, consumer)?.network !== undefined;
      return { path: isFromNetwork ? ACCESS_PATH : EXTERNAL_ACCESS_PATH, name: roleNameOf(consumer.account, consumer.people) };
    }
  }
}

/** The people of that name, if their account still declares them. */
export const peopleOf = <P extends PlannedPeople>(
  accounts: ReadonlyMap<string, { readonly people: readonly P[] }>,
  { account, people }: Extract<Consumer, { kind: "people" }>,
): P | undefined => accounts.get(account)?.people.find(({ name }) => name === people);

/** The workload of that name, if its account still declares it. */
export const workloadOf = (
  accounts: ReadonlyMap<string, PlannedAccount>,
  { account, workload }: Extract<Consumer, { kind: "workload" }>,
): PlannedWorkload | undefined => accounts.get(account)?.workloads.find(({ name }) => name === workload);

/** The roles that open grants need at their owners: one for each consumer and owner. */
export function accessRolesOf(grants: readonly PlannedGrant[], accounts: ReadonlyMap<string, PlannedAccount>): AccessRole[] {
  const roles = new Map<string, AccessRole>();
  for (const grant of grants) {
    const { consumer, how, owner } = grant;
    if (grant.state === "closed" || consumer.kind === "account" || how === "own-role" || how === "replication" || how === "resource-policy")
      continue;
    const { path, name } = accessRoleOf(consumer, accounts);
    const key = `${owner}/${path}/${name}`;
    const earlier = roles.get(key);
    roles.set(key, {
      account: owner,
      path,
      name,
      how: earlier === undefined ? how : (HOWS.find((way) => way === earlier.how || way === how) as AccessRole["how"]),
      consumer,
      maxSessionHours: Math.max(earlier?.maxSessionHours ?? 1, grant.maxSessionHours ?? 1),
      grants: [...(earlier?.grants ?? []), grant.id],
    });
  }
  return [...roles].sort(([a], [b]) => compareText(a, b)).map(([, role]) => role);
}

/** The OIDC providers that open grants by IRSA need at their owners. */
export function providersOf(grants: readonly PlannedGrant[], accounts: ReadonlyMap<string, PlannedAccount>): IdentityProvider[] {
  const providers = new Map<string, IdentityProvider>();
  for (const { state, how, owner, consumer } of grants) {
    if (state === "closed" || how !== "irsa" || consumer.kind !== "workload") continue;
    for (const name of workloadOf(accounts, consumer)?.pod?.clusters ?? [])
      providers.set(`${owner}/${consumer.account}/${name}`, { account: owner, cluster: { account: consumer.account, name } });
  }
  return [...providers].sort(([a], [b]) => compareText(a, b)).map(([, provider]) => provider);
}
