import type { NonEmpty } from "../../iam/non-empty.ts";
import type { DeclaredWorkload } from "../schema/account.ts";
import type { Origin } from "./origin.ts";
import type { NetworkReference } from "./planned-network.ts";

export interface PlannedWorkload {
  readonly origin: Origin;
  readonly name: string;
  readonly runsOn: DeclaredWorkload["runsOn"];
  /** Principal of the service that runs it, where that is none with a word of its own. */
  readonly service: string | undefined;
  /** Why it may use data from AWS's own network, by a service that runs in no VPC; undefined for all that such a service does not run. */
  readonly exempt: string | undefined;
  /** Undefined for a function that only has its streams polled, and for what a service runs in AWS's own network. */
  readonly network: NetworkReference | undefined;
  readonly pollsStreams: boolean;
  /** Public address ranges that a CI job calls from; empty where it may call from anywhere, and for everything else. */
  readonly addresses: readonly string[];
  readonly ci: PlannedCi | undefined;
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

/** The token by which a CI job takes its role. */
export interface PlannedCi {
  /** The issuer's name in the declaration. */
  readonly name: string;
  /** The issuer without `https://`. */
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** Whether the account gets an OIDC provider for the issuer, or has one. */
  readonly createsProvider: boolean;
}
