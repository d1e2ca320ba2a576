import type { Catalogue } from "../../iam/catalogue.ts";
import type { Action } from "../../iam/catalogue-entries.ts";
import { reachesAction } from "../engine/action-matcher.ts";
import { exemption } from "../engine/binding.ts";
import type { Condition } from "../engine/condition.ts";
import { type Decision, decide } from "../engine/decide.ts";
import type { Layers } from "../engine/layers.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import { namesCaller, reachesResourceOf, type Statement } from "../engine/policy.ts";
import { mustBeNamedBy, type PreparedRequest, prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import type { Step } from "../explanation/explain-call.ts";
import { intentKeyOf } from "../intent/actions.ts";
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
  /** Whether the decision rests on a policy of something existing that nobody described: it is allowed only if that policy allows it. */
  readonly isUnknown: boolean;
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
function decideAt({ catalogue, now, onDecided }: Enumeration, { origin, step: { layers, narrowest }, assumptions, prepared, statements }: Place, about: Alike): number {
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
      const isUnknown = decision.outcome === "allowed" && narrowest !== undefined && decide(request, narrowest).outcome !== "allowed";
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
        isUnknown,
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
  { arn, carries: carriedFor }: ResourceClass,
  origins: readonly OriginClass[],
  action: string,
): Place[] {
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
    const [step] = situation.steps;
    const key = JSON.stringify([origin.where.kind, step.request.context, endpointsOf(step.layers)]);
    if (places.has(key)) continue;
    const prepared = prepareRequest(step.request, surroundings);
    places.set(key, { origin, step, assumptions: situation.assumptions, prepared, statements: new Set(statementsOver(step.layers)) });
  }
  return [...places.values()];
}

const endpointsOf = ({ groups }: Layers): string[] =>
  groups.filter(({ layer }) => layer === "endpoint").flatMap(({ policies }) => policies.map(({ name }) => name));

const statementsOver = ({ groups }: Layers): Statement[] =>
  groups.flatMap(({ policies }) => policies.flatMap(({ denies, allows }) => [...denies, ...allows]));

/** Whether a statement can match some action of this principal for this resource. */
const isRelevant = (statement: Statement, request: PreparedRequest): boolean =>
  namesCaller(statement, request, false) !== GRANT.none && reachesResourceOf(statement, request);

const REACHES = new WeakMap<Statement, Map<string, boolean>>();

/** Whether a statement speaks of an action, remembered. */
function reaches(statement: Statement, action: string): boolean {
  let known = REACHES.get(statement);
  if (known === undefined) REACHES.set(statement, (known = new Map()));
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
  mustBeNamedBy: mustBeNamedBy(action, prepared.resource.text),
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
  for (const { layer, policies } of layers.groups) {
    if (layer === "endpoint") continue;
    const closes = policies.some(({ denies }) => denies.some((each) => each.conditions.length === 0 && testing.has(each)));
    if (closes && exemption(layer, request) === undefined) return true;
  }
  const resourceAllows = layers.resource?.allows.some((each) => testing.has(each)) === true;
  if (needsResourceGrant(request) && !resourceAllows) return true;
  const identityAllows = layers.identity.some(({ allows }) => allows.some((each) => testing.has(each)));
  return !resourceAllows && !identityAllows && request.principal.kind !== "root";
}
