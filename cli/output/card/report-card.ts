import { accountOf } from "../../../model/plan/plan-index.ts";
import { plannedReplicas } from "../../../model/plan/planned-replicas.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../../model/plan/resolve.ts";
import { consumerProfiles } from "../profile/consumer-profiles.ts";
import { configText } from "../profile/profile.ts";
import type { HandStep } from "../report/start-report.ts";
import { replicaText } from "../same-items.ts";
import { type CardHolder, grantsOfHolder, networkOf, takenRole } from "./card-holder.ts";
import type { CardReport, GrantCard } from "./card-report.ts";
import { commandLineSnippet } from "./command-line-snippet.ts";
import { manifestsOf } from "./kubernetes-manifests.ts";
import { pythonSnippet } from "./python-snippet.ts";
import { type ConnectionCard, callsOf } from "./service-call.ts";
import type { Snippet } from "./snippet.ts";
import { typescriptSnippet } from "./typescript-snippet.ts";

/** What the cards of a declaration say. */
export interface Cards {
  readonly plan: ResolvedPlan;
  /** By the grant's id; missing where nothing of the grant is deployed. */
  readonly cards: ReadonlyMap<string, ConnectionCard>;
  /** Names of the parameters that are written for a grant, by the grant's id. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  readonly byHand: readonly HandStep[];
}

/** Everything that a consumer needs. */
export function reportCard(holder: CardHolder, { plan, cards, parameters, byHand }: Cards): CardReport {
  const grants = grantsOfHolder(holder, plan).map((grant) =>
    grantCard(holder, grant, { plan, card: cards.get(grant.id), parameters: parameters.get(grant.id) ?? [] }),
  );
  const ids = new Set(grants.map(({ grant }) => grant));
  const report = {
    format: 1,
    consumer: holder.name,
    role: roleOf(holder, plan) ?? null,
    runsOn: holder.kind === "workload" ? (holder.workload.service ?? holder.workload.runsOn) : null,
    from: placesOf(holder),
    grants,
    profiles: configText(consumerProfiles(holder, plan)),
    manifests: holder.kind === "workload" ? manifestsOf(holder.workload, grants, annotationsOf(grants, cards)) : null,
    byHand: byHand.flatMap((step) => {
      const about = step.about.filter((id) => ids.has(id));
      return about.length === 0 ? [] : [{ ...step, about }];
    }),
  } as const;
  return { ...report, unknown: unknownIn(JSON.stringify(report)) };
}

function roleOf(holder: CardHolder, plan: ResolvedPlan): string | undefined {
  switch (holder.kind) {
    case "workload":
      return holder.workload.roleArn;
    case "people":
      return holder.people.rolePattern;
    case "external":
      return grantsOfHolder(holder, plan)[0]?.consumerRoleArn;
  }
}

function placesOf(holder: CardHolder): string[] {
  if (holder.kind === "external") return holder.party.networks.length === 0 ? ["anywhere"] : [...holder.party.networks];
  if (holder.kind === "people" && holder.people.addresses.length > 0) return [...holder.people.addresses];
  if (holder.kind === "workload" && holder.workload.addresses.length > 0) return [...holder.workload.addresses];
  const network = networkOf(holder);
  return network === undefined ? [] : [`${network.account}/${network.network}`];
}

interface GrantFacts {
  readonly plan: ResolvedPlan;
  readonly card: ConnectionCard | undefined;
  readonly parameters: readonly string[];
}

function grantCard(holder: CardHolder, grant: ResolvedGrant, { plan, card, parameters }: GrantFacts): GrantCard {
  const takes = card === undefined ? undefined : takenRole(holder, grant, card);
  const endpoints = card?.streamsUrl === undefined ? {} : { "dynamodb-streams": card.streamsUrl };
  const table = grant.kind === "tables" ? accountOf(plan, grant.owner)?.tables.find(({ name }) => name === grant.name) : undefined;
  const replica =
    table === undefined ? undefined : plannedReplicas(plan).find((each) => each.account === grant.owner && each.table === table.name);
  const calls =
    card === undefined
      ? []
      : callsOf(card, {
          can: grant.can,
          on: grant.on,
          table,
          pollsStreams: holder.kind === "workload" && holder.workload.pollsStreams,
        });
  const snippet: Snippet = { calls, region: grant.region, endpoints, profile: takes };
  return {
    grant: grant.id,
    resource: `${grant.owner}/${grant.kind}/${grant.name}`,
    state: grant.state === "closed" ? "ended" : card === undefined ? "waiting" : "usable",
    can: [...grant.can],
    on: [...grant.on],
    how: grant.how,
    purpose: grant.purpose,
    because: grant.because ?? null,
    region: grant.region,
    replica: replica === undefined ? null : replicaText(replica),
    until: grant.until ?? null,
    tableArn: card?.tableArn ?? null,
    indexArns: Object.values(card?.indexArns ?? {}),
    streamArn: card?.streamArn ?? null,
    keyArn: card?.keyArn ?? null,
    secretArn: card?.secretArn ?? null,
    takes:
      takes === undefined
        ? null
        : { roleArn: takes.roleArn, sessionSeconds: takes.sessionSeconds, externalId: takes.externalId ?? null, profile: takes.name },
    endpoints: card?.streamsUrl === undefined ? [] : [{ variable: "AWS_ENDPOINT_URL_DYNAMODB_STREAMS", url: card.streamsUrl }],
    parameters: [...parameters],
    notes: [...(card?.notes ?? [])],
    permissions: card?.permissions ?? null,
    keyPolicyStatements: card?.keyPolicyStatements ?? null,
    snippets:
      calls.length === 0
        ? null
        : { commandLine: commandLineSnippet(snippet), typescript: typescriptSnippet(snippet), python: pythonSnippet(snippet) },
    file: grant.origin.file,
    line: grant.origin.line,
  };
}

/** A service account has the same annotation on each of its cards that has one. */
function annotationsOf(grants: readonly GrantCard[], cards: Cards["cards"]): Readonly<Record<string, string>> {
  return Object.assign({}, ...grants.map(({ grant }) => cards.get(grant)?.serviceAccount?.annotations ?? {})) as Record<string, string>;
}

/** Angle brackets stand around what only the deployment knows, such as the id of a key. */
const unknownIn = (text: string): string[] => [...new Set(text.match(/<(?:account id|key id|suffix|label|URL) of [^<>]+>/g) ?? [])].sort();
