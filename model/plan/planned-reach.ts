/** Accounts that the endpoints of one network lead to, each list sorted. */
export interface PlannedReach {
  /** The account that owns the network, and its name there. */
  readonly account: string;
  readonly network: string;
  /** Accounts whose principals call from the network: its own, and those that it is shared with. */
  readonly callers: readonly string[];
  /** Other accounts that own what workloads in the network are granted. */
  readonly owners: readonly string[];
  /** Those of the owners whose roles the workloads take. */
  readonly roleOwners: readonly string[];
  /** Further accounts, by name or id, that its endpoints for KMS, Secrets Manager and STS lead to. */
  readonly reaches: readonly string[];
}
