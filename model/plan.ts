import { type Partition, partitionOf } from "../iam/arn.ts";
import { freeze } from "./freeze.ts";
import type { Declaration } from "./load.ts";
import type { AccessRole, IdentityProvider } from "./plan-access-roles.ts";
import { type PlannedAccount, planAccounts, sortedLetThrough } from "./plan-accounts.ts";
import { type PlannedEndpoint, planEndpoints } from "./plan-endpoints.ts";
import { planGrants } from "./plan-grants.ts";
import { type PlannedStack, planStacks } from "./plan-stacks.ts";
import { type PlannedUnit, planUnits, sortedPolicies } from "./plan-units.ts";
import type { PlannedGrant } from "./planned-grant.ts";
import type { Position } from "./problem.ts";
import type { AttachedPolicies, DeclaredLetThrough } from "./schema/account.ts";
import { byName } from "./sorted.ts";

/** Where an item of the plan comes from. */
export interface Origin extends Position {
  /** The item in the declaration, as `<account>/<kind>/<name>`, unique among items. */
  readonly id: string;
}

export interface PlannedOrganization {
  readonly origin: Origin;
  readonly name: string;
  /** Undefined where the organization itself is created. */
  readonly id: string | undefined;
  readonly managementAccount: string;
  readonly partition: Partition;
  readonly homeRegion: string;
  readonly deployRole: string;
  readonly administrators: readonly string[];
  readonly breakGlass: {
    readonly role: string;
    readonly trusted: readonly string[];
    readonly maxSessionHours: number;
    readonly alarmTopic: string | undefined;
  };
  readonly attachedPolicies: AttachedPolicies;
  readonly letThrough: DeclaredLetThrough;
}

export interface ExternalParty {
  readonly origin: Origin;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  readonly networks: readonly string[];
  readonly externalId: string | undefined;
}

export interface TrustedIssuer {
  readonly origin: Origin;
  readonly name: string;
  readonly issuer: string;
}

/** Everything that will be deployed, by name: what an id decides is added by `resolve`. Frozen, and sorted by name throughout. */
export interface Plan {
  /** The day that ends of grants were compared with, in UTC. */
  readonly asOf: string;
  readonly organization: PlannedOrganization;
  readonly organizationalUnits: readonly PlannedUnit[];
  readonly externalParties: readonly ExternalParty[];
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly accounts: readonly PlannedAccount[];
  /** In an order in which they can be deployed. */
  readonly stacks: readonly PlannedStack[];
  readonly grants: readonly PlannedGrant[];
  /** Roles at the owners, each for one consumer with all its grants. */
  readonly accessRoles: readonly AccessRole[];
  /** One for each cluster and account whose roles its pods take. */
  readonly identityProviders: readonly IdentityProvider[];
  /** Interface endpoints that workloads need, those that existing networks must have included; by account, network and service. */
  readonly endpoints: readonly PlannedEndpoint[];
}

/** Derives the whole plan from a declaration; the same for the same declaration, in whatever order its files and names were read. */
export function plan(declaration: Declaration): Plan {
  const { organization, now } = declaration;
  const file = organization.value;
  const accounts = planAccounts(declaration);
  const { grants, accessRoles, identityProviders } = planGrants(declaration, accounts);
  const at = (path: readonly string[], id: string): Origin => ({ id, ...organization.source.position(path) });
  return freeze({
    asOf: now.toISOString().slice(0, 10),
    organization: {
      origin: at(["organization"], "organization"),
      name: file.organization.name,
      id: file.organization.id,
      managementAccount: file.organization.managementAccount,
      partition: partitionOf(file.homeRegion),
      homeRegion: file.homeRegion,
      deployRole: file.deployment.role,
      administrators: [...file.administrators].sort(),
      breakGlass: {
        role: file.breakGlass.role,
        trusted: [...file.breakGlass.trusted].sort(),
        maxSessionHours: Number.parseInt(file.breakGlass.maxSession ?? "1h", 10),
        alarmTopic: file.breakGlass.alarmTopic,
      },
      attachedPolicies: sortedPolicies(file.organization.attachedPolicies),
      letThrough: sortedLetThrough(file.letThrough),
    },
    organizationalUnits: planUnits(declaration),
    externalParties: byName(file.externalParties, (name, party) => ({
      origin: at(["externalParties", name], `external/${name}`),
      name,
      account: party.account,
      role: party.role,
      networks: [...party.networks].sort(),
      externalId: party.externalId,
    })),
    trustedIssuers: byName(file.trustedIssuers, (name, { issuer }) => ({
      origin: at(["trustedIssuers", name], `issuer/${name}`),
      name,
      issuer,
    })),
    accounts,
    stacks: planStacks(accounts, grants),
    grants,
    accessRoles,
    identityProviders,
    endpoints: planEndpoints(accounts, grants),
  });
}
