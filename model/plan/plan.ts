import type { Partition } from "../../iam/arn.ts";
import type { InterfaceService } from "../../iam/endpoint-service.ts";
import type { Layer } from "../names.ts";
import type { AttachedPolicies, DeclaredLetThrough } from "../schema/account.ts";
import type { ServicePins } from "../schema/vocabulary.ts";
import type { Origin } from "./origin.ts";
import type { PlannedAccount } from "./planned-account.ts";
import type { AccessRole, IdentityProvider, PlannedGrant } from "./planned-grant.ts";
import type { PlannedReach } from "./planned-reach.ts";
import type { PlannedUnit } from "./planned-unit.ts";

export interface PlannedStack {
  readonly name: string;
  readonly layer: Layer;
  /** The account that it is for; undefined for `organization` and `guardrails`. */
  readonly account: string | undefined;
  /** Where it deploys: the account itself, or the management account. */
  readonly actsIn: "account" | "management";
  /** Stacks whose outputs it reads, sorted. */
  readonly dependsOn: readonly string[];
}

/** An interface endpoint that the workloads of a network need. */
export interface PlannedEndpoint {
  /** The account that owns the network; workloads of other accounts may run in it. */
  readonly account: string;
  readonly network: string;
  readonly region: string;
  readonly service: InterfaceService;
  /** Whether it is made here. An existing network is not changed: it must have the endpoint already. */
  readonly made: boolean;
  /** Zones that it stands in; zero where it is not made here. */
  readonly zones: number;
  /** US dollars a month without data processing; undefined where no price of the region is listed, or the endpoint is not made here. */
  readonly usdPerMonth: number | undefined;
  /** Whether pods take roles by their tokens through it, without credentials of any account. */
  readonly forPods: boolean;
  /** Ids of the grants, and of tables' tenants, that need it; sorted. */
  readonly neededBy: readonly string[];
}

export interface PlannedOrganization {
  readonly origin: Origin;
  readonly name: string;
  /** Undefined where the organization itself is created. */
  readonly id: string | undefined;
  readonly managementAccount: string;
  readonly partition: Partition;
  readonly homeRegion: string;
  /** Name of the deploy role of accounts that name none of their own, under the root path. */
  readonly deployRole: string;
  /** ARNs of who runs deployments, and so assumes the deploy roles; sorted. */
  readonly runners: readonly string[];
  readonly administrators: readonly string[];
  readonly breakGlass: {
    readonly role: string;
    readonly trusted: readonly string[];
    readonly maxSessionHours: number;
    readonly alarmTopic: string | undefined;
  };
  readonly attachedPolicies: AttachedPolicies;
  readonly letThrough: DeclaredLetThrough;
  /** Whether roles of services are bound to their own service. */
  readonly servicePins: ServicePins;
  /** Accounts whose vaults take copies of backups of other accounts, sorted. */
  readonly backupsCopiedTo: readonly string[];
}

export interface ExternalParty {
  readonly origin: Origin;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  /** Public addresses that it calls from; empty where its organization stands in for them. */
  readonly networks: readonly string[];
  /** The id of the party's own organization, in which its account has to be; undefined where none is declared. */
  readonly organization: string | undefined;
  readonly externalId: string | undefined;
}

/** A party outside that takes roles here and uses no data. */
export interface Vendor {
  readonly origin: Origin;
  readonly name: string;
  /** Closed ones are over: nothing lets them in. */
  readonly state: "open" | "closed";
  readonly account: string;
  /** Undefined where any principal of its account may come. */
  readonly role: string | undefined;
  readonly externalId: string;
  readonly because: string;
  /** Roles by account, sorted. */
  readonly takes: readonly { readonly account: string; readonly roles: readonly string[] }[];
  /** Last day, and the instant after it, ISO 8601. */
  readonly until: string | undefined;
  readonly ends: string | undefined;
  readonly reviewBy: string | undefined;
}

export interface TrustedIssuer {
  readonly origin: Origin;
  readonly name: string;
  readonly issuer: string;
}

/** Everything that will be deployed, by name; `resolve` adds what depends on account ids. Frozen, and sorted by name throughout. */
export interface Plan {
  /** The day that ends of grants were compared with, in UTC. */
  readonly asOf: string;
  readonly organization: PlannedOrganization;
  readonly organizationalUnits: readonly PlannedUnit[];
  readonly externalParties: readonly ExternalParty[];
  readonly vendors: readonly Vendor[];
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly accounts: readonly PlannedAccount[];
  /** Accounts whose perimeters have lapsed without being confirmed, sorted. Nothing that is deployed depends on it. */
  readonly lapsedPerimeters: readonly string[];
  /** In an order in which they can be deployed. */
  readonly stacks: readonly PlannedStack[];
  readonly grants: readonly PlannedGrant[];
  /** Roles at the owners, each for one consumer with all its grants. */
  readonly accessRoles: readonly AccessRole[];
  /** One for each cluster and account whose roles its pods take. */
  readonly identityProviders: readonly IdentityProvider[];
  /** Interface endpoints that workloads need, also those that existing networks must have already; by account, network and service. */
  readonly endpoints: readonly PlannedEndpoint[];
  /** Accounts that the endpoints of networks lead to, by account and network. */
  readonly reach: readonly PlannedReach[];
}
