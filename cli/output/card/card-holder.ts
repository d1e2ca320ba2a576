import type { ExternalParty } from "../../../model/plan/plan.ts";
import { consumerName } from "../../../model/plan/planned-grant.ts";
import type { NetworkReference } from "../../../model/plan/planned-network.ts";
import type { ResolvedGrant, ResolvedPeople, ResolvedPlan, ResolvedWorkload } from "../../../model/plan/resolve.ts";
import type { ConnectionCard } from "./service-call.ts";
import type { TakenRole } from "./snippet.ts";

/** Somebody who uses data: a workload or people of a declared account, or a party outside. Its name is the one that grants give it. */
export type CardHolder =
  | { readonly kind: "workload"; readonly name: string; readonly account: string; readonly workload: ResolvedWorkload }
  | { readonly kind: "people"; readonly name: string; readonly account: string; readonly people: ResolvedPeople }
  | { readonly kind: "external"; readonly name: string; readonly party: ExternalParty };

/** Every workload, all people and every party of a declaration, sorted by name. */
export function cardHolders({ accounts, externalParties }: ResolvedPlan): CardHolder[] {
  return [
    ...accounts.flatMap(({ name: account, workloads, people }) => [
      ...workloads.map((workload): CardHolder => ({ kind: "workload", name: `${account}/${workload.name}`, account, workload })),
      ...people.map((each): CardHolder => ({ kind: "people", name: `${account}/${each.name}`, account, people: each })),
    ]),
    ...externalParties.map((party): CardHolder => ({ kind: "external", name: `external/${party.name}`, party })),
  ];
}

/** The grants to a consumer, those that are over and those that wait included. */
export const grantsOfHolder = (holder: CardHolder, { grants }: ResolvedPlan): ResolvedGrant[] =>
  grants.filter(({ consumer }) => consumer.kind === holder.kind && consumerName(consumer) === holder.name);

/** The name of the workload, people or party by itself. */
export const ownNameOf = (holder: CardHolder): string => holder.name.slice(holder.name.indexOf("/") + 1);

/** The network that a consumer calls from; undefined where it has none. */
export function networkOf(holder: CardHolder): NetworkReference | undefined {
  switch (holder.kind) {
    case "workload":
      return holder.workload.network;
    case "people":
      return holder.people.network;
    case "external":
      return undefined;
  }
}

/** The profile by which a consumer takes a role of an owner's. */
export const profileOf = (holder: CardHolder, owner: string): string => `${ownNameOf(holder)}@${owner}`;

/** At least two characters, whatever the workload's name. */
export const sessionNameOf = (holder: CardHolder): string => `palisade-${ownNameOf(holder)}`;

/** AWS's usual length of a session. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const AN_HOUR_SECONDS = 3600;

/** The role that a consumer takes for a grant; undefined where it needs none. Pods take theirs by token or by association. */
export function takenRole(holder: CardHolder, { how, owner, region }: ResolvedGrant, card: ConnectionCard): TakenRole | undefined {
  if (how !== "role" || card.roleArn === undefined) return undefined;
  return {
    name: profileOf(holder, owner),
    roleArn: card.roleArn,
    sessionName: sessionNameOf(holder),
    sessionSeconds: card.sessionSeconds ?? AN_HOUR_SECONDS,
    externalId: holder.kind === "external" ? holder.party.externalId : undefined,
    region: networkOf(holder)?.region ?? region,
  };
}
