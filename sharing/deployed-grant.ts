import { allOf, type Conditions } from "../iam/condition.ts";
import { before, fromNetworks, fromVpcs, insideOrganization, ofAccounts, type RegionalVpcs } from "../iam/grant-conditions.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import type { ResolvedGrant } from "../model/plan/resolve.ts";

/** A role as the stack hands it on that made it. */
export interface NamedRole {
  readonly arn: string;
  /** `AROA…`, another one whenever the role is made anew. Of an external party's role only the ARN is declared, which stands here too. */
  readonly uniqueId: string;
}

/** The account of an external party, and the organization that it has to be in. */
export interface Membership {
  readonly organizationId: string;
  readonly accountId: string;
}

/** The public addresses of an external party or of people, and what an external party is a member of; one of the two is there. */
export interface OutsidePlace {
  readonly addresses: NonEmpty<string> | undefined;
  readonly membership: Membership | undefined;
}

/** Where a consumer calls from: VPCs of one region, or a place outside of all. */
export type CallsFrom = { readonly vpcs: RegionalVpcs } | OutsidePlace;

/** The fields of a grant that decide its documents. */
export type GrantTerms = Pick<ResolvedGrant, "origin" | "id" | "owner" | "name" | "can" | "on" | "ends" | "consumer">;

/** A grant with what is only there after its roles and networks are deployed. */
export interface DeployedGrant {
  readonly grant: GrantTerms;
  /** Whom the owner's documents name: the consumer's own role, or the owner's role that the consumer takes. */
  readonly role: NamedRole;
  /** Undefined where no network binds the grant: for the owner's own workloads, and for a function without a network. */
  readonly from: CallsFrom | undefined;
  /** Whether Lambda polls streams with the role, from a network of AWS's own. */
  readonly pollsStreams: boolean;
}

/** A grant of the plan, with what is only there after its roles and networks are deployed. */
export interface KnownGrant extends DeployedGrant {
  readonly grant: ResolvedGrant;
}

/** `reporter` of `consumer`, as words of a Sid. */
export function wordsOf(consumer: GrantTerms["consumer"]): string[] {
  switch (consumer.kind) {
    case "workload":
      return [consumer.workload, "of", consumer.account];
    case "people":
      return [consumer.people, "of", consumer.account];
    case "external":
      return [consumer.party, "of", "external"];
    case "account":
      return [consumer.account];
  }
}

/** What a caller is bound to, as conditions: its place, and what the role that documents name is a member of. */
export const boundTo = (from: CallsFrom | undefined): Conditions =>
  from === undefined || "vpcs" in from ? boundToPlace(from) : allOf(boundToPlace(from), ofMember(from.membership));

/** The place that a caller is bound to, as conditions; none where its membership stands in for one. A role of the owner's is no member. */
export function boundToPlace(from: CallsFrom | undefined): Conditions {
  if (from === undefined) return {};
  if ("vpcs" in from) return fromVpcs(from.vpcs);
  return from.addresses === undefined ? {} : fromNetworks(from.addresses);
}

const ofMember = (membership: Membership | undefined): Conditions =>
  membership === undefined ? {} : allOf(insideOrganization(membership.organizationId), ofAccounts([membership.accountId]));

/** The end of a grant as conditions. It stands on every statement that permits, since a session outlives the trust that it began with. */
export const endingAt = (ends: string | undefined): Conditions => (ends === undefined ? {} : before(ends));

/** The field `conditions`, left out where there is no condition. */
export function narrowedBy(...parts: readonly Conditions[]): { readonly conditions?: Conditions } {
  const conditions = allOf(...parts);
  return Object.keys(conditions).length === 0 ? {} : { conditions };
}
