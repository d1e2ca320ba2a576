import { someOrNone } from "../../iam/non-empty.ts";
import type { ExternalParty } from "../../model/plan/plan.ts";
import { peopleOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { NetworkReference } from "../../model/plan/planned-network.ts";
import type { PlannedTenants } from "../../model/plan/planned-table.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { OutsidePlace } from "../../sharing/deployed-grant.ts";

/** Whether a role of the owner's carries a grant. */
export const isByAccessRole = ({ how }: Pick<ResolvedGrant, "how">): boolean => how === "role" || how === "irsa" || how === "pod-identity";

/** Whether a workload's sessions carry tags into the roles that it takes, as those of pods by EKS Pod Identity do. */
export const carriesTags = ({ pod }: Partial<Pick<ResolvedWorkload, "pod">>): boolean => pod?.identity === "pod-identity";

/** The workload that hands out the sessions of a table's tenants. */
export const brokerOf = ({ workloads }: ResolvedAccount, { broker }: PlannedTenants): ResolvedWorkload | undefined =>
  workloads.find(({ name }) => name === broker);

/** Where a consumer calls from: a place outside, or a network; undefined where no network binds the grant. */
export function sourceOf(
  plan: ResolvedPlan,
  { owner, consumer, how }: Pick<ResolvedGrant, "owner" | "consumer" | "how">,
): OutsidePlace | NetworkReference | undefined {
  const addressesOfJob = addressesFrom(workloadOf(plan, consumer)?.addresses);
  if (addressesOfJob !== undefined) return addressesOfJob;
  if (consumer.kind === "account" || (consumer.kind === "workload" && consumer.account === owner)) return undefined;
  if (consumer.kind === "external") {
    const party = plan.externalParties.find(({ name }) => name === consumer.party);
    if (party === undefined) throw new Error(`consumer: is not a declared external party, got ${JSON.stringify(consumer.party)}`);
    // A role of the owner's that the party takes is no member of the party's organization: its trust asks for that.
    return isByAccessRole({ how }) ? addressesFrom(party.networks) : placeOfParty(party);
  }
  const people = peopleOf(plan, consumer);
  const addressesOfPeople = addressesFrom(people?.addresses);
  if (addressesOfPeople !== undefined) return addressesOfPeople;
  return people?.network ?? workloadOf(plan, consumer)?.network;
}

function addressesFrom(ranges: readonly string[] | undefined): OutsidePlace | undefined {
  const addresses = someOrNone(ranges ?? []);
  return addresses === undefined ? undefined : { addresses, membership: undefined };
}

/** What an external party is bound to, as its entry says. */
export function placeOfParty({
  account,
  networks,
  organization,
}: Pick<ExternalParty, "account" | "networks" | "organization">): OutsidePlace {
  return {
    addresses: someOrNone(networks),
    membership: organization === undefined ? undefined : { organizationId: organization, accountId: account },
  };
}
