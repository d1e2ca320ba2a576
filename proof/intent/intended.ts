import type { DeclaredWorkload } from "../../model/schema/account.ts";
import type { DeclaredKey, DeclaredSecret, DeclaredTable } from "../../model/schema/data.ts";
import type { How, Perimeter } from "../../model/schema/vocabulary.ts";

/** A network by the account that has it, whoever shares it. */
export interface IntendedNetwork {
  readonly account: string;
  readonly network: string;
  readonly region: string;
  /** Services that nothing leaves the network for but through an endpoint of Palisade's; "all" where Palisade makes the network. */
  readonly endpoints: "all" | readonly string[];
  /** Further accounts that its endpoints for KMS, Secrets Manager and STS lead to, by name, or by id where nobody declared them. */
  readonly reaches: readonly string[];
}

/** A workload and the role that it runs as; or people and the role of their permission set, by one example. */
export interface IntendedWorkload {
  readonly account: string;
  readonly name: string;
  readonly roleArn: string;
  /** Whether its team made the role, which then may hold more than what is declared. */
  readonly isExisting: boolean;
  readonly network: IntendedNetwork | undefined;
  readonly pollsStreams: boolean;
  /** Whether its account is created here, and its role waits: for a cluster of that account, or for the team that makes it. */
  readonly mayWait: boolean;
  readonly runsOn: DeclaredWorkload["runsOn"] | undefined;
  /** The service that takes its role for it; undefined where none does by itself: for pods and people. */
  readonly taker: string | undefined;
  /** Whether a service runs it in AWS's own network, so that its role is bound to no network and is that service's alone. */
  readonly isExempt: boolean;
  /** The permission set of people; undefined for a workload. */
  readonly people: { readonly permissionSet: string } | undefined;
  /** Public addresses that people or a CI job call from; empty for everybody else. */
  readonly addresses: readonly string[];
  /** The token of a CI job. */
  readonly ci: { readonly issuer: string; readonly audience: string; readonly subject: string } | undefined;
  readonly pod: IntendedPod | undefined;
}

/** The pods of one service account. */
export interface IntendedPod {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** As declared; left out: `irsa`. */
  readonly identity: "irsa" | "pod-identity" | undefined;
  /** The clusters that they run in: as the declaration calls each, with its account, and its ARN. */
  readonly clusters: readonly { readonly name: string; readonly arn: string }[];
}

/** How a grant reaches its consumer, as declared or, where that is left out, as it follows from consumer and resource. */
export type WayOfGrant = How | "own-role";

/** A grant, or a use by a workload of the owner's account. */
export interface IntendedGrant {
  readonly consumer: { readonly account: string; readonly workload: string } | { readonly party: string };
  readonly can: readonly string[];
  readonly on: readonly string[];
  /** The instant after which it is over, in milliseconds; undefined where it has no end. */
  readonly ends: number | undefined;
  readonly how: WayOfGrant;
  /** Whether the consumer has to take a role of the owner's, and reaches nothing by its own. */
  readonly isByRole: boolean;
  readonly declaredAt: string;
}

/** A table, key or secret with everything that decides who may use it. */
export interface IntendedResource {
  readonly account: string;
  readonly kind: "table" | "key" | "secret";
  readonly name: string;
  readonly region: string;
  readonly isSensitive: boolean;
  /** Whether it exists already, so that policies which nobody told may let in more. */
  readonly isExisting: boolean;
  readonly table: DeclaredTable | undefined;
  readonly declared: DeclaredTable | DeclaredKey | DeclaredSecret;
  readonly grants: readonly IntendedGrant[];
}

/** An account with what decides about requests to it and from it. */
export interface IntendedAccount {
  readonly name: string;
  readonly id: string;
  readonly perimeter: Perimeter;
  /** The instant at which the account's own network and data denies lapse, in milliseconds; undefined where they stand for good. */
  readonly lapses: number | undefined;
  readonly networks: readonly IntendedNetwork[];
  readonly workloads: readonly IntendedWorkload[];
  readonly resources: readonly IntendedResource[];
  readonly services: readonly string[];
  /** Its clusters in EKS. */
  readonly clusters: readonly { readonly name: string; readonly region: string }[];
  /** Path and name of its deploy role. */
  readonly deployRole: string;
  /** Roles of pipelines that start and change what runs under its workload roles. */
  readonly deployers: readonly string[];
  readonly backupRoles: readonly string[];
  readonly restoreRoles: readonly string[];
  readonly serviceRoles: readonly string[];
  /** The service that uses each backup and service role, and each role of a workload that is bound to no network. */
  readonly serviceOf: ReadonlyMap<string, string>;
}

/** A party outside that uses data. */
export interface IntendedParty {
  readonly account: string;
  readonly role: string;
  /** Public addresses that it calls from; empty where it may call from anywhere. */
  readonly networks: readonly string[];
  /** The organization that its account has to be in; undefined where none is declared. */
  readonly organization: string | undefined;
  readonly externalId: string | undefined;
}

/** A party outside that takes roles and uses no data. */
export interface IntendedVendor {
  readonly account: string;
  /** Undefined where any principal of its account may come. */
  readonly role: string | undefined;
  readonly externalId: string;
  /** Paths and names of roles by account. */
  readonly takes: ReadonlyMap<string, readonly string[]>;
  /** The instant after which it is over, in milliseconds; undefined where it has no end. */
  readonly ends: number | undefined;
}

/** What a declaration intends, read from its files alone. */
export interface Intended {
  readonly now: Date;
  /** The organization's name. */
  readonly name: string;
  readonly homeRegion: string;
  readonly accounts: ReadonlyMap<string, IntendedAccount>;
  readonly accountNames: ReadonlyMap<string, string>;
  readonly managementAccount: string;
  /** The deploy role of every other account. */
  readonly deployRole: string;
  /** ARNs of who runs deployments. */
  readonly runners: readonly string[];
  /** Whether roles of services are bound to their own service, and not to AWS services as such. */
  readonly areServicesPinned: boolean;
  readonly administrators: readonly string[];
  readonly breakGlass: { readonly role: string; readonly trusted: readonly string[]; readonly alarmTopic: string | undefined };
  readonly parties: ReadonlyMap<string, IntendedParty>;
  readonly vendors: ReadonlyMap<string, IntendedVendor>;
  readonly issuers: readonly string[];
  /** Accounts whose vaults take copies of backups of other accounts. */
  readonly backupsCopiedTo: readonly string[];
}
