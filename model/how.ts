import type { How } from "./schema/vocabulary.ts";

/** What decides which ways of sharing can carry a grant. */
export interface GrantFacts {
  readonly kind: "tables" | "keys" | "secrets";
  /** Rights that only principals of the owner's account can be given. */
  readonly ownerOnlyRights: readonly string[];
  /** Whether Palisade writes the resource's own policy; of an existing resource it does so only where the entry says so. */
  readonly writesPolicy: boolean;
  readonly consumer:
    | { readonly kind: "external"; readonly hasExternalId: boolean }
    | {
        readonly kind: "role";
        readonly hasNetwork: boolean;
        /** Whether Lambda polls what is granted, with the consumer's own role. */
        readonly isPolled: boolean;
      }
    | { readonly kind: "people" }
    | { readonly kind: "ci" }
    | { readonly kind: "pod"; readonly identity: "irsa" | "pod-identity"; readonly elsewhere: OtherUse };
}

/** Other grants to a pod that decide about its role, each as `<file>:<line>`; undefined where there is none. */
export interface OtherUse {
  /** A grant of another owner. */
  readonly owner: string | undefined;
  /** A grant that needs the pod's own role. */
  readonly ownRole: string | undefined;
}

export interface Choice {
  readonly how: How;
  /** Why, in words for the plan. */
  readonly reason: string;
}

const SUFFIX = "the role of a permission set ends in a suffix that AWS makes up, anew whenever the set is assigned again";

/** Why people take roles. */
export const PEOPLE_TAKE_ROLES = `people take a role, which policies can name exactly; ${SUFFIX}`;

/** Why CI jobs take roles. */
export const CI_TAKES_ROLES = "a CI job takes a role of the owner's, which is bound to the addresses that the job calls from";

/** Why a way of sharing cannot carry a grant, and what to do instead; undefined where it can. */
export function obstacle(how: How, facts: GrantFacts): { readonly what: string; readonly remedy: string } | undefined {
  const { consumer } = facts;
  if (how === "irsa" || how === "pod-identity") {
    if (consumer.kind !== "pod")
      return { what: "is only for pods, and this consumer is not one", remedy: "write how: role, or leave it out" };
    const { owner, ownRole } = consumer.elsewhere;
    if (owner !== undefined) {
      return {
        what: `gives the service account only this owner's role, but it also uses another account's data by ${owner}`,
        remedy: "write how: role in every grant to it, or leave it out",
      };
    }
    if (ownRole !== undefined) {
      return {
        what: `gives the service account only this owner's role, but the grant in ${ownRole} needs the pod's own role`,
        remedy: `write how: ${how} in every grant to it, or role`,
      };
    }
    if (consumer.identity !== how) {
      return {
        what: `does not fit the workload, whose pods get their role by ${consumer.identity}`,
        remedy: `write how: ${consumer.identity}, or identity: ${how} at the workload`,
      };
    }
    return undefined;
  }
  if (how === "role") {
    if (consumer.kind === "external" && !consumer.hasExternalId) {
      return {
        what: "needs an external id, and the party has none",
        remedy: "add externalId: <the one the party issued> to externalParties in organization.yaml",
      };
    }
    if (consumer.kind === "role" && consumer.isPolled) {
      return {
        what: "cannot carry a stream that Lambda polls, since Lambda polls with the function's own role and takes no other",
        remedy: facts.writesPolicy
          ? "write how: resource-policy, and grant another workload the rights that need a role"
          : "add adds: [resource-policy] to the table's entry, and leave how out",
      };
    }
    if (consumer.kind === "role" && !consumer.hasNetwork) {
      return {
        what: "gives the consumer a role that is bound to the consumer's network, and it has none",
        remedy: facts.writesPolicy ? "give the workload a network, or write how: resource-policy" : "give the workload a network",
      };
    }
    return undefined;
  }
  if (consumer.kind === "people") return { what: `cannot name people: ${SUFFIX}`, remedy: "write how: role, or leave it out" };
  if (consumer.kind === "ci")
    return { what: "cannot bind a CI job, which runs in no network of its account", remedy: "write how: role, or leave it out" };
  if (facts.ownerOnlyRights.length > 0) {
    return {
      what: `cannot grant ${facts.ownerOnlyRights.join(", ")} to another account`,
      remedy: "write how: role, or leave the right out",
    };
  }
  if (!facts.writesPolicy) {
    return {
      what: "would change the policy of an existing resource",
      remedy: facts.kind === "keys" ? "write how: role, or leave it out" : "add adds: [resource-policy] to its entry, or write how: role",
    };
  }
  return undefined;
}

/** The way of sharing for a grant that names none, with the reason. */
export function chooseHow(facts: GrantFacts): Choice {
  const { consumer } = facts;
  if (consumer.kind === "pod" && consumer.elsewhere.owner === undefined && consumer.elsewhere.ownRole === undefined) {
    return { how: consumer.identity, reason: "the pod uses data of one owner only, so it can assume that owner's role directly" };
  }
  if (consumer.kind === "people") return { how: "role", reason: PEOPLE_TAKE_ROLES };
  if (consumer.kind === "ci") return { how: "role", reason: CI_TAKES_ROLES };
  const against = obstacle("resource-policy", facts);
  if (consumer.kind === "pod") {
    const because =
      consumer.elsewhere.owner === undefined
        ? "another grant to this pod needs the pod's own role"
        : "the pod uses data of several owners, and assumes a role of each";
    return { how: "role", reason: because };
  }
  if (against === undefined)
    return { how: "resource-policy", reason: "a resource policy can grant all these rights, so the consumer keeps its own role" };
  return { how: "role", reason: `a resource policy ${against.what}` };
}
