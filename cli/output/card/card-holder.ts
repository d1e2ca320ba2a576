import type { ExternalParty } from "../../../model/plan/plan.ts";
import type { ResolvedGrant, ResolvedPlan, ResolvedWorkload } from "../../../model/plan/resolve.ts";
import type { ConnectionCard } from "./service-call.ts";
import type { TakenRole } from "./snippet.ts";

/** Somebody who uses data: a workload of a declared account, or a party outside. Its name is the one that grants give it. */
export type CardHolder =
  | { readonly kind: "workload"; readonly name: string; readonly account: string; readonly workload: ResolvedWorkload }
  | { readonly kind: "external"; readonly name: string; readonly party: ExternalParty };

/** Every workload and every party of a declaration, sorted by name. */
export function cardHolders({ accounts, externalParties }: ResolvedPlan): CardHolder[] {
  return [
    ...accounts.flatMap(({ name: account, workloads }) =>
      workloads.map((workload): CardHolder => ({ kind: "workload", name: `${account}/${workload.name}`, account, workload })),
    ),
    ...externalParties.map((party): CardHolder => ({ kind: "external", name: `external/${party.name}`, party })),
  ];
}

/** The grants to a consumer, those that are over and those that wait included. */
export const grantsOfHolder = (holder: CardHolder, { grants }: ResolvedPlan): ResolvedGrant[] =>
  grants.filter(({ consumer }) =>
    holder.kind === "external"
      ? consumer.kind === "external" && consumer.party === holder.party.name
      : consumer.kind === "workload" && consumer.account === holder.account && consumer.workload === holder.workload.name,
  );

/** The name of the workload or of the party by itself. */
export const ownNameOf = (holder: CardHolder): string => (holder.kind === "workload" ? holder.workload.name : holder.party.name);

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
    region: (holder.kind === "workload" ? holder.workload.network?.region : undefined) ?? region,
  };
}
