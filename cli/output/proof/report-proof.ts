import type { Catalogue } from "../../../iam/catalogue.ts";
import type { DecidedClaim } from "../../../proof/claims/claim.ts";
import type { DecidedClass } from "../../../proof/classes/decided-class.ts";
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
import { requestOf } from "../../../proof/verdict/scenario-of.ts";
import { nameOf, whereText, whoText } from "../../../proof/verdict/subject-text.ts";
import { reportedSteps, stepsText } from "../access/session-steps.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { statementText } from "../explanation/statement-origin.ts";
import type { ProofClaim, ProofFinding, ProofReport, ProofUnknown } from "./proof-report.ts";
import { reportClaims } from "./report-claims.ts";
import { layerFindingOf } from "./report-layers.ts";
import { unknownRemedy } from "./unknown-remedy.ts";

/** What a report is made from. */
export interface ProofParts {
  readonly organization: ProofReport["organization"];
  readonly intended: Intended;
  readonly catalogue: Catalogue;
  readonly proof: Proof;
  /** Undefined where the layers were not proven alone. */
  readonly layers: LayerProof | undefined;
  readonly claims: readonly DecidedClaim[];
  /** What says where statements come from. */
  readonly context: AnswerContext;
  /** The scenario file of a finding, where one was written. */
  readonly scenarioOf: (finding: Finding | LayerFinding) => string | undefined;
}

/** Everything that a proof says, as data. */
export function reportProof({ organization, intended, catalogue, proof, layers, claims, context, scenarioOf }: ProofParts): ProofReport {
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
  const claimed = reportClaims(claims, { finding, context, now: proof.now });
  const [brokenClaims, unknownClaims] = [claimed.filter(isOf("broken")).length, claimed.filter(isOf("not known")).length];
  const against = breaches.length + broken.length + alone.length + brokenClaims;
  const open = unknown.length + waiting.length + unknownClaims;
  return {
    format: 1,
    verdict: against > 0 ? "not proven" : open > 0 ? "not known" : "proven",
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
      claims: claimed.length,
      brokenClaims,
      unknownClaims,
    },
    breaches: breaches.map(finding),
    brokenGrants: broken,
    unknown,
    waiting,
    layers: alone,
    claims: claimed,
    knownBreaches: [...known].flatMap(([{ id, because }, all]) => knownOf(id, because, all, finding)),
    assumptions: [...proof.assumptions],
  };
}

const isOf =
  (verdict: ProofClaim["verdict"]) =>
  (claim: ProofClaim): boolean =>
    claim.verdict === verdict;

/** Grants that wait, each once. */
function waitingOf({ waiting }: Proof): ProofReport["waiting"] {
  const byPlace = new Map(waiting.map(({ who, declaredAt }) => [declaredAt, whoText(who)]));
  return [...byPlace].map(([declaredAt, who]) => ({ about: `the grant to ${who} waits for its role or cluster`, declaredAt }));
}

/** What findings rest on that is unknown, each with its findings together. */
function unknownOf(proof: Proof, finding: (each: Finding) => ProofFinding, context: AnswerContext): ProofUnknown[] {
  const undecided = proof.findings.filter(({ kind }) => kind === "unknown");
  const rests = undecided.flatMap((each) =>
    examplesOf(each).flatMap((example) => example.decision.unknowns.map(({ what }) => ({ what, each, example }))),
  );
  return [...Map.groupBy(rests, ({ what }) => what)].flatMap(([what, all]): ProofUnknown[] => {
    const [first] = all;
    if (first === undefined) return [];
    const remedy = unknownRemedy(what, first.example, context, proof.now);
    return [{ what, remedy, classes: all.reduce((sum, { each }) => sum + each.classes, 0), example: finding(first.each) }];
  });
}

/** The request of a finding, after those of the steps that lead to it, as far as they are unknown. */
const examplesOf = ({ example, chain = [] }: Finding): readonly DecidedClass[] => [
  ...chain.map(({ accesses: [first] }) => first.example).filter(({ decision }) => decision.outcome === "unknown"),
  example,
];

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
    about: `${whoText(asked.who)} ${is} use ${asked.action} on ${nameOf(asked.what)} from ${whereText(asked.where)}${asText(each)}`,
    because: expectation.because,
    declaredAt: expectation.declaredAt ?? null,
    classes,
    actions: [...example.actions],
    request: { ...request, from: from ?? null, context: { ...request.context } as ProofFinding["request"]["context"] },
    decidedBy: decidedBy(each, context),
    ...sessionsOf(each, context),
    readings: choicesIn(readings),
    scenario: scenario ?? null,
  };
}

/** The role that makes the request for somebody. */
function asText({ chain }: Finding): string {
  const what = chain?.at(-1)?.role.what;
  return what === undefined ? "" : ` as ${nameOf(what)}`;
}

/** How the principal comes to act as a role, and what that gives it. */
function sessionsOf({ asked, chain = [], gives }: Finding, context: AnswerContext): Pick<ProofFinding, "through" | "chain"> {
  const through = reportedSteps(chain, context);
  if (through.length > 0) return { through, chain: stepsText(through, asked.action) };
  if (gives === undefined) return { through, chain: null };
  const right = `${gives.actions[0] ?? ""} on ${nameOf(gives.resource.what)}`;
  return { through, chain: [whoText(asked.who), `${asked.action} ${nameOf(asked.what)}`, right].join(" → ") };
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
        through: [],
        chain: null,
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
