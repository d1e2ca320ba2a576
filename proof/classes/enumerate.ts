import type { Catalogue } from "../../iam/catalogue.ts";
import type { Action } from "../../iam/catalogue-entries.ts";
import { reachesAction } from "../engine/action-matcher.ts";
import { ANY_CALLER, ANY_TRUST } from "../engine/aws-policies.ts";
import { exemption } from "../engine/binding.ts";
import type { Condition } from "../engine/condition.ts";
import { type Decision, decide } from "../engine/decide.ts";
import { type Layers, withResourcePolicy } from "../engine/layers.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import { namesCaller, type Policy, reachesResourceOf, type Statement } from "../engine/policy.ts";
import { mustBeNamedBy, type PreparedRequest, prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import type { Step } from "../explanation/explain-call.ts";
import { intentKeyOf } from "../intent/intent-key.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import { canCome, mayCarry } from "./impossible.ts";
import type { OriginClass } from "./origins.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";
import { type Carriage, carriages, isFree } from "./values.ts";

/** One class of requests by one example, with what the policies decide about it. */
export interface DecidedClass {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  /** Every action of the class; the first one was asked about. */
  readonly actions: readonly string[];
  readonly at: Date;
  /** What the request carries besides what principal, resource and origin decide. */
  readonly carried: Carriage;
  readonly request: PreparedRequest;
  readonly layers: Layers;
  readonly decision: Decision;
  readonly assumptions: readonly string[];
}

/** What the enumeration runs over. */
export interface Enumeration {
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly now: Date;
  /** Takes each class that some policy may allow. */
  readonly onDecided: (decided: DecidedClass) => void;
}

interface Place {
  readonly origin: OriginClass;
  readonly step: Step;
  readonly assumptions: readonly string[];
  readonly prepared: PreparedRequest;
  /** Every statement of the layers over it. */
  readonly statements: ReadonlySet<Statement>;
}

/**
 * Decides every class of requests by one principal for one resource. Classes that nothing can allow, whatever they carry and wherever they
 * come from, are counted alone.
 * @returns how many classes there are
 */
export function decideClasses(
  enumeration: Enumeration,
  principal: PrincipalClass,
  resource: ResourceClass,
  origins: readonly OriginClass[],
  actions: readonly Action[],
): number {
  const [nearest] = placesOf(enumeration, principal, resource, origins.slice(0, 1), actions[0]?.name ?? "");
  if (nearest === undefined) return 0;
  // What closes a class, endpoints apart, is the same from everywhere.
  const closed = [...actionClasses(actions, relevantAt([nearest])).values()].map((alike) => isClosedTo(alike, nearest));
  if (closed.every(Boolean)) return closed.length * origins.length;
  const places = placesOf(enumeration, principal, resource, origins, actions[0]?.name ?? "");
  const relevant = relevantAt(places);
  let classes = 0;
  for (const alike of actionClasses(actions, relevant).values()) {
    if (isClosedTo(alike, nearest)) {
      classes += places.length;
      continue;
    }
    const testing = testingOf(relevant, alike);
    for (const place of places) classes += decideAt(enumeration, place, { principal, resource, alike, testing });
  }
  return classes;
}

/** The statements over these places that can match some action of the principal for the resource. */
const relevantAt = (places: readonly Place[]): Statement[] => {
  const statements = new Set(places.flatMap((place) => [...place.statements]));
  const [first] = places;
  return first === undefined ? [] : [...statements].filter((statement) => isRelevant(statement, first.prepared));
};

const testingOf = (relevant: readonly Statement[], [action]: readonly Action[]): ReadonlySet<Statement> => {
  const lower = action?.name.toLowerCase() ?? "";
  return new Set(relevant.filter((statement) => reaches(statement, lower)));
};

function isClosedTo(alike: readonly Action[], place: Place): boolean {
  const [action] = alike;
  if (action === undefined) return true;
  return isClosed(withAction(place.prepared, action.name), place.step.layers, testingOf(relevantAt([place]), alike));
}

interface Alike {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly alike: readonly Action[];
  readonly testing: ReadonlySet<Statement>;
}

/** Decides the classes of alike actions from one place, by instant and by what the requests carry. */
function decideAt(
  { catalogue, now, onDecided }: Enumeration,
  { origin, step: { layers }, assumptions, prepared, statements }: Place,
  about: Alike,
): number {
  const { principal, resource, alike, testing } = about;
  const [action] = alike;
  if (action === undefined) return 0;
  const asked = withAction(prepared, action.name);
  const conditions = [...testing].flatMap((statement) => (statements.has(statement) ? statement.conditions : []));
  const free = conditions.filter(({ lowerCaseKey }) => isFree(lowerCaseKey) && mayCarry(lowerCaseKey, action, resource.type, principal));
  const ways = carriages(free, (variable) => prepared.context.single(variable.toLowerCase()));
  const actions = alike.map(({ name }) => name);
  let classes = 0;
  for (const at of instantsOf(conditions, now)) {
    for (const carried of ways) {
      if (!canCome(principal, origin, carried)) continue;
      const isPlain = at === now && Object.keys(carried).length === 0;
      const request = isPlain ? asked : prepareRequest(carrying(asked.request, carried), { catalogue, now: at });
      const decision = decide(request, layers);
      classes++;
      onDecided({
        principal,
        resource,
        origin,
        actions,
        at,
        carried,
        request,
        layers,
        decision,
        assumptions,
      });
    }
  }
  return classes;
}

const carrying = (request: Request, carried: Carriage): Request => ({ ...request, context: { ...request.context, ...carried } });

/** The places that a principal calls from, one for all that no policy tells apart. */
function placesOf(
  { world, catalogue, now }: Enumeration,
  { principal, carries }: PrincipalClass,
  resource: ResourceClass,
  origins: readonly OriginClass[],
  action: string,
): Place[] {
  const { arn, carries: carriedFor } = resource;
  const surroundings: Surroundings = { now, catalogue };
  const places = new Map<string, Place>();
  for (const origin of origins) {
    const situation = world.situate({
      principal,
      action,
      resource: arn,
      from: origin.from,
      context: { ...carries, ...carriedFor, ...origin.context },
    });
    if ("problems" in situation) continue;
    const step = atWorst(situation.steps[0], resource);
    const key = JSON.stringify([origin.where.kind, step.request.context, endpointsOf(step.layers)]);
    if (places.has(key)) continue;
    const prepared = prepareRequest(step.request, surroundings);
    places.set(key, { origin, step, assumptions: situation.assumptions, prepared, statements: new Set(statementsOver(step.layers)) });
  }
  return [...places.values()];
}

/**
 * The same without what cannot matter: unknown values that no statement asks for, and, of a resource that nobody declared, its own policy,
 * which then may allow anyone.
 */
function atWorst({ request, layers }: Step, { what, declared }: ResourceClass): Step {
  const { resource, groups } = layers;
  const isDeclared = what.kind === "role" ? what.role !== undefined : declared !== undefined;
  const worst =
    isDeclared || resource?.unknown === undefined ? layers : withResourcePolicy(layers, what.kind === "role" ? ANY_TRUST : ANY_CALLER);
  const unknown = Object.entries(request.unknown ?? {}).filter(([key]) => isAskedFor(key.toLowerCase(), groups));
  return { request: { ...request, unknown: unknown.length === 0 ? undefined : Object.fromEntries(unknown) }, layers: worst };
}

const isAskedFor = (key: string, groups: Layers["groups"]): boolean =>
  groups.some(({ policies }) =>
    policies.some((policy) => {
      const asked = askedKeys(policy);
      return key.endsWith("*") ? [...asked].some((each) => each.startsWith(key.slice(0, -1))) : asked.has(key);
    }),
  );

const ASKED = new WeakMap<Policy, ReadonlySet<string>>();

/** Every key that a policy's statements ask for, in lower case, remembered. */
function askedKeys(policy: Policy): ReadonlySet<string> {
  const known = ASKED.get(policy);
  if (known !== undefined) return known;
  const found = new Set([...policy.denies, ...policy.allows].flatMap(keysOf));
  ASKED.set(policy, found);
  return found;
}

const keysOf = ({ conditions, resources }: Statement): readonly string[] => [
  ...(resources?.variables ?? []).map(({ key }) => key),
  ...conditions.flatMap(({ lowerCaseKey, variables }) => [lowerCaseKey, ...variables.map(({ key }) => key)]),
];

const endpointsOf = ({ groups }: Layers): string[] =>
  groups.filter(({ layer }) => layer === "endpoint").flatMap(({ policies }) => policies.map(({ name }) => name));

const statementsOver = ({ groups }: Layers): Statement[] =>
  groups.flatMap(({ policies }) => policies.flatMap(({ denies, allows }) => [...denies, ...allows]));

/** Whether a statement can match some action of this principal for this resource. */
const isRelevant = (statement: Statement, request: PreparedRequest): boolean =>
  namesCaller(statement, request, false, true) !== GRANT.none && reachesResourceOf(statement, request, true);

/** Whether a statement matches these actions of this principal for this resource for certain, whatever else the request carries. */
const isCertain = (statement: Statement, request: PreparedRequest, hasBoundary: boolean): boolean =>
  statement.conditions.length === 0 && namesCaller(statement, request, hasBoundary) !== GRANT.none && reachesResourceOf(statement, request);

const REACHES = new WeakMap<Statement, Map<string, boolean>>();

/** Whether a statement speaks of an action, remembered. */
function reaches(statement: Statement, action: string): boolean {
  let known = REACHES.get(statement);
  if (known === undefined) REACHES.set(statement, (known = new Map<string, boolean>()));
  let found = known.get(action);
  if (found === undefined) known.set(action, (found = reachesAction(statement.actions, action)));
  return found;
}

/** Actions by the statements that reach them and by what intent makes of them. */
function actionClasses(actions: readonly Action[], statements: readonly Statement[]): Map<string, Action[]> {
  return Map.groupBy(actions, ({ name }) => {
    const lower = name.toLowerCase();
    let key = intentKeyOf(name);
    for (const statement of statements) key += reaches(statement, lower) ? "1" : "0";
    return key;
  });
}

/** The same request for another action on the same resource. */
const withAction = (prepared: PreparedRequest, action: string): PreparedRequest => ({
  ...prepared,
  request: { ...prepared.request, action },
  action: action.toLowerCase(),
  mustBeNamedBy: mustBeNamedBy(action),
});

/** Now, and both sides of every instant that a condition names. */
function instantsOf(conditions: readonly Condition[], now: Date): Date[] {
  const named = conditions.filter(({ lowerCaseKey }) => lowerCaseKey === "aws:currenttime").flatMap(({ expected }) => expected);
  const times = [...new Set(named)].map((each) => Date.parse(each)).filter((each) => !Number.isNaN(each));
  return [now, ...times.flatMap((time) => [new Date(time - MILLISECONDS_PER_SECOND), new Date(time)])];
}

const MILLISECONDS_PER_SECOND = 1000;

/** Whether nothing can allow the request whatever it carries: a Deny without conditions applies, or no Allow reaches it where one is needed. */
function isClosed(request: PreparedRequest, layers: Layers, testing: ReadonlySet<Statement>): boolean {
  const hasBoundary = layers.boundary !== undefined;
  const mayAllow = ({ allows, unknown }: Policy) => unknown !== undefined || allows.some((each) => testing.has(each));
  for (const { layer, policies } of layers.groups) {
    if (layer === "endpoint") continue;
    const closes = policies.some(({ denies }) => denies.some((each) => testing.has(each) && isCertain(each, request, hasBoundary)));
    if (closes && exemption(layer, request) === undefined) return true;
  }
  const resourceAllows = layers.resource !== undefined && mayAllow(layers.resource);
  if (needsResourceGrant(request) && !resourceAllows) return true;
  const identityAllows = layers.identity.some(mayAllow);
  return !resourceAllows && !identityAllows && request.principal.kind !== "root";
}
