import { explain } from "../../../proof/explanation/explain.ts";
import type { Intended } from "../../../proof/intent/intended.ts";
import type { Finding } from "../../../proof/verdict/finding.ts";
import { type KnownBreach, knownBreachOf } from "../../../proof/verdict/known-breaches.ts";
import type { Proof } from "../../../proof/verdict/prove.ts";
import { asRequest, requestOf } from "../../../proof/verdict/scenario-of.ts";
import { nameOf, whereText, whoText } from "../../../proof/verdict/subject-text.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { statementText } from "../explanation/statement-origin.ts";
import type { ProofFinding, ProofReport, ProofUnknown } from "./proof-report.ts";

/** What a report is made from. */
export interface ProofParts {
  readonly organization: ProofReport["organization"];
  readonly intended: Intended;
  readonly proof: Proof;
  /** What says where statements come from. */
  readonly context: AnswerContext;
  /** The scenario file of a finding, where one was written. */
  readonly scenarioOf: (finding: Finding) => string | undefined;
}

/** Everything that a proof says, as data. */
export function reportProof({ organization, intended, proof, context, scenarioOf }: ProofParts): ProofReport {
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
  const unknown = [...unknownOf(proof, finding, context), ...waitingOf(proof)];
  return {
    format: 1,
    verdict: breaches.length + broken.length > 0 ? "not proven" : unknown.length > 0 ? "not known" : "proven",
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
    },
    breaches: breaches.map(finding),
    brokenGrants: broken,
    unknown,
    knownBreaches: [...known].flatMap(([{ id, because }, all]) => knownOf(id, because, all, finding)),
    assumptions: [...proof.assumptions],
  };
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

/** Grants to pods whose cluster is not there, so that nothing shows them; by the line that declares them. */
function waitingOf({ waiting }: Proof): ProofUnknown[] {
  return [...Map.groupBy(waiting, ({ declaredAt }) => declaredAt)].flatMap(([declaredAt, [first]]): ProofUnknown[] =>
    first === undefined
      ? []
      : [
          {
            what: `the grant at ${declaredAt}, which waits for the cluster of its consumer`,
            remedy: "create the account and the cluster, and prove again with the account's id",
            classes: 0,
            example: { ...unmetOf(first), because: "it is declared, and waits" },
          },
        ],
  );
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
