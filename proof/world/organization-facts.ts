import type { Encryption } from "./encryption-at-rest.ts";
import type { Membership } from "./organization-tree.ts";
import type { WorldNames } from "./world-names.ts";
import type { OriginOf } from "./world-networks.ts";

/** What is known of an organization besides what its stacks make. */
export interface OrganizationFacts {
  /** Undefined where accounts are not known to be in one. */
  readonly id: string | undefined;
  readonly managementAccount: string | undefined;
  /** Where services without a region of their own answer. */
  readonly homeRegion: string | undefined;
  /** By account id. */
  readonly memberships: ReadonlyMap<string, Membership>;
  readonly names: WorldNames;
  readonly originOf: OriginOf;
  /** ARNs of roles that are known to exist already. */
  readonly existingRoles: ReadonlySet<string>;
  /** ARNs of things that exist and whose policies the stacks write. */
  readonly writtenHere: ReadonlySet<string>;
  /** What a table or secret that exists is declared to be encrypted under, by its ARN; undefined for one that is not declared. */
  encryptionOf(arn: string): Encryption | undefined;
  /** Ids of the policies that are attached to a node beside those that stacks attach, without AWS's own. */
  attachedBeside(kind: "serviceControl" | "resourceControl", node: string): readonly string[];
  /** What was taken for granted to know all this. */
  readonly assumptions: readonly string[];
}
