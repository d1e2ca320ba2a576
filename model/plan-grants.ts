import { compareText } from "../iam/compare-text.ts";
import { endOf, isOver } from "./calendar.ts";
import { type DeclaredShare, type Holding, holdingsOf, sharesOf, usesOf } from "./checks/check.ts";
import { type ConsumerUses, consumerUses, factsOf } from "./grant-facts.ts";
import { chooseHow } from "./how.ts";
import { keyWriter } from "./key-writing.ts";
import type { Declaration } from "./load.ts";
import { ACCESS_PATH, EXTERNAL_ACCESS_PATH, roleNameOf, stackName } from "./names.ts";
import type { Origin } from "./plan.ts";
import { type PlannedAccount, type PlannedWorkload, placesOf } from "./plan-accounts.ts";
import {
  HOWS,
  type How,
  KEY_VERBS,
  type KeyVerb,
  type Purpose,
  SECRET_VERBS,
  type SecretVerb,
  TABLE_VERBS,
  type TableVerb,
} from "./schema/vocabulary.ts";
import { sortedBy } from "./sorted.ts";

export type Kind = "tables" | "keys" | "secrets";

/** A document that carries part of a grant, and what it is attached to. */
export interface DocumentReference {
  readonly kind:
    | "table-policy"
    | "stream-policy"
    | "key-policy"
    /** Statements that the key's owner adds, since Palisade does not write its policy; they stand on the connection card. */
    | "key-policy-by-hand"
    | "secret-policy"
    | "trust-policy"
    | "identity-policy"
    | "pod-identity-association"
    | "connection-card"
    | "network-scp"
    /** What lets an external party through the organization's RCP against principals from outside. */
    | "external-rcp";
  /** The table, key, secret, role, service account, account or party that it belongs to, by its name in its account. */
  readonly of: string;
}

/** One side of a grant. */
export interface Half {
  readonly account: string;
  readonly documents: readonly DocumentReference[];
}

export type Consumer =
  | { readonly kind: "workload"; readonly account: string; readonly workload: string }
  | { readonly kind: "external"; readonly party: string }
  /** The account that replicates a global table. */
  | { readonly kind: "account"; readonly account: string };

export interface PlannedGrant {
  readonly origin: Origin;
  /** `<owner>/<kind>/<name>/sharedWith/<target>`, or `usedBy` for the owner's own workloads. */
  readonly id: string;
  /** Closed grants are over: nothing of them is deployed. */
  readonly state: "open" | "closed";
  readonly owner: string;
  readonly kind: Kind;
  /** Name of the table, key or secret. */
  readonly name: string;
  readonly region: string;
  readonly consumer: Consumer;
  /** Rights in the order of their vocabulary. */
  readonly can: readonly (TableVerb | KeyVerb | SecretVerb)[];
  /** The table and indexes; empty for keys and secrets. */
  readonly on: readonly string[];
  /** How it is carried; `own-role` inside the account, `replication` for a global table. */
  readonly how: How | "own-role" | "replication";
  /** Why this way. */
  readonly reason: string;
  readonly purpose: Purpose | "own";
  readonly because: string | undefined;
  /** Last day, and the instant after it, ISO 8601. */
  readonly until: string | undefined;
  readonly ends: string | undefined;
  readonly maxSessionHours: number | undefined;
  readonly ownerHalf: Half;
  readonly consumerHalf: Half;
}

/** A role of the owner's that one consumer takes, with all grants to it. */
export interface AccessRole {
  readonly account: string;
  readonly path: string;
  readonly name: string;
  readonly how: Exclude<How, "resource-policy">;
  readonly consumer: Extract<Consumer, { kind: "workload" | "external" }>;
  readonly maxSessionHours: number;
  /** Ids of its grants. */
  readonly grants: readonly string[];
}

/** The OIDC provider of one cluster in one account. */
export interface IdentityProvider {
  readonly account: string;
  readonly cluster: { readonly account: string; readonly name: string };
}

export interface PlannedGrants {
  readonly grants: readonly PlannedGrant[];
  readonly accessRoles: readonly AccessRole[];
  readonly identityProviders: readonly IdentityProvider[];
}

/** Everything that is granted, with both halves, and the roles and providers that it needs at the owners. */
export function planGrants(declaration: Declaration, accounts: readonly PlannedAccount[]): PlannedGrants {
  const byName = new Map(accounts.map((account) => [account.name, account]));
  const uses = consumerUses(declaration.draft, declaration.now);
  const grants: PlannedGrant[] = [];
  for (const drafted of declaration.draft.accounts) {
    for (const holding of holdingsOf(drafted)) {
      const context: GrantContext = { declaration, accounts: byName, uses, holding };
      for (const use of usesOf(holding)) grants.push(planUse(context, use));
      for (const { target, share } of sharesOf(holding)) grants.push(planShare(context, target, share));
    }
  }
  const sorted = sortedBy(grants, ({ id }) => id);
  return { grants: sorted, accessRoles: accessRolesOf(sorted), identityProviders: providersOf(sorted, byName) };
}

interface GrantContext {
  readonly declaration: Declaration;
  readonly accounts: ReadonlyMap<string, PlannedAccount>;
  readonly uses: ConsumerUses;
  readonly holding: Holding;
}

function originOf({ owner, part, path }: Holding, list: string, target: string): Origin {
  const full = [...path, list, target];
  return { id: [owner.name, ...full].join("/"), ...part.source.position(full) };
}

const verbsOf = (can: readonly string[]) =>
  [...TABLE_VERBS, ...KEY_VERBS, ...SECRET_VERBS].filter((verb, index, all) => can.includes(verb) && all.indexOf(verb) === index);

function regionOf({ declaration, holding }: GrantContext): string {
  return holding.resource.region ?? declaration.organization.value.homeRegion;
}

function planUse(context: GrantContext, { workload, can, on }: ReturnType<typeof usesOf>[number]): PlannedGrant {
  const { holding } = context;
  const account = holding.owner.name;
  const origin = originOf(holding, "usedBy", workload);
  const consumer = { kind: "workload", account, workload } as const;
  return {
    origin,
    id: origin.id,
    state: "open",
    owner: account,
    kind: holding.kind,
    name: holding.name,
    region: regionOf(context),
    consumer,
    can: verbsOf(can),
    on: holding.kind === "tables" ? placesOf(on) : [],
    how: "own-role",
    reason: "its own account's role needs no second party",
    purpose: "own",
    because: undefined,
    until: undefined,
    ends: undefined,
    maxSessionHours: undefined,
    ownerHalf: { account, documents: ownPolicies(context, can, false) },
    consumerHalf: { account, documents: [permissionsOf(consumer, workloadOf(context.accounts, consumer))] },
  };
}

/** What an owner says at the resource itself; inside the account only where a deny would otherwise stand in the way, or a key must be used. */
function ownPolicies(context: GrantContext, can: readonly string[], shared: boolean): DocumentReference[] {
  const { accounts, holding } = context;
  const { kind, name, owner } = holding;
  if (kind === "keys") return [{ kind: holding.resource.existing === undefined ? "key-policy" : "key-policy-by-hand", of: name }];
  const documents: DocumentReference[] = [];
  if (kind === "secrets") {
    if (shared) documents.push({ kind: "secret-policy", of: name });
  } else {
    const table = plannedTable(accounts, owner.name, name);
    if ((shared && can.some((verb) => verb !== "stream")) || table?.classification === "sensitive")
      documents.push({ kind: "table-policy", of: name });
    if (shared && can.includes("stream")) documents.push({ kind: "stream-policy", of: name });
  }
  return [...documents, ...keyDocuments(context)];
}

const plannedTable = (accounts: ReadonlyMap<string, PlannedAccount>, owner: string, table: string) =>
  accounts.get(owner)?.tables.find(({ name }) => name === table);

/** Where a reader of what is encrypted under a key of the account's own is named. */
function keyDocuments({ holding, accounts }: GrantContext): DocumentReference[] {
  const account = accounts.get(holding.owner.name);
  if (holding.kind === "keys" || account === undefined) return [];
  const encryption =
    (holding.kind === "tables" ? plannedTable(accounts, account.name, holding.name)?.encryption : holding.resource.encryption) ?? "own-key";
  const writer = keyWriter(account, { encryption, existing: holding.resource.existing !== undefined });
  return writer === undefined ? [] : [{ kind: writer === "palisade" ? "key-policy" : "key-policy-by-hand", of: holding.name }];
}

function planShare(context: GrantContext, target: string, share: DeclaredShare): PlannedGrant {
  const { holding, declaration } = context;
  const { owner, kind, name } = holding;
  const origin = originOf(holding, "sharedWith", target);
  const consumer = consumerOf(target);
  const { how, reason } = waysOf(context, target, share);
  const can = verbsOf(share.can ?? []);
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

function consumerOf(target: string): Consumer {
  const [account = "", name] = target.split("/");
  if (name === undefined) return { kind: "account", account };
  return account === "external" ? { kind: "external", party: name } : { kind: "workload", account, workload: name };
}

function waysOf(
  { declaration, holding, uses }: GrantContext,
  target: string,
  share: DeclaredShare,
): { how: PlannedGrant["how"]; reason: string } {
  if (share.purpose === "global-table") return { how: "replication", reason: "DynamoDB replicates the table itself" };
  if (share.how !== undefined) return { how: share.how, reason: "declared" };
  const facts = factsOf(declaration.draft, holding, target, share, uses);
  // A closed grant may name what is no longer declared; nothing of it is deployed, so that the plainest way stands for it.
  return facts === undefined ? { how: "resource-policy", reason: "its consumer is no longer declared" } : chooseHow(facts);
}

/** The name of the owner's role that a consumer takes. */
export function accessRoleOf(consumer: Extract<Consumer, { kind: "workload" | "external" }>): {
  readonly path: string;
  readonly name: string;
} {
  return consumer.kind === "external"
    ? { path: EXTERNAL_ACCESS_PATH, name: roleNameOf("external", consumer.party) }
    : { path: ACCESS_PATH, name: roleNameOf(consumer.account, consumer.workload) };
}

function halvesOf(
  context: GrantContext,
  consumer: Consumer,
  how: PlannedGrant["how"],
  can: readonly string[],
): { ownerHalf: Half; consumerHalf: Half } {
  const { holding, accounts } = context;
  const owner = holding.owner.name;
  if (consumer.kind === "account") {
    const documents: DocumentReference[] = [{ kind: "table-policy", of: holding.name }, ...keyDocuments(context)];
    return { ownerHalf: { account: owner, documents }, consumerHalf: { account: consumer.account, documents } };
  }
  const account = consumer.kind === "workload" ? consumer.account : `external/${consumer.party}`;
  const workload = consumer.kind === "workload" ? workloadOf(accounts, consumer) : undefined;
  const role = accessRoleOf(consumer).name;
  const hole: DocumentReference[] = consumer.kind === "external" ? [{ kind: "external-rcp", of: consumer.party }] : [];
  if (how === "resource-policy") {
    return {
      ownerHalf: { account: owner, documents: [...ownPolicies(context, can, true), ...hole] },
      consumerHalf: {
        account,
        documents: [permissionsOf(consumer, workload), ...(holding.kind === "tables" ? networkOf(accounts.get(account)) : [])],
      },
    };
  }
  const atOwner: DocumentReference[] = [
    { kind: "trust-policy", of: role },
    { kind: "identity-policy", of: role },
    ...ownPolicies(context, can, false),
    ...hole,
    ...networkOf(accounts.get(owner)),
  ];
  const pod = workload?.pod;
  const atConsumer: DocumentReference[] =
    how === "irsa"
      ? [{ kind: "connection-card", of: pod?.serviceAccount ?? account }]
      : how === "pod-identity"
        ? [permissionsOf(consumer, workload), { kind: "pod-identity-association", of: pod?.serviceAccount ?? account }]
        : [permissionsOf(consumer, workload)];
  return { ownerHalf: { account: owner, documents: atOwner }, consumerHalf: { account, documents: atConsumer } };
}

const workloadOf = (accounts: ReadonlyMap<string, PlannedAccount>, { account, workload }: Extract<Consumer, { kind: "workload" }>) =>
  accounts.get(account)?.workloads.find(({ name }) => name === workload);

/** What the consumer's own role must hold: put there, or handed back where the role is not to be changed. */
function permissionsOf(consumer: Exclude<Consumer, { kind: "account" }>, workload: PlannedWorkload | undefined): DocumentReference {
  if (consumer.kind === "external") return { kind: "connection-card", of: consumer.party };
  return { kind: workload?.role.addsPermissions === false ? "connection-card" : "identity-policy", of: consumer.workload };
}

/** What binds table data to networks, of whoever calls as a principal of the account; a perimeter that is not enforced has none. */
const networkOf = (account: PlannedAccount | undefined): DocumentReference[] =>
  account?.perimeter === "enforced" ? [{ kind: "network-scp", of: account.name }] : [];

function accessRolesOf(grants: readonly PlannedGrant[]): AccessRole[] {
  const roles = new Map<string, AccessRole>();
  for (const grant of grants) {
    const { consumer, how, owner } = grant;
    if (grant.state === "closed" || consumer.kind === "account" || how === "own-role" || how === "replication" || how === "resource-policy")
      continue;
    const { path, name } = accessRoleOf(consumer);
    const key = `${owner}/${path}/${name}`;
    const known = roles.get(key);
    roles.set(key, {
      account: owner,
      path,
      name,
      how: known === undefined ? how : (HOWS.find((way) => way === known.how || way === how) as AccessRole["how"]),
      consumer,
      maxSessionHours: Math.max(known?.maxSessionHours ?? 1, grant.maxSessionHours ?? 1),
      grants: [...(known?.grants ?? []), grant.id],
    });
  }
  return [...roles].sort(([a], [b]) => compareText(a, b)).map(([, role]) => role);
}

function providersOf(grants: readonly PlannedGrant[], accounts: ReadonlyMap<string, PlannedAccount>): IdentityProvider[] {
  const providers = new Map<string, IdentityProvider>();
  for (const { state, how, owner, consumer } of grants) {
    if (state === "closed" || how !== "irsa" || consumer.kind !== "workload") continue;
    const cluster = workloadOf(accounts, consumer)?.pod?.cluster;
    if (cluster === undefined) continue;
    providers.set(`${owner}/${consumer.account}/${cluster}`, { account: owner, cluster: { account: consumer.account, name: cluster } });
  }
  return [...providers].sort(([a], [b]) => compareText(a, b)).map(([, provider]) => provider);
}

/** The stack that deploys a half of a grant: documents at what is held stand in `data`, a consumer's own in `consumers`. */
export const stackOfHalf = (side: "owner" | "consumer", half: Half): string =>
  stackName(side === "owner" ? "data" : "consumers", half.account);
