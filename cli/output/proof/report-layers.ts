import { choicesIn } from "../../../proof/engine/reading-choice.ts";
import type { LayerFinding } from "../../../proof/verdict/prove-layers.ts";
import { whatText } from "../../../proof/verdict/prove-layers.ts";
import { whereText, whoText } from "../../../proof/verdict/subject-text.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { statementText } from "../explanation/statement-origin.ts";
import type { ProofFinding } from "./proof-report.ts";

/** What one layer alone does otherwise than it is for, as data. */
export function layerFindingOf(finding: LayerFinding, context: AnswerContext, scenario: string | undefined): ProofFinding {
  const { kind, layer, example, verdict, classes, readings = {} } = finding;
  const { about, expected, actions, request } = example;
  const does = kind === "breach" ? "let" : "do not let";
  const { principal, action, resource } = request.request;
  return {
    about: `${layer} alone ${does} ${whoText(about.who)} use ${about.action} on ${whatText(about.what)} from ${whereText(about.where)}`,
    because: expected.because,
    declaredAt: expected.declaredAt ?? null,
    classes,
    actions: actions.map(({ name }) => name),
    request: {
      principal,
      action,
      resource,
      from: null,
      context: Object.fromEntries(
        Object.entries(request.request.context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
      ),
    },
    decidedBy: decidedBy(verdict, example, context),
    readings: choicesIn(readings),
    scenario: scenario ?? null,
  };
}

function decidedBy(
  { effect, policy, statement }: LayerFinding["verdict"],
  { question }: LayerFinding["example"],
  context: AnswerContext,
): string {
  if (policy === undefined || statement === undefined)
    return effect === "left" ? "no Deny of the layer applies" : "no Allow of the layer applies";
  const { layer } = question.asked;
  const { sid, index } = statement;
  const reference = {
    layer: layer === "trust" ? ("resource" as const) : layer,
    policy: policy.name,
    statement: index + 1,
    ...(sid === undefined ? {} : { sid }),
    conditions: [],
  };
  return `${effect === "denied" ? "denied" : "allowed"} by ${statementText(reference, context)}`;
}
