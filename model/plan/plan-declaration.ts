import { partitionOf } from "../../iam/arn.ts";
import { endOf, isOver } from "../calendar.ts";
import { freeze } from "../freeze.ts";
import type { Declaration } from "../reading/declaration.ts";
import { remember } from "../remember.ts";
import { byName } from "../sorted.ts";
import type { Origin } from "./origin.ts";
import type { Plan } from "./plan.ts";
import { planAccounts, sortedLetThrough } from "./plan-accounts.ts";
import { planEndpoints } from "./plan-endpoints.ts";
import { planGrants } from "./plan-grants.ts";
import { planReach } from "./plan-reach.ts";
import { planStacks } from "./plan-stacks.ts";
import { planUnits, sortedPolicies } from "./plan-units.ts";

/** The whole plan of a declaration, derived once; the same for the same declaration, in whatever order its files and names were read. */
export const plan = remember(derive);

function derive(declaration: Declaration): Plan {
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
      runners: [...file.deployment.takenBy].sort(),
      administrators: [...file.administrators].sort(),
      breakGlass: {
        role: file.breakGlass.role,
        trusted: [...file.breakGlass.trusted].sort(),
        maxSessionHours: Number.parseInt(file.breakGlass.maxSession ?? "1h", 10),
        alarmTopic: file.breakGlass.alarmTopic,
      },
      attachedPolicies: sortedPolicies(file.organization.attachedPolicies),
      letThrough: sortedLetThrough(file.letThrough),
      servicePins: file.servicePins ?? "enforced",
      backupsCopiedTo: Object.keys(file.backups?.copiedTo ?? {}).sort(),
    },
    organizationalUnits: planUnits(declaration),
    externalParties: byName(file.externalParties, (name, party) => ({
      origin: at(["externalParties", name], `external/${name}`),
      name,
      account: party.account,
      role: party.role,
      networks: [...(party.networks ?? [])].sort(),
      organization: party.organization,
      externalId: party.externalId,
    })),
    vendors: byName(file.vendors, (name, { account, role, externalId, because, takes, until, reviewBy }) => ({
      origin: at(["vendors", name], `vendor/${name}`),
      name,
      state: until !== undefined && isOver(until, now) ? "closed" : "open",
      account,
      role,
      externalId,
      because,
      takes: byName(takes, (taken, roles) => ({ account: taken, roles: [...roles].sort() })),
      until,
      ends: until === undefined ? undefined : endOf(until),
      reviewBy,
    })),
    trustedIssuers: byName(file.trustedIssuers, (name, { issuer }) => ({
      origin: at(["trustedIssuers", name], `issuer/${name}`),
      name,
      issuer,
    })),
    accounts,
    lapsedPerimeters: accounts
      .filter(({ perimeterLapses: at }) => at !== undefined && now.getTime() >= Date.parse(at))
      .map(({ name }) => name)
      .sort(),
    stacks: planStacks(accounts, grants),
    grants,
    accessRoles,
    identityProviders,
    endpoints: planEndpoints(accounts, grants),
    reach: planReach(accounts, grants),
  });
}
