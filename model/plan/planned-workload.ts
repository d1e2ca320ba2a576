import type { NonEmpty } from "../../iam/non-empty.ts";
import type { DeclaredWorkload } from "../schema/account.ts";
import type { Origin } from "./origin.ts";
import type { NetworkReference } from "./planned-network.ts";

export interface PlannedWorkload {
  readonly origin: Origin;
  readonly name: string;
  readonly runsOn: DeclaredWorkload["runsOn"];
  /** Undefined for a function that only has its streams polled. */
  readonly network: NetworkReference | undefined;
  readonly pollsStreams: boolean;
  readonly pod:
    | {
        /** Names of the account's clusters, in the declaration's own order. */
        readonly clusters: NonEmpty<string>;
        readonly namespace: string;
        readonly serviceAccount: string;
        readonly identity: "irsa" | "pod-identity";
      }
    | undefined;
  readonly role: {
    /** IAM path without slashes at its ends; undefined for the root path. */
    readonly path: string | undefined;
    readonly name: string;
    readonly created: boolean;
    /** Whether Palisade may add permissions to it; otherwise they are handed back. */
    readonly addsPermissions: boolean;
  };
}
