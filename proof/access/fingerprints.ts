import { createHash } from "node:crypto";
import { parseArn } from "../../iam/arn.ts";
import { textOf, type WorldResource } from "../world/world-resource.ts";
import type { Pair } from "./collect-accesses.ts";

/** What decides about requests, by account: where nothing of it differs between two organizations, no decision does. */
export interface Fingerprints {
  /** Of the organization's own resources and settings, and of what exists beside the stacks. */
  readonly common: string;
  /** By account id. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** What fingerprints are taken of. */
export interface FingerprintSources {
  readonly resources: readonly WorldResource[];
  /** Settings of the organization, and of each account by its id. */
  readonly settings: { readonly common: unknown; readonly accounts: ReadonlyMap<string, unknown> };
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
  return {
    common: hashOf([settings.common, common.map(essence)]),
    accounts: new Map([...own].map(([id, all]) => [id, hashOf([settings.accounts.get(id), all.map(essence)])])),
  };
}

const ATTACHMENT = /^aws:organizations\/policyAttachment:/;

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

/** Whether nothing that decides about a pair differs: neither in the accounts of principal, resource, key and networks nor in common. */
export function isSamePair(
  before: Fingerprints,
  after: Fingerprints,
  pairs: readonly [before: Pair, after: Pair],
  accountsBeside: readonly string[],
): boolean {
  if (before.common !== after.common) return false;
  const accounts = new Set([...pairs.flatMap(accountsOf), ...accountsBeside]);
  return [...accounts].every((id) => before.accounts.get(id) === after.accounts.get(id));
}

/** The accounts by id that a principal and a resource belong to. */
const accountsOf = ({ principal, resource }: Pair): string[] =>
  [principal.principal, resource.arn].map((arn) => parseArn(arn)?.accountId ?? "");
