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
  holding: DeclaredResource,
  target: string,
  share: DeclaredShare,
  uses: ConsumerUses,
): GrantFacts | undefined {
  const [accountName = "", name = ""] = target.split("/");
  const consumer = consumerOf(draft, accountName, name, uses, holding.owner.name);
  if (consumer === undefined) return undefined;
  const verbs = share.can ?? [];
  return {
    kind: holding.kind,
    ownerOnlyRights: holding.kind === "tables" ? verbs.filter((verb) => TABLE_RIGHTS[verb as TableVerb].ownerOnly.length > 0) : [],
    writesPolicy:
      holding.resource.existing === undefined || (holding.kind !== "keys" && holding.resource.adds?.includes("resource-policy") === true),
    consumer,
  };
}

function consumerOf(
  draft: Draft,
  accountName: string,
  name: string,
  uses: ConsumerUses,
  owner: string,
): GrantFacts["consumer"] | undefined {
  if (accountName === "external") {
    const party = entry(draft.organization?.value?.externalParties, name);
    return party === undefined ? undefined : { kind: "external", hasExternalId: party.externalId !== undefined };
  }
  const workload = entry(draft.byName.get(accountName)?.account?.value?.workloads, name);
  if (workload === undefined) return undefined;
  if (workload.runsOn !== "eks") return { kind: "role" };
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

/** What all grants to one consumer together say. */
export interface ConsumerUse {
  /** Accounts whose data it uses, its own included, each with its first grant as `<file>:<line>`. */
  readonly owners: ReadonlyMap<string, string>;
  /** The first grant that names a way which needs the consumer's own role, as `<file>:<line>`. */
  readonly ownRole: string | undefined;
}

/** By `<account>/<workload>` or `external/<party>`. */
export type ConsumerUses = ReadonlyMap<string, ConsumerUse>;

/** A service account takes one role, so what decides is who owns all that it uses, and whether any grant needs its own role. */
export function consumerUses(draft: Draft, now: Date): ConsumerUses {
  const uses = new Map<string, { readonly owners: Map<string, string>; ownRole: string | undefined }>();
  const add = (consumer: string, { owner, part }: DeclaredResource, path: Path, needsOwnRole: boolean) => {
    const known = uses.get(consumer) ?? { owners: new Map<string, string>(), ownRole: undefined };
    const { file, line } = part.source.position(path);
    const place = `${file}:${line.toString()}`;
    if (!known.owners.has(owner.name)) known.owners.set(owner.name, place);
    if (needsOwnRole) known.ownRole ??= place;
    uses.set(consumer, known);
  };
  for (const holding of allResources(draft)) {
    for (const { workload, path } of usesOf(holding)) add(`${holding.owner.name}/${workload}`, holding, path, true);
    for (const { target, share, path } of sharesOf(holding)) {
      if (share.until === undefined || !isOver(share.until, now))
        add(target, holding, path, share.how === "role" || share.how === "resource-policy");
    }
  }
  return uses;
}
