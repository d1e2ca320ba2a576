import type { How, KeyVerb, Purpose, SecretVerb, TableVerb } from "../schema/vocabulary.ts";
import type { Origin } from "./origin.ts";

export type Kind = "tables" | "keys" | "secrets";

/** A document that carries part of a grant, and what it is attached to. */
export interface DocumentReference {
  readonly kind:
    | "table-policy"
    | "stream-policy"
    | "key-policy"
    /** Statements that the key's owner adds, since Palisade does not write its policy; they stand on the connection card. */
    | "key-policy-by-hand"
    | "secret-policy"
    | "trust-policy"
    | "identity-policy"
    | "pod-identity-association"
    | "connection-card"
    | "network-scp"
    /** What lets an external party through the organization's RCP against principals from outside. */
    | "external-rcp";
  /** The table, key, secret, role, service account, account or party that it belongs to, by its name in its account. */
  readonly of: string;
}

/** One side of a grant. */
export interface Half {
  readonly account: string;
  readonly documents: readonly DocumentReference[];
}

export type Consumer =
  | { readonly kind: "workload"; readonly account: string; readonly workload: string }
  /** People of an account, by their name there. */
  | { readonly kind: "people"; readonly account: string; readonly people: string }
  | { readonly kind: "external"; readonly party: string }
  /** The account that replicates a global table. */
  | { readonly kind: "account"; readonly account: string };

/** Consumers that take roles of owners. */
export type Taker = Exclude<Consumer, { kind: "account" }>;

/** How declarations and commands name a consumer: `<account>/<name>`, `external/<party>`, or an account alone. */
export function consumerName(consumer: Consumer): string {
  switch (consumer.kind) {
    case "workload":
      return `${consumer.account}/${consumer.workload}`;
    case "people":
      return `${consumer.account}/${consumer.people}`;
    case "external":
      return `external/${consumer.party}`;
    case "account":
      return consumer.account;
  }
}

export interface PlannedGrant {
  readonly origin: Origin;
  /** `<owner>/<kind>/<name>/sharedWith/<target>`, or `usedBy` for the owner's own workloads. */
  readonly id: string;
  /** Closed grants are over: nothing of them is deployed. */
  readonly state: "open" | "closed";
  readonly owner: string;
  readonly kind: Kind;
  /** Name of the table, key or secret. */
  readonly name: string;
  readonly region: string;
  readonly consumer: Consumer;
  /** Rights in the order of their vocabulary. */
  readonly can: readonly (TableVerb | KeyVerb | SecretVerb)[];
  /** The table and indexes; empty for keys and secrets. */
  readonly on: readonly string[];
  /** How it is carried; `own-role` inside the account, `replication` for a global table. */
  readonly how: How | "own-role" | "replication";
  /** Why this way. */
  readonly reason: string;
  readonly purpose: Purpose | "own";
  readonly because: string | undefined;
  /** Last day, and the instant after it, ISO 8601. */
  readonly until: string | undefined;
  readonly ends: string | undefined;
  readonly maxSessionHours: number | undefined;
  readonly ownerHalf: Half;
  readonly consumerHalf: Half;
}

/** A role of the owner's that one consumer takes, with all grants to it. */
export interface AccessRole {
  readonly account: string;
  readonly path: string;
  readonly name: string;
  readonly how: Exclude<How, "resource-policy">;
  readonly consumer: Taker;
  readonly maxSessionHours: number;
  /** Ids of its grants. */
  readonly grants: readonly string[];
}

/** The OIDC provider of one cluster in one account. */
export interface IdentityProvider {
  readonly account: string;
  readonly cluster: { readonly account: string; readonly name: string };
}
