import { explain } from "../../../proof/explanation/explain.ts";
import type { Intended } from "../../../proof/intent/intended.ts";
import type { Finding } from "../../../proof/verdict/finding.ts";
import { type KnownBreach, knownBreachOf, knownLayerBreachOf } from "../../../proof/verdict/known-breaches.ts";
import type { Proof } from "../../../proof/verdict/prove.ts";
import type { LayerProof } from "../../../proof/verdict/prove-layers.ts";
import { requestOf } from "../../../proof/verdict/scenario-of.ts";
import { nameOf, whereText, whoText } from "../../../proof/verdict/subject-text.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { statementText } from "../explanation/statement-origin.ts";
import type { ProofFinding, ProofReport } from "./proof-report.ts";
import { layerFindingOf } from "./report-layers.ts";

/** What a report is made from. */
export interface ProofParts {
  readonly organization: ProofReport["organization"];
  readonly intended: Intended;
  readonly proof: Proof;
  readonly layers: LayerProof;
  /** What says where statements come from. */
  readonly context: AnswerContext;
  /** The scenario file of a finding, where one was written. */
  readonly scenarioOf: (finding: Finding) => string | undefined;
}

/** Everything that a proof says, as data. */
export function reportProof({ organization, intended, proof, layers, context, scenarioOf }: ProofParts): ProofReport {
  const finding = (each: Finding): ProofFinding => findingOf(each, intended, context, scenarioOf(each));
  const known = new Map<KnownBreach, Finding[]>();
  const breaches: Finding[] = [];
  for (const each of proof.findings) {
    if (each.kind !== "breach") continue;
    const breach = knownBreachOf(intended, each);
    if (breach === undefined) breaches.push(each);
    else known.set(breach, [...(known.get(breach) ?? []), each]);
  }
  const broken = [...proof.findings.filter(({ kind }) => kind === "broken").map(finding), ...proof.unmet.map(unmetOf)];
  const unknown = proof.findings.filter(({ kind }) => kind === "unknown").map(finding);
  const alone = layers.findings.filter((each) => knownLayerBreachOf(each) === undefined).map((each) => layerFindingOf(each, context));
  return {
    format: 1,
    verdict: breaches.length + broken.length + alone.length > 0 ? "not proven" : unknown.length > 0 ? "not known" : "proven",
    organization,
    counts: {
      classes: proof.classes,
      principals: proof.principals,
      resources: proof.resources,
      networks: proof.networks,
      instants: proof.instants,
      uses: proof.uses,
      assumptions: proof.assumptions.length,
      breaches: breaches.length,
      brokenGrants: broken.length,
      unknown: unknown.length,
      knownBreaches: known.size,
      layerClasses: layers.classes,
      layers: alone.length,
    },
    breaches: breaches.map(finding),
    brokenGrants: broken,
    unknown,
    layers: alone,
    knownBreaches: [...known].flatMap(([{ id, because }, all]) => knownOf(id, because, all, finding)),
    assumptions: [...proof.assumptions],
  };
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
  const { asked, expectation, example, classes } = each;
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
    scenario: scenario ?? null,
  };
}

/** The statement that decides, or the layer whose Allow is missing, in words. */
function decidedBy({ example }: Finding, context: AnswerContext): string {
  const { decision, by } = explain(example.request, example.layers);
  if ("statement" in by) return `${decision === "allowed" ? "allowed" : "denied"} by ${statementText(by, context)}`;
  return decision === "allowed" ? "allowed, and no policy has to say so" : `no Allow in the ${by.layer} policies`;
}

function unmetOf({ who, action, what, declaredAt }: Proof["unmet"][number]): ProofFinding {
  return {
    about: `${whoText(who)} may not use ${action} on ${nameOf(what)} from anywhere`,
    because: "it is declared",
    declaredAt,
    classes: 0,
    actions: [action],
    request: { principal: whoText(who), action, resource: nameOf(what), from: null, context: {} },
    decidedBy: "no class of requests is allowed",
    scenario: null,
  };
}
