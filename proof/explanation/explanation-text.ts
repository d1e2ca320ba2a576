import type { Layer } from "../engine/layers.ts";
import type { Explanation, LayerReference, NearMiss, SeenCondition, UnknownReference } from "./explain.ts";

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

/** An explanation as lines of text, without indentation: the decision first, then what led to it. */
export function explanationText(explanation: Explanation): string[] {
  const { decision, by, denials, missing, grants, nearMisses, unknowns, notBinding, notes } = explanation;
  const isBy = (other: LayerReference) => JSON.stringify(other) === JSON.stringify(by);
  return [
    decisionText(decision, by),
    ...("conditions" in by ? by.conditions.map((condition) => `  ${seenText(condition)}`) : []),
    ...denials.filter((denial) => !isBy(denial)).map((denial) => `also denied by ${statementText(denial)}`),
    ...unknowns.map((unknown) => `not known: ${unknown.what}, for ${unknownText(unknown)}`),
    ...missing.filter((lack) => !isBy(lack)).map((lack) => `also not allowed by the ${layerText(lack)}`),
    ...grants.filter((grant) => !isBy(grant)).map((grant) => `granted by ${statementText(grant)}`),
    ...nearMisses.flatMap(nearMissText),
    ...notBinding.map(({ layer, because }) => `the ${LAYER_WORDS[layer]} do not count: ${because}`),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function decisionText(decision: Explanation["decision"], by: Explanation["by"]): string {
  if (decision === "unknown") return "unknown: allowed or denied by what is not known";
  if ("statement" in by) return `${decision} by ${statementText(by)}`;
  return decision === "allowed" ? "allowed: no policy needs to say so" : `${decision}: not allowed by the ${layerText(by)}`;
}

function layerText({ layer, level }: LayerReference): string {
  return level === undefined ? LAYER_WORDS[layer] : `${LAYER_WORDS[layer]} of level ${level}`;
}

function unknownText(reference: UnknownReference): string {
  const { policy, statement } = reference;
  return statement === undefined ? `policy ${policy} of the ${layerText(reference)}` : statementText({ ...reference, statement });
}

function statementText(reference: LayerReference & Pick<NearMiss, "policy" | "statement" | "sid">): string {
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

function seenText({ operator, key, expected, got, isUnknown }: SeenCondition): string {
  return `${operator} ${key}: ${valuesText(expected)}, got ${isUnknown === true ? "an unknown value" : gotText(got)}`;
}

function gotText(got: SeenCondition["got"]): string {
  return got === null ? "no such key" : valuesText(got);
}

function valuesText(values: readonly string[]): string {
  const shown = values.slice(0, VALUES_SHOWN).map((value) => JSON.stringify(value));
  const more = values.length > VALUES_SHOWN ? [`… ${values.length - VALUES_SHOWN} more`] : [];
  return [...shown, ...more].join(", ");
}
