import type { Layer } from "../engine/layers.ts";
import type { Explanation, LayerReference, NearMiss, SeenCondition, StatementReference } from "./explain.ts";

const LAYER_WORDS: Readonly<Record<Layer, string>> = {
  identity: "identity policies",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "resource's policy",
  endpoint: "VPC endpoint's policy",
  serviceControl: "service control policies",
  resourceControl: "resource control policies",
};

/** How many values of a list are written out. */
const VALUES_SHOWN = 4;

/** How an explanation is written. */
export interface ExplanationStyle {
  /** Whether statements that nearly deny are listed too. @default false */
  readonly isVerbose?: boolean;
}

/** An explanation as lines of text, without indentation: the decision first, then what led to it. */
export function explanationText(explanation: Explanation, { isVerbose = false }: ExplanationStyle = {}): string[] {
  const { decision, by, denials, missing, grants, nearMisses, notBinding, notes } = explanation;
  const isBy = (other: LayerReference) => JSON.stringify(other) === JSON.stringify(by);
  return [
    decisionText(decision, by),
    ...("conditions" in by ? by.conditions.map((condition) => `  ${seenText(condition)}`) : []),
    ...denials.filter((denial) => !isBy(denial)).map((denial) => `also denied by ${statementText(denial)}`),
    ...missing.filter((lack) => !isBy(lack)).map((lack) => `also not allowed by the ${layerText(lack)}`),
    ...grants.filter((grant) => !isBy(grant)).map((grant) => `granted by ${statementText(grant)}`),
    ...nearMisses.filter(({ effect }) => isVerbose || effect === "Allow").flatMap(nearMissText),
    ...notBinding.map(({ layer, because }) => `the ${LAYER_WORDS[layer]} do not count: ${because}`),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function decisionText(decision: Explanation["decision"], by: Explanation["by"]): string {
  if ("statement" in by) return `${decision} by ${statementText(by)}`;
  return decision === "allowed" ? "allowed: no policy needs to say so" : `${decision}: not allowed by the ${layerText(by)}`;
}

function layerText({ layer, level }: LayerReference): string {
  return level === undefined ? LAYER_WORDS[layer] : `${LAYER_WORDS[layer]} of level ${level}`;
}

function statementText(reference: StatementReference | NearMiss): string {
  const { policy, statement, sid } = reference;
  return `${sid === undefined ? `statement ${statement}` : JSON.stringify(sid)} of policy ${policy} of the ${layerText(reference)}`;
}

function nearMissText(miss: NearMiss): string[] {
  const { effect, element, failed } = miss;
  const verb = effect === "Allow" ? "nearly allowed" : "nearly denied";
  const reason = element === "condition" ? "but for" : `but for its ${element}`;
  const head = `${verb} by ${statementText(miss)}, ${reason}`;
  return element === "condition" ? [`${head}:`, ...failed.map((condition) => `  ${seenText(condition)}`)] : [head];
}

function seenText({ operator, key, expected, got }: SeenCondition): string {
  return `${operator} ${key}: ${valuesText(expected)}, got ${got === null ? "no such key" : valuesText(got)}`;
}

function valuesText(values: readonly string[]): string {
  const shown = values.slice(0, VALUES_SHOWN).map((value) => JSON.stringify(value));
  const more = values.length > VALUES_SHOWN ? [`… ${values.length - VALUES_SHOWN} more`] : [];
  return [...shown, ...more].join(", ");
}
