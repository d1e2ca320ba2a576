import type { Origin } from "./origin.ts";
import type { NetworkReference } from "./planned-network.ts";

/** People with a permission set of an account. They use data by roles of its owners that they take. */
export interface PlannedPeople {
  readonly origin: Origin;
  readonly name: string;
  /** The permission set's name as Identity Center shows it. */
  readonly permissionSet: string;
  readonly because: string;
  /** The network that they call from; undefined where they call from addresses. */
  readonly network: NetworkReference | undefined;
  /** Public address ranges that they call from; empty where they call from a network. */
  readonly addresses: readonly string[];
}
