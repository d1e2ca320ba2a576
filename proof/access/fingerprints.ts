import { createHash } from "node:crypto";
import { parseArn } from "../../iam/arn.ts";
import type { What } from "../intent/subject.ts";
import { tableOf } from "../world/request-keys.ts";
import { arnOf, textOf, type WorldResource } from "../world/world-resource.ts";
import type { Pair } from "./collect-accesses.ts";

/** What decides about requests, by account: where nothing of it differs between two organizations, no decision does. */
export interface Fingerprints {
  /** Of the organization's own resources and settings, and of what exists beside the stacks. */
  readonly common: string;
  /** Of everything in an account, by its id. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Of what decides about every request in an account, by its id: all but its parts. */
  readonly shared: ReadonlyMap<string, string>;
  /**
   * Of what decides only about requests of one role, or for one table, key or secret: each with its policies, by ARN, and what is declared of
   * a table, key or secret, by `partOf`.
   */
  readonly parts: ReadonlyMap<string, string>;
}

/** The settings of an account. */
export interface AccountSettings {
  readonly account: unknown;
  /** What is declared of each table, key and secret, by section and name. */
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/** What fingerprints are taken of. */
export interface FingerprintSources {
  readonly resources: readonly WorldResource[];
  /** Settings of the organization, and of each account by its id. */
  readonly settings: { readonly common: unknown; readonly accounts: ReadonlyMap<string, AccountSettings> };
  /** Account ids by name. */
  readonly ids: ReadonlyMap<string, string>;
}

/** Takes the fingerprints of an organization. */
export function fingerprintsOf({ resources, settings, ids }: FingerprintSources): Fingerprints {
  const own = new Map<string, WorldResource[]>([...settings.accounts.keys()].map((id) => [id, []]));
  const common: WorldResource[] = [];
  const ofAws = resources.filter(({ type }) => type.startsWith("aws:"));
  for (const [stack, all] of Map.groupBy(ofAws, (resource) => resource.stack)) {
    const stackAccount = ids.get(/^[^.]+\.(.+)$/s.exec(stack)?.[1] ?? "");
    const isForItself = all.every((resource) => !ATTACHMENT.test(resource.type) || textOf(resource, "targetId") === stackAccount);
    for (const resource of all) {
      // Policies of the organization that an account's stack makes bind that account, where they are attached to it alone.
      const account = own.has(resource.account) ? resource.account : isForItself ? stackAccount : undefined;
      (own.get(account ?? "") ?? common).push(resource);
    }
  }
  const roles = rolesByName(ofAws);
  const accounts = [...own].map(([id, all]) => {
    const { account, data = {} } = settings.accounts.get(id) ?? {};
    const byPart = Map.groupBy(all, (resource) => partOfResource(resource, roles) ?? SHARED);
    const shared = hashOf([account, (byPart.get(SHARED) ?? []).map(essence)]);
    byPart.delete(SHARED);
    const parts = [
      ...Object.entries(data).flatMap(([section, entries = {}]) =>
        Object.entries(entries).map(([name, entry]) => [partOf(id, section, name), hashOf(entry)] as const),
      ),
      ...[...byPart].map(([part, each]) => [part, hashOf(each.map(essence))] as const),
    ];
    return { id, whole: hashOf([shared, parts]), shared, parts };
  });
  return {
    common: hashOf([settings.common, common.map(essence)]),
    accounts: new Map(accounts.map(({ id, whole }) => [id, whole])),
    shared: new Map(accounts.map(({ id, shared }) => [id, shared])),
    parts: new Map(accounts.flatMap(({ parts }) => parts)),
  };
}

const ATTACHMENT = /^aws:organizations\/policyAttachment:/;
const SHARED = "";

/** The key of what an account declares of a table, key or secret. */
const partOf = (accountId: string, section: string, name: string): string => `${accountId} ${section}/${name}`;

type RolesByName = ReadonlyMap<string, string>;

const ROLE = "aws:iam/role:Role";

const rolesByName = (resources: readonly WorldResource[]): RolesByName =>
  new Map(
    resources
      .filter(({ type }) => type === ROLE)
      .flatMap((role): (readonly [string, string])[] => {
        const [name, arn] = [textOf(role, "name"), arnOf(role)];
        return name === undefined || arn === undefined ? [] : [[`${role.account} ${name}`, arn]];
      }),
  );

/** The ARN of the one role, table, key or secret that a resource decides about; undefined where it may decide about more. */
function partOfResource(resource: WorldResource, roles: RolesByName): string | undefined {
  switch (resource.type) {
    case ROLE:
    case "aws:dynamodb/table:Table":
    case "aws:kms/key:Key":
    case "aws:secretsmanager/secret:Secret":
      return arnOf(resource);
    case "aws:iam/rolePolicy:RolePolicy":
      return roles.get(`${resource.account} ${textOf(resource, "role") ?? ""}`);
    case "aws:dynamodb/resourcePolicy:ResourcePolicy":
      return tableIn(textOf(resource, "resourceArn"));
    case "aws:secretsmanager/secretPolicy:SecretPolicy":
      return secretIn(textOf(resource, "secretArn"));
    default:
      return undefined;
  }
}

const tableIn = (arn: string | undefined): string | undefined =>
  arn !== undefined && parseArn(arn)?.resource.startsWith("table/") === true ? tableOf(arn) : undefined;

const secretIn = (arn: string | undefined): string | undefined =>
  arn !== undefined && parseArn(arn)?.service === "secretsmanager" ? arn : undefined;

const essence = ({ urn, type, account, region, id, inputs, outputs }: WorldResource): unknown => [
  urn,
  type,
  account,
  region,
  id,
  inputs,
  outputs,
];

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** What a pair's requests meet besides its principal and resource: the accounts of networks, by id, and the key of the resource, by ARN. */
export interface Beside {
  readonly accounts: readonly string[];
  readonly key: string | undefined;
}

/**
 * Whether nothing that decides about a pair differs: neither in common, nor in the accounts of principal, resource, key and networks but for
 * other roles, tables, keys and secrets there.
 */
export function isSamePair(
  before: Fingerprints,
  after: Fingerprints,
  [had, has]: readonly [before: Pair, after: Pair],
  [hadBeside, hasBeside]: readonly [before: Beside, after: Beside],
): boolean {
  if (before.common !== after.common) return false;
  const accounts = new Set([...accountsOf(had, hadBeside), ...accountsOf(has, hasBeside)]);
  const isSameIn = (by: "accounts" | "shared") => [...accounts].every((id) => before[by].get(id) === after[by].get(id));
  if (isSameIn("accounts")) return true;
  if (!isSameIn("shared")) return false;
  const parts = [partsOf(had, hadBeside), partsOf(has, hasBeside)];
  if (parts.includes(undefined)) return false;
  return [...new Set(parts.flatMap((each) => each ?? []))].every((part) => before.parts.get(part) === after.parts.get(part));
}

/** The accounts by id that a pair's requests meet. */
const accountsOf = ({ principal, resource }: Pair, { accounts, key }: Beside): string[] => [
  ...[principal.principal, resource.arn, ...(key === undefined ? [] : [key])].map((arn) => parseArn(arn)?.accountId ?? ""),
  ...accounts,
];

/** The parts that decide about a pair; undefined where any may. */
function partsOf({ principal, resource: { what, arn } }: Pair, { key }: Beside): string[] | undefined {
  if (what.kind === "foreign") return undefined;
  const declared = declaredOf(what);
  return [
    principal.principal,
    tableIn(arn) ?? arn,
    ...(key === undefined ? [] : [key]),
    ...(declared === undefined ? [] : [partOf(parseArn(arn)?.accountId ?? "", ...declared)]),
  ];
}

const SECTIONS = { table: "tables", secret: "secrets", key: "keys" } as const;

/** Where a resource is declared, by section and name; undefined where it is not. */
function declaredOf(what: What): readonly [section: string, name: string] | undefined {
  switch (what.kind) {
    case "table":
    case "stream":
    case "backup":
    case "export":
    case "index":
      return what.table === undefined ? undefined : [SECTIONS.table, what.table];
    case "secret":
      return what.secret === undefined ? undefined : [SECTIONS.secret, what.secret];
    case "key":
      return what.name === undefined ? undefined : [SECTIONS[what.of], what.name];
    default:
      return undefined;
  }
}
