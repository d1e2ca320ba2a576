import { loadCatalogue } from "../../iam/catalogue.ts";
import { decide } from "../../proof/engine/decide.ts";
import { compileLayers } from "../../proof/engine/layers.ts";
import { prepareRequest, type Surroundings } from "../../proof/engine/prepare-request.ts";
import { readScenario } from "../../proof/scenario/scenario.ts";
import { randomFrom } from "./random.ts";
import { randomPolicies, type WrittenPolicies } from "./random-policies.ts";
import { randomRequest } from "./random-request.ts";
import { decideByReference, type ReferenceDecision } from "./reference-engine.ts";
import { completeRequest, type WrittenRequest } from "./reference-request.ts";

/** A request with the policies over it, as a scenario file gives them. */
export interface WrittenScenario {
  readonly request: WrittenRequest;
  readonly policies: WrittenPolicies;
}

/** What both engines make of one request. */
export interface Opinions {
  readonly engine: string;
  readonly reference: ReferenceDecision;
}

const SURROUNDINGS: Surroundings = {
  now: new Date("2026-11-22T00:00:00Z"),
  catalogue: await loadCatalogue(["dynamodb", "iam", "kms", "s3", "secretsmanager", "sts"]),
};

/** Draws the scenario of a number. */
export function randomScenario(number: number): WrittenScenario {
  const random = randomFrom(number);
  const request = randomRequest(random);
  return { request, policies: randomPolicies(random, request) };
}

/** What the engine of proof/ decides. */
export function engineOpinion({ request, policies }: WrittenScenario): string {
  return decide(prepareRequest(request, SURROUNDINGS), compileLayers(policies)).outcome;
}

/** What the reference decides. */
export function referenceOpinion({ request, policies }: WrittenScenario): ReferenceDecision {
  const { identity = [], boundary, session, ...others } = policies;
  return decideByReference(completeRequest(request, SURROUNDINGS.now), {
    ...others,
    identity,
    boundary: boundary?.[0],
    session: session === undefined ? undefined : [session],
  });
}

/** Both opinions on a scenario where they differ. */
export function differenceIn(scenario: WrittenScenario): Opinions | undefined {
  const opinions = { engine: engineOpinion(scenario), reference: referenceOpinion(scenario) };
  return opinions.engine === opinions.reference ? undefined : opinions;
}

/** What the validators of scenario files have against a scenario. */
export function problemsOf({ request, policies }: WrittenScenario): readonly string[] {
  const file: unknown = JSON.parse(JSON.stringify({ name: "drawn", request, policies, expect: { decision: "allowed" } }));
  return (readScenario(file).problems ?? []).map(({ path, message }) => `${path.join(".")} ${message}`);
}

/** The scenario with everything left out that the same difference does not need: what a scenario file should show. */
export function smallestDifference(scenario: WrittenScenario): string {
  const wanted = JSON.stringify(differenceIn(scenario));
  const isStill = (smaller: unknown): smaller is WrittenScenario => {
    const candidate = smaller as WrittenScenario;
    if (!Object.hasOwn(candidate, "request")) return false;
    // Scenario files may leave the context out; the engines take requests that have one.
    const hasContext = Object.hasOwn(candidate.request, "context");
    return hasContext && problemsOf(candidate).length === 0 && JSON.stringify(differenceIn(candidate)) === wanted;
  };
  const { request, policies } = JSON.parse(JSON.stringify(scenario)) as WrittenScenario;
  let smallest: WrittenScenario = { request, policies };
  for (let found: unknown = smallest; found !== undefined; ) {
    found = [...withoutOnePart(smallest)].find(isStill);
    if (found !== undefined) smallest = found as WrittenScenario;
  }
  return `${wanted}: ${JSON.stringify(smallest)}`;
}

/** Every value that lacks one property or element, from the outside in. */
function* withoutOnePart(value: unknown): Generator {
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  const put = (entries: readonly (readonly [string, unknown])[]) =>
    isList ? entries.map(([, part]) => part) : Object.fromEntries(entries);
  const entries = Object.entries(value);
  for (const [key] of entries) yield put(entries.filter(([other]) => other !== key));
  for (const [key, part] of entries) {
    for (const smaller of withoutOnePart(part)) yield put(entries.map(([other, kept]) => [other, other === key ? smaller : kept]));
  }
}
