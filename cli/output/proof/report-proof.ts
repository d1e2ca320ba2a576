import type { Catalogue } from "../../../iam/catalogue.ts";
import { underReadings } from "../../../proof/engine/decide-under-readings.ts";
import type { Surroundings } from "../../../proof/engine/prepare-request.ts";
import { choicesIn } from "../../../proof/engine/reading-choice.ts";
import { type Explanation, explain } from "../../../proof/explanation/explain.ts";
import { explainCall } from "../../../proof/explanation/explain-call.ts";
import type { Intended } from "../../../proof/intent/intended.ts";
import { workloadOf } from "../../../proof/intent/places.ts";
import type { Who } from "../../../proof/intent/subject.ts";
import type { Finding } from "../../../proof/verdict/finding.ts";
import { type KnownBreach, knownBreachOf, knownLayerBreachOf } from "../../../proof/verdict/known-breaches.ts";
import type { Proof } from "../../../proof/verdict/proof.ts";
import type { LayerFinding, LayerProof } from "../../../proof/verdict/prove-layers.ts";
import { asRequest, requestOf } from "../../../proof/verdict/scenario-of.ts";
import { nameOf, whereText, whoText } from "../../../proof/verdict/subject-text.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { statementText } from "../explanation/statement-origin.ts";
import type { ProofFinding, ProofReport, ProofUnknown } from "./proof-report.ts";
import { layerFindingOf } from "./report-layers.ts";

/** What a report is made from. */
export interface ProofParts {
  readonly organization: ProofReport["organization"];
  readonly intended: Intended;
  readonly catalogue: Catalogue;
  readonly proof: Proof;
  /** Undefined where the layers were not proven alone. */
  readonly layers: LayerProof | undefined;
  /** What says where statements come from. */
  readonly context: AnswerContext;
  /** The scenario file of a finding, where one was written. */
  readonly scenarioOf: (finding: Finding | LayerFinding) => string | undefined;
}

/** Everything that a proof says, as data. */
export function reportProof({ organization, intended, catalogue, proof, layers, context, scenarioOf }: ProofParts): ProofReport {
  const finding = (each: Finding): ProofFinding => findingOf(each, intended, context, scenarioOf(each));
  const known = new Map<KnownBreach, Finding[]>();
  const breaches: Finding[] = [];
  for (const each of proof.findings) {
    if (each.kind !== "breach") continue;
    const breach = knownBreachOf(intended, each);
    if (breach === undefined) breaches.push(each);
    else known.set(breach, [...(known.get(breach) ?? []), each]);
  }
  const denied = proof.findings.filter(({ kind }) => kind === "broken").map(finding);
  const shown = new Set(denied.flatMap(({ declaredAt }) => declaredAt ?? []));
  const unmet = unmetOf(proof, intended, shown).map((each) => ({
    ...each,
    decidedBy: whyUnmet(each, context, { now: proof.now, catalogue }),
  }));
  const broken = [...denied, ...unmet];
  const unknown = unknownOf(proof, finding, context);
  const waiting = waitingOf(proof);
  const alone = (layers?.findings ?? [])
    .filter((each) => knownLayerBreachOf(each) === undefined)
    .map((each) => layerFindingOf(each, context, scenarioOf(each)));
  const against = breaches.length + broken.length + alone.length;
  return {
    format: 1,
    verdict: against > 0 ? "not proven" : unknown.length + waiting.length > 0 ? "not known" : "proven",
    organization,
    counts: {
      classes: proof.classes,
      decisions: proof.decisions,
      principals: proof.principals,
      resources: proof.resources,
      networks: proof.networks,
      instants: proof.instants,
      uses: proof.uses,
      assumptions: proof.assumptions.length,
      breaches: breaches.length,
      brokenGrants: broken.length,
      unknown: unknown.length,
      waiting: waiting.length,
      knownBreaches: known.size,
      layerClasses: layers?.classes ?? 0,
      layers: alone.length,
    },
    breaches: breaches.map(finding),
    brokenGrants: broken,
    unknown,
    waiting,
    layers: alone,
    knownBreaches: [...known].flatMap(([{ id, because }, all]) => knownOf(id, because, all, finding)),
    assumptions: [...proof.assumptions],
  };
}

/** Grants that wait, each once. */
function waitingOf({ waiting }: Proof): ProofReport["waiting"] {
  const byPlace = new Map(waiting.map(({ who, declaredAt }) => [declaredAt, whoText(who)]));
  return [...byPlace].map(([declaredAt, who]) => ({ about: `the grant to ${who} waits for its cluster`, declaredAt }));
}

/** What findings rest on that is unknown, each with its findings together. */
function unknownOf(proof: Proof, finding: (each: Finding) => ProofFinding, { world }: AnswerContext): ProofUnknown[] {
  const undecided = proof.findings.filter(({ kind }) => kind === "unknown");
  const byWhat = Map.groupBy(
    undecided.flatMap((each) => each.example.decision.unknowns.map(({ what }) => ({ what, each }))),
    ({ what }) => what,
  );
  return [...byWhat].flatMap(([what, all]): ProofUnknown[] => {
    const [first] = all;
    if (first === undefined) return [];
    const situation = world.situate(asRequest(first.each.example, proof.now));
    const facts = "problems" in situation ? [] : situation.unknowns;
    const { remedy = "say it in the request" } = facts.find((fact) => fact.what === what) ?? {};
    return [{ what, remedy, classes: all.reduce((sum, { each }) => sum + each.classes, 0), example: finding(first.each) }];
  });
}

function knownOf(
  id: string,
  because: string,
  all: readonly Finding[],
  finding: (each: Finding) => ProofFinding,
): ProofReport["knownBreaches"] {
  const [first] = all;
  if (first === undefined) return [];
  const resources = new Set(all.map(({ asked }) => nameOf(asked.what))).size;
  return [{ id, because, classes: all.reduce((sum, { classes }) => sum + classes, 0), resources, example: finding(first) }];
}

function findingOf(each: Finding, intended: Intended, context: AnswerContext, scenario: string | undefined): ProofFinding {
  const { asked, expectation, example, classes, readings = {} } = each;
  const { from, ...request } = requestOf(example, intended.now);
  const is = each.kind === "broken" ? "may not" : "may";
  return {
    about: `${whoText(asked.who)} ${is} use ${asked.action} on ${nameOf(asked.what)} from ${whereText(asked.where)}`,
    because: expectation.because,
    declaredAt: expectation.declaredAt ?? null,
    classes,
    actions: [...example.actions],
    request: { ...request, from: from ?? null, context: { ...request.context } as ProofFinding["request"]["context"] },
    decidedBy: decidedBy(each, context),
    readings: choicesIn(readings),
    scenario: scenario ?? null,
  };
}

/** The statement that decides, or the layer whose Allow is missing, in words. */
function decidedBy({ example, readings }: Finding, context: AnswerContext): string {
  const request = readings === undefined ? example.request : underReadings(example.request, readings);
  return madeBy(explain(request, example.layers), context);
}

function madeBy({ decision, by }: Explanation, context: AnswerContext): string {
  if ("statement" in by) return `${decision === "allowed" ? "allowed" : "denied"} by ${statementText(by, context)}`;
  return decision === "allowed" ? "allowed, and no policy has to say so" : `no Allow in the ${by.layer} policies`;
}

/** What declared uses no class of requests shows, the actions of one grant at one resource together. */
function unmetOf({ unmet }: Proof, intended: Intended, shown: ReadonlySet<string>): Omit<ProofFinding, "decidedBy">[] {
  const byGrant = Map.groupBy(
    unmet.filter(({ declaredAt }) => !shown.has(declaredAt)),
    ({ declaredAt, what }) => `${declaredAt} ${nameOf(what)}`,
  );
  return [...byGrant.values()].flatMap((uses): Omit<ProofFinding, "decidedBy">[] => {
    const [first] = uses;
    if (first === undefined) return [];
    const { who, what, declaredAt } = first;
    const actions = uses.map(({ action }) => action);
    return [
      {
        about: `${whoText(who)} may not use ${actions.join(", ")} on ${nameOf(what)} from anywhere`,
        because: "it is declared",
        declaredAt,
        classes: 0,
        actions,
        request: { principal: whoText(who), action: first.action, resource: nameOf(what), from: placeOf(intended, who), context: {} },
        readings: [],
        scenario: null,
      },
    ];
  });
}

/** What denies a declared use where it is asked from the consumer's network. */
function whyUnmet({ request }: Pick<ProofFinding, "request">, context: AnswerContext, surroundings: Surroundings): string {
  const situation = context.world.situate({ ...request, from: request.from ?? undefined });
  if ("problems" in situation) return "no class of requests is allowed";
  return madeBy(explainCall(situation, surroundings), context);
}

/** Where a consumer calls from, as `explain` takes it. */
function placeOf(intended: Intended, who: Who): string | null {
  const consumer = who.kind === "access-role" ? who.consumer : whoText(who);
  const [account = "", name = ""] = consumer.split("/");
  if (account === "external") return consumer;
  const network = workloadOf(intended, account, name)?.network;
  return network === undefined ? null : `${network.account}/${network.network}`;
}
