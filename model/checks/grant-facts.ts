import { isOver } from "../calendar.ts";
import type { GrantFacts } from "../how.ts";
import type { Draft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import type { Path } from "../reading/source.ts";
import { TABLE_RIGHTS } from "../rights.ts";
import type { TableVerb } from "../schema/vocabulary.ts";
import { allResources, type DeclaredResource, type DeclaredShare, sharesOf, usesOf } from "./declared-resources.ts";

/** Facts of a grant to a workload or a party; undefined where the target is not declared. */
export function factsOf(
  draft: Draft,
  resource: DeclaredResource,
  target: string,
  share: DeclaredShare,
  uses: ConsumerUses,
): GrantFacts | undefined {
  const [accountName = "", name = ""] = target.split("/");
  const verbs = share.can ?? [];
  const isStream = resource.kind === "tables" && (verbs as readonly string[]).includes("stream");
  const consumer = consumerOf(draft, accountName, name, uses, resource.owner.name, isStream);
  if (consumer === undefined) return undefined;
  return {
    kind: resource.kind,
    ownerOnlyRights: resource.kind === "tables" ? verbs.filter((verb) => TABLE_RIGHTS[verb as TableVerb].ownerOnly.length > 0) : [],
    writesPolicy:
      resource.declared.existing === undefined ||
      (resource.kind !== "keys" && resource.declared.adds?.includes("resource-policy") === true),
    consumer,
  };
}

function consumerOf(
  draft: Draft,
  accountName: string,
  name: string,
  uses: ConsumerUses,
  owner: string,
  isStream: boolean,
): GrantFacts["consumer"] | undefined {
  if (accountName === "external") {
    const party = entry(draft.organization?.value?.externalParties, name);
    return party === undefined ? undefined : { kind: "external", hasExternalId: party.externalId !== undefined };
  }
  const account = draft.byName.get(accountName)?.account?.value;
  if (entry(account?.people, name) !== undefined) return { kind: "people" };
  const workload = entry(account?.workloads, name);
  if (workload === undefined) return undefined;
  if (workload.runsOn === "ci") return { kind: "ci" };
  if (workload.runsOn !== "eks") {
    const isPolled = isStream && workload.runsOn === "lambda" && workload.pollsStreams === true;
    return { kind: "role", hasNetwork: workload.network !== undefined, isPolled };
  }
  const use = uses.get(`${accountName}/${name}`);
  return {
    kind: "pod",
    identity: workload.identity ?? "irsa",
    elsewhere: {
      owner: [...(use?.owners ?? [])].find(([other]) => other !== owner)?.[1],
      ownRole: use?.ownRole,
    },
  };
}

/** What follows about one consumer from all grants to it. */
export interface ConsumerUse {
  /** Accounts whose data it uses, its own included, each with its first grant as `<file>:<line>`. */
  readonly owners: ReadonlyMap<string, string>;
  /** The first grant that names a way which needs the consumer's own role, as `<file>:<line>`. */
  readonly ownRole: string | undefined;
}

/** By `<account>/<workload>` or `external/<party>`. */
export type ConsumerUses = ReadonlyMap<string, ConsumerUse>;

/**
 * A pod takes only one role by its token. Which one it can be depends on all grants to it: on their owners, and on whether one of them needs the
 * pod's own role.
 */
export function consumerUses(draft: Draft, now: Date): ConsumerUses {
  const uses = new Map<string, { readonly owners: Map<string, string>; ownRole: string | undefined }>();
  const add = (consumer: string, { owner, part }: DeclaredResource, path: Path, needsOwnRole: boolean) => {
    const use = uses.get(consumer) ?? { owners: new Map<string, string>(), ownRole: undefined };
    const { file, line } = part.source.position(path);
    const place = `${file}:${line.toString()}`;
    if (!use.owners.has(owner.name)) use.owners.set(owner.name, place);
    if (needsOwnRole) use.ownRole ??= place;
    uses.set(consumer, use);
  };
  for (const resource of allResources(draft)) {
    for (const { workload, path } of usesOf(resource)) add(`${resource.owner.name}/${workload}`, resource, path, true);
    const broker = resource.kind === "tables" ? resource.declared.tenants?.broker : undefined;
    // A broker takes the tenants' role from its own.
    if (broker !== undefined) add(`${resource.owner.name}/${broker}`, resource, [...resource.path, "tenants", "broker"], true);
    for (const { target, share, path } of sharesOf(resource)) {
      if (share.until === undefined || !isOver(share.until, now))
        add(target, resource, path, share.how === "role" || share.how === "resource-policy");
    }
  }
  return uses;
}
