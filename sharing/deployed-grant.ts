import { allOf, type Conditions } from "../iam/condition.ts";
import { before, fromNetworks, fromVpcs, type RegionalVpcs } from "../iam/grant-conditions.ts";
import type { NonEmpty } from "../iam/non-empty.ts";
import type { ResolvedGrant } from "../model/plan/resolve.ts";

/** A role as the stack hands it on that made it. */
export interface NamedRole {
  readonly arn: string;
  /** `AROA…`, another one whenever the role is made anew. Of an external party's role only the ARN is declared, which stands here too. */
  readonly uniqueId: string;
}

/** Where a consumer calls from: VPCs of one region, or the public addresses of an external party. */
export type CallsFrom = { readonly vpcs: RegionalVpcs } | { readonly addresses: NonEmpty<string> };

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

/** The place that a caller is bound to, as conditions. */
export function boundTo(from: CallsFrom | undefined): Conditions {
  if (from === undefined) return {};
  return "vpcs" in from ? fromVpcs(from.vpcs) : fromNetworks(from.addresses);
}

/** The end of a grant as conditions. It stands on every statement that permits, since a session outlives the trust that it began with. */
export const endingAt = (ends: string | undefined): Conditions => (ends === undefined ? {} : before(ends));

/** The field `conditions`, left out where there is no condition. */
export function narrowedBy(...parts: readonly Conditions[]): { readonly conditions?: Conditions } {
  const conditions = allOf(...parts);
  return Object.keys(conditions).length === 0 ? {} : { conditions };
}
