import type { UnknownFact } from "../explanation/unknown-fact.ts";
import type { Encryption } from "./encryption-at-rest.ts";
import type { InventoryEntries } from "./inventory-entry.ts";
import type { Membership } from "./organization-tree.ts";
import type { WorldNames } from "./world-names.ts";
import type { OriginOf } from "./world-networks.ts";

/** A policy of which it is unknown what it is attached to. */
export interface LostPolicy extends UnknownFact {
  /** Where it counts: on roles, on resources of a service, or over accounts. */
  readonly on: "role" | "dynamodb" | "secretsmanager" | "kms" | "organization";
}

/** What a grant on a key allows beside all policies: operations of KMS, or what is unknown of it. */
export type KeyGrant = { readonly operations: readonly string[]; readonly key: string } | UnknownFact;

/** An organization as its declaration or exports describe it, besides the resources that its stacks make. */
export interface OrganizationFacts {
  /** Undefined where accounts are not known to be in one. */
  readonly id: string | undefined;
  readonly managementAccount: string | undefined;
  /** Where services without a region of their own answer. */
  readonly homeRegion: string | undefined;
  /** By account id. */
  readonly memberships: ReadonlyMap<string, Membership>;
  /** The organizations of accounts outside, by account id, as they are declared. */
  readonly foreignOrganizations?: ReadonlyMap<string, string>;
  /** What is taken for granted of a principal whenever it is asked about, by its ARN. */
  readonly assumedOf?: ReadonlyMap<string, string>;
  readonly names: WorldNames;
  readonly originOf: OriginOf;
  /** A resource or principal by its name and where that is declared, from its ARN. */
  readonly describe: (arn: string) => string;
  /** The grant that a principal has on a key, or may have, by both ARNs. */
  readonly grantOn: (key: string, principal: string) => KeyGrant | undefined;
  /** Policies of which it is unknown what they are attached to, by the account that they are in. */
  readonly lostPolicies: ReadonlyMap<string, readonly LostPolicy[]>;
  /** What a table or secret is encrypted under that no stack makes, by its ARN, or what is missing to know. */
  readonly encryptionOf: (arn: string) => Encryption | UnknownFact;
  /** Ids of the policies that are attached to a node beside those that stacks attach, without AWS's own. */
  readonly attachedBeside: (kind: "serviceControl" | "resourceControl", node: string) => readonly string[];
  /** What an inventory would have to say. */
  readonly entries: InventoryEntries;
  /** What was taken for granted to know all this. */
  readonly assumptions: readonly string[];
}

/** What is taken for granted of a principal, as a list. */
export function assumptionsOf({ assumedOf }: Pick<OrganizationFacts, "assumedOf">, principal: string | undefined): readonly string[] {
  const found = assumedOf?.get(principal ?? "");
  return found === undefined ? [] : [found];
}
