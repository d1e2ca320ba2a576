import type { Outcome } from "../engine/decide.ts";
import type { LayerDocument, LayerDocuments } from "../engine/layers.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import { mustBeNamedBy, type Request } from "../engine/prepare-request.ts";
import type { Readings } from "../engine/readings.ts";
import { type Validated, validatePolicy } from "../engine/validate-policy.ts";
import { validateRequest } from "../engine/validate-request.ts";
import { type Path, type Problem, problem, problemsOf } from "../json-problem.ts";
import { SCENARIO_WORDS, type ScenarioDocument, scenarioSchema } from "./scenario-schema.ts";

/** What is to come of a scenario's request; `by` names a layer, a Sid, or both as `layer:Sid`. */
export interface Expectation {
  /** An outcome, or a denial of any kind. */
  readonly decision: Outcome | "denied";
  readonly by?: string | undefined;
}

/** A scenario that can be run. Without documents it is about the organization. */
export interface Scenario {
  readonly name: string;
  readonly request: Request;
  readonly documents: LayerDocuments | undefined;
  /** How that is read which AWS's pages leave open, where not as by default. */
  readonly readings: Partial<Readings> | undefined;
  readonly expect: Expectation;
}

/** Reads one scenario of a file and says everything that is wrong with it. Names in a request of the organization are its own to check. */
export function readScenario(value: unknown): Validated<Scenario> {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) return { problems: problemsOf(parsed.error, value, SCENARIO_WORDS) };
  const { name, request, policies, expect } = parsed.data;
  const readings = parsed.data.readings as Partial<Readings> | undefined;
  if (policies === undefined) return { value: { name, request, documents: undefined, readings, expect } };
  const problems = validateRequest(request).map((found) => ({ ...found, path: ["request", ...found.path] }));
  const documents = readDocuments(policies, resourcePolicyKind(request), problems);
  return problems.length > 0 ? { problems } : { value: { name, request, documents, readings, expect } };
}

function resourcePolicyKind(request: Request): PolicyKind {
  const policy = mustBeNamedBy(request.action);
  if (policy === undefined) return "resource policy";
  return policy === "trust-policy" ? "trust policy" : "key policy";
}

/** Whether a scenario says of a policy that its text is unknown, in place of the text. */
function isOpaque(document: unknown): document is { readonly unknown: string } {
  if (typeof document !== "object" || document === null || Object.keys(document).length !== 1) return false;
  return "unknown" in document && typeof document.unknown === "string";
}

function readDocuments(policies: NonNullable<ScenarioDocument["policies"]>, resourceKind: PolicyKind, problems: Problem[]): LayerDocuments {
  const read = (document: unknown, kind: PolicyKind, ...path: Path): LayerDocument[] => {
    if (isOpaque(document)) return [document];
    const validated = validatePolicy(document, kind);
    problems.push(...(validated.problems ?? []).map((found) => ({ ...found, path: ["policies", ...path, ...found.path] })));
    return validated.value === undefined ? [] : [validated.value];
  };
  const list = (documents: readonly unknown[] | undefined, kind: PolicyKind, ...path: Path) =>
    documents?.flatMap((document, index) => read(document, kind, ...path, index));
  const single = (document: unknown, kind: PolicyKind, ...path: Path) =>
    document === undefined ? undefined : read(document, kind, ...path)[0];
  const boundaries = list(policies.boundary, "permissions boundary", "boundary");
  if (boundaries !== undefined && boundaries.length > 1) {
    problems.push(
      problem(["policies", "boundary"], "has several policies", boundaries.length, "give the one that a user or role can have"),
    );
  }
  return {
    identity: list(policies.identity, "identity policy", "identity"),
    boundary: boundaries,
    session: single(policies.session, "session policy", "session"),
    resource: single(policies.resource, resourceKind, "resource"),
    endpoint: single(policies.endpoint, "endpoint policy", "endpoint"),
    serviceControl: policies.serviceControl?.map((level, index) => list(level, "service control policy", "serviceControl", index) ?? []),
    resourceControl: policies.resourceControl?.map(
      (level, index) => list(level, "resource control policy", "resourceControl", index) ?? [],
    ),
  };
}
