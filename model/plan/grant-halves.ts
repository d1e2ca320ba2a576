import type { DeclaredResource } from "../checks/declared-resources.ts";
import type { ConsumerUses } from "../checks/grant-facts.ts";
import { EXTERNAL_ACCESS_PATH } from "../names.ts";
import type { Declaration } from "../reading/declaration.ts";
import { keyWriter } from "./key-writing.ts";
import { accessRoleOf, workloadOf } from "./plan-access-roles.ts";
import type { PlannedAccount } from "./planned-account.ts";
import type { Consumer, DocumentReference, Half, PlannedGrant } from "./planned-grant.ts";
import type { PlannedTable } from "./planned-table.ts";
import type { PlannedWorkload } from "./planned-workload.ts";

/** What the grants on a resource are planned from. */
export interface GrantContext {
  readonly declaration: Declaration;
  readonly accounts: ReadonlyMap<string, PlannedAccount>;
  readonly uses: ConsumerUses;
  readonly resource: DeclaredResource;
}

/** Both halves of a grant. */
export type Halves = Pick<PlannedGrant, "ownerHalf" | "consumerHalf">;

/** Both halves of a grant to the owner's own workload. */
export function halvesOfUse(context: GrantContext, consumer: Extract<Consumer, { kind: "workload" }>, can: readonly string[]): Halves {
  const { account } = consumer;
  return {
    ownerHalf: { account, documents: ownPolicies(context, can, false) },
    consumerHalf: { account, documents: [permissionsOf(consumer, workloadOf(context.accounts, consumer))] },
  };
}

/** Both halves of a grant to another account or party. */
export function halvesOf(context: GrantContext, consumer: Consumer, how: PlannedGrant["how"], can: readonly string[]): Halves {
  const { resource, accounts } = context;
  const owner = resource.owner.name;
  if (consumer.kind === "account") {
    const replica = accounts
      .get(consumer.account)
      ?.tables.find(({ replicaOf }) => replicaOf?.account === owner && replicaOf.table === resource.name);
    const half = (account: string, table: PlannedTable | undefined): Half => ({
      account,
      documents: table === undefined ? [] : replicationDocuments(accounts.get(account), table),
    });
    return { ownerHalf: half(owner, plannedTable(accounts, owner, resource.name)), consumerHalf: half(consumer.account, replica) };
  }
  const account = consumer.kind === "external" ? `external/${consumer.party}` : consumer.account;
  const workload = consumer.kind === "workload" ? workloadOf(accounts, consumer) : undefined;
  const { name: role, path } = accessRoleOf(consumer, accounts);
  const hole: DocumentReference[] = consumer.kind === "external" ? [{ kind: "external-rcp", of: consumer.party }] : [];
  if (how === "resource-policy") {
    return {
      ownerHalf: { account: owner, documents: [...ownPolicies(context, can, true), ...hole] },
      consumerHalf: {
        account,
        documents: [permissionsOf(consumer, workload), ...(resource.kind === "tables" ? networkOf(accounts.get(account)) : [])],
      },
    };
  }
  const atOwner: DocumentReference[] = [
    { kind: "trust-policy", of: role },
    { kind: "identity-policy", of: role },
    ...ownPolicies(context, can, false).filter(({ kind }) => kind !== "key-policy" || !letsTheAccountIn(context)),
    ...hole,
    ...(path === EXTERNAL_ACCESS_PATH ? networkOf(accounts.get(owner)) : []),
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

/** The documents that let DynamoDB replicate a table of a global one. */
function replicationDocuments(account: PlannedAccount | undefined, table: PlannedTable): DocumentReference[] {
  const { name: of, created, writesPolicy, encryption } = table;
  const writer = account === undefined ? undefined : keyWriter(account, { encryption, existing: !created });
  return [
    ...(writesPolicy ? [{ kind: "table-policy", of } as const] : []),
    ...(writer === undefined ? [] : [{ kind: writer === "palisade" ? ("key-policy" as const) : ("key-policy-by-hand" as const), of }]),
  ];
}

/** Documents at the resource itself. Inside the account they are needed only where a deny would stand in the way, or where a key's policy decides. */
function ownPolicies(context: GrantContext, can: readonly string[], shared: boolean): DocumentReference[] {
  const { accounts, resource } = context;
  const { kind, name, owner } = resource;
  if (kind === "keys") return [{ kind: resource.declared.existing === undefined ? "key-policy" : "key-policy-by-hand", of: name }];
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

/** Whether the key's policy leaves it to the account's own permissions who uses the resource: that of an ordinary table does. */
const letsTheAccountIn = ({ accounts, resource: { kind, name, owner } }: GrantContext): boolean =>
  kind === "tables" && plannedTable(accounts, owner.name, name)?.classification !== "sensitive";

const plannedTable = (accounts: ReadonlyMap<string, PlannedAccount>, owner: string, table: string) =>
  accounts.get(owner)?.tables.find(({ name }) => name === table);

/** The policy of the key that the resource is encrypted under; none for keys of AWS. */
function keyDocuments({ resource, accounts }: GrantContext): DocumentReference[] {
  const account = accounts.get(resource.owner.name);
  if (resource.kind === "keys" || account === undefined) return [];
  const encryption =
    (resource.kind === "tables" ? plannedTable(accounts, account.name, resource.name)?.encryption : resource.declared.encryption) ??
    "own-key";
  const writer = keyWriter(account, { encryption, existing: resource.declared.existing !== undefined });
  return writer === undefined ? [] : [{ kind: writer === "palisade" ? "key-policy" : "key-policy-by-hand", of: resource.name }];
}

/** The permissions of the consumer's own role: attached by Palisade, or handed back on the card where Palisade may not change the role. */
function permissionsOf(consumer: Exclude<Consumer, { kind: "account" }>, workload: PlannedWorkload | undefined): DocumentReference {
  if (consumer.kind === "external") return { kind: "connection-card", of: consumer.party };
  if (consumer.kind === "people") return { kind: "connection-card", of: consumer.people };
  return { kind: workload?.role.addsPermissions === false ? "connection-card" : "identity-policy", of: consumer.workload };
}

/**
 * The account's network SCP, which binds table data to networks; there is one only where the perimeter is enforced. It names no access role of a
 * consumer with a network, whose tags say its network.
 */
const networkOf = (account: PlannedAccount | undefined): DocumentReference[] =>
  account?.perimeter === "enforced" ? [{ kind: "network-scp", of: account.name }] : [];
