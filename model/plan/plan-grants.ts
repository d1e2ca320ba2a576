import { endOf, isOver } from "../calendar.ts";
import { type DeclaredResource, type DeclaredShare, resourcesOf, sharesOf, usesOf } from "../checks/declared-resources.ts";
import { consumerUses, factsOf } from "../checks/grant-facts.ts";
import { CI_TAKES_ROLES, chooseHow, PEOPLE_TAKE_ROLES } from "../how.ts";
import type { Declaration } from "../reading/declaration.ts";
import { KEY_VERBS, SECRET_VERBS, TABLE_VERBS } from "../schema/vocabulary.ts";
import { sortedBy } from "../sorted.ts";
import { type GrantContext, halvesOf, halvesOfUse } from "./grant-halves.ts";
import type { Origin } from "./origin.ts";
import { accessRolesOf, providersOf } from "./plan-access-roles.ts";
import { placesOf } from "./plan-tables.ts";
import type { PlannedAccount } from "./planned-account.ts";
import type { AccessRole, Consumer, IdentityProvider, PlannedGrant } from "./planned-grant.ts";

export interface PlannedGrants {
  readonly grants: readonly PlannedGrant[];
  readonly accessRoles: readonly AccessRole[];
  readonly identityProviders: readonly IdentityProvider[];
}

/** All grants with both halves, and the roles and OIDC providers that they need in the owners' accounts. */
export function planGrants(declaration: Declaration, accounts: readonly PlannedAccount[]): PlannedGrants {
  const byName = new Map(accounts.map((account) => [account.name, account]));
  const uses = consumerUses(declaration.draft, declaration.now);
  const grants: PlannedGrant[] = [];
  for (const drafted of declaration.draft.accounts) {
    for (const resource of resourcesOf(drafted)) {
      const context: GrantContext = { declaration, accounts: byName, uses, resource };
      for (const use of usesOf(resource)) grants.push(planUse(context, use));
      for (const { target, share } of sharesOf(resource)) grants.push(planShare(context, target, share));
    }
  }
  const sorted = sortedBy(grants, ({ id }) => id);
  return { grants: sorted, accessRoles: accessRolesOf(sorted, byName), identityProviders: providersOf(sorted, byName) };
}

function originOf({ owner, part, path }: DeclaredResource, list: string, target: string): Origin {
  const full = [...path, list, target];
  return { id: [owner.name, ...full].join("/"), ...part.source.position(full) };
}

const verbsOf = (can: readonly string[]) =>
  [...TABLE_VERBS, ...KEY_VERBS, ...SECRET_VERBS].filter((verb, index, all) => can.includes(verb) && all.indexOf(verb) === index);

function regionOf({ declaration, resource }: GrantContext): string {
  return resource.declared.region ?? declaration.organization.value.homeRegion;
}

function planUse(context: GrantContext, use: ReturnType<typeof usesOf>[number]): PlannedGrant {
  const { resource, accounts } = context;
  const { workload: name, on } = use;
  const account = resource.owner.name;
  const origin = originOf(resource, "usedBy", name);
  const people = accounts.get(account)?.people.find((each) => each.name === name);
  const isCi = accounts.get(account)?.workloads.some((each) => each.name === name && each.ci !== undefined) === true;
  const can = use.can ?? READ_ONLY;
  const consumer = { kind: "workload", account, workload: name } as const;
  return {
    origin,
    id: origin.id,
    state: "open",
    owner: account,
    kind: resource.kind,
    name: resource.name,
    region: regionOf(context),
    can: verbsOf(can),
    on: resource.kind === "tables" ? placesOf(on) : [],
    purpose: "own",
    because: people?.because,
    until: undefined,
    ends: undefined,
    maxSessionHours: undefined,
    ...(people !== undefined
      ? byRole(context, { kind: "people", account, people: name }, can, PEOPLE_TAKE_ROLES)
      : isCi
        ? byRole(context, consumer, can, CI_TAKES_ROLES)
        : {
            consumer,
            how: "own-role" as const,
            reason: "its own account's role needs no second party",
            ...halvesOfUse(context, consumer, can),
          }),
  };
}

/** What people use when nothing else is said. */
const READ_ONLY = ["read"] as const;

/** People and CI jobs of the owner's account take a role like all others: it alone is known by its name and bound to where they call from. */
function byRole(
  context: GrantContext,
  consumer: Extract<Consumer, { kind: "people" | "workload" }>,
  can: readonly string[],
  reason: string,
) {
  return { consumer, how: "role" as const, reason, ...halvesOf(context, consumer, "role", can) };
}

function planShare(context: GrantContext, target: string, share: DeclaredShare): PlannedGrant {
  const { resource, declaration } = context;
  const { owner, kind, name } = resource;
  const origin = originOf(resource, "sharedWith", target);
  const consumer = consumerOf(target, context.accounts);
  const { how, reason } = waysOf(context, target, share);
  const can = verbsOf(share.can ?? (consumer.kind === "people" ? READ_ONLY : []));
  return {
    origin,
    id: origin.id,
    state: share.until !== undefined && isOver(share.until, declaration.now) ? "closed" : "open",
    owner: owner.name,
    kind,
    name,
    region: regionOf(context),
    consumer,
    can,
    on: kind === "tables" && consumer.kind !== "account" ? placesOf(share.on) : [],
    how,
    reason,
    purpose: share.purpose,
    because: share.because,
    until: share.until,
    ends: share.until === undefined ? undefined : endOf(share.until),
    maxSessionHours: share.maxSession === undefined ? undefined : Number.parseInt(share.maxSession, 10),
    ...halvesOf(context, consumer, how, can),
  };
}

function consumerOf(target: string, accounts: ReadonlyMap<string, PlannedAccount>): Consumer {
  const [account = "", name] = target.split("/");
  if (name === undefined) return { kind: "account", account };
  if (accounts.get(account)?.people.some((each) => each.name === name) === true) return { kind: "people", account, people: name };
  return account === "external" ? { kind: "external", party: name } : { kind: "workload", account, workload: name };
}

function waysOf(
  { declaration, resource, uses }: GrantContext,
  target: string,
  share: DeclaredShare,
): { how: PlannedGrant["how"]; reason: string } {
  if (share.purpose === "global-table") return { how: "replication", reason: "DynamoDB replicates the table itself" };
  if (share.how !== undefined) return { how: share.how, reason: "declared" };
  const facts = factsOf(declaration.draft, resource, target, share, uses);
  // A closed grant may name a consumer that is no longer declared. Nothing of it is deployed, so that it does not matter which way is named.
  return facts === undefined ? { how: "resource-policy", reason: "its consumer is no longer declared" } : chooseHow(facts);
}
