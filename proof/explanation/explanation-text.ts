import type { Layer } from "../engine/layers.ts";
import type { AskedStep } from "./asked-step.ts";
import { ASKING_SERVICES } from "./asking-services.ts";
import type { LayerReference, NearMiss, SeenCondition } from "./explain.ts";
import type { CallExplanation, StepExplanation } from "./explain-call.ts";
import type { TurningReading } from "./turning-readings.ts";

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

/** The explanation of a call as lines of text, without indentation: the decision first, then what led to it, and last the call's other requests. */
export function explanationText(
  { others, restsOn, readings, ...decisive }: CallExplanation,
  { isVerbose = false }: ExplanationStyle = {},
): string[] {
  const { by, denials, missing, grants, nearMisses, notBinding, notes, asked } = decisive;
  const isBy = (other: LayerReference) => JSON.stringify(other) === JSON.stringify(by);
  return [
    decisionText(decisive),
    ...restsOn.map(({ what, remedy, statement }) => {
      const about =
        statement?.statement === undefined ? "" : `, for ${statementText({ ...statement, statement: statement.statement }, asked)}`;
      return `  unknown: ${what}${about}${remedy === undefined ? "" : `; ${remedy}`}`;
    }),
    ...("conditions" in by ? by.conditions.map((condition) => `  ${seenText(condition)}`) : []),
    ...(asked.service === undefined ? [] : [`this is ${askedText(asked)}`]),
    ...denials.filter((denial) => !isBy(denial)).map((denial) => `also denied by ${statementText(denial, asked)}`),
    ...missing.filter((lack) => !isBy(lack)).map((lack) => `also not allowed by the ${layerText(lack, asked)}`),
    ...grants.filter((grant) => !isBy(grant)).map((grant) => `granted by ${statementText(grant, asked)}`),
    ...nearMisses.filter(({ effect }) => isVerbose || effect === "Allow").flatMap((miss) => nearMissText(miss, asked)),
    ...notBinding.map(({ layer, because }) => `the ${layerText({ layer }, asked)} do not count: ${because}`),
    ...[...new Set([...notes, ...others.flatMap((other) => other.notes)])].map((note) => `note: ${note}`),
    ...others.map((other) => `${askedText(other.asked)}: ${decisionText(other)}`),
    ...readings.map(turningText),
  ];
}

/** A reading that turns a call, in words. */
export function turningText({ question, taken, other, besides, ...turned }: TurningReading): string {
  const together = besides.length === 0 ? "" : `, together with ${besides.join(" and ")},`;
  return `AWS's pages leave open: ${question}. Taken: ${taken}. Under the other reading (${other})${together} the request is ${decisionText(turned)}`;
}

/** What a request is, in words: the call, or what a service asks KMS in the caller's name. */
function askedText({ action, resource, service }: AskedStep): string {
  const request = `${action} on ${resource}`;
  return service === undefined ? request : `what ${ASKING_SERVICES[service] ?? service} asks of KMS for the caller, ${request}`;
}

function decisionText({ decision, by, asked }: Pick<StepExplanation, "decision" | "by" | "asked">): string {
  if (decision === "unknown") return "unknown: allowed or denied by what is unknown";
  if ("statement" in by) return `${decision} by ${statementText(by, asked)}`;
  return decision === "allowed" ? "allowed: no policy needs to say so" : `${decision}: not allowed by the ${layerText(by, asked)}`;
}

function layerText({ layer, level }: LayerReference, { service }: AskedStep): string {
  if (layer === "resource" && service !== undefined) return "key policy";
  return level === undefined ? LAYER_WORDS[layer] : `${LAYER_WORDS[layer]} of level ${level}`;
}

function statementText(reference: LayerReference & Pick<NearMiss, "policy" | "statement" | "sid">, asked: AskedStep): string {
  const { policy, statement, sid } = reference;
  return `${sid === undefined ? `statement ${statement}` : JSON.stringify(sid)} of policy ${policy} of the ${layerText(reference, asked)}`;
}

function nearMissText(miss: NearMiss, asked: AskedStep): string[] {
  const { effect, element, failed } = miss;
  const verb = effect === "Allow" ? "nearly allowed" : "nearly denied";
  const reason = element === "condition" ? "but for" : `but for its ${element}`;
  const head = `${verb} by ${statementText(miss, asked)}, ${reason}`;
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
