import type { Catalogue } from "../../iam/catalogue.ts";
import type { Action } from "../../iam/catalogue-entries.ts";
import { reachesAction } from "../engine/action-matcher.ts";
import type { Condition } from "../engine/condition.ts";
import { type Decision, decide } from "../engine/decide.ts";
import type { Layers } from "../engine/layers.ts";
import { exemption } from "../engine/binding.ts";
import { needsResourceGrant } from "../engine/permission.ts";
import { namesCaller, reachesResourceOf, type Statement } from "../engine/policy.ts";
import { type PreparedRequest, prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import { intentKeyOf } from "../intent/actions.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { Situation } from "../world/world.ts";
import type { OriginClass } from "./origins.ts";
import type { PrincipalClass } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";
import { carriages, isFree } from "./values.ts";

/** One class of requests by one example, with what the policies decide about it. */
export interface DecidedClass {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  /** Every action of the class; the first one was asked about. */
  readonly actions: readonly string[];
  readonly at: Date;
  readonly request: PreparedRequest;
  readonly layers: Layers;
  readonly decision: Decision;
  readonly assumptions: readonly string[];
}

/** A class of requests that nothing can allow, whatever they carry. */
export interface ClosedClass {
  readonly isClosed: true;
}

/** What the enumeration runs over. */
export interface Enumeration {
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly now: Date;
}

/** Decides every class of requests by one principal for one resource. */
export function* classesOf(
  { world, catalogue, now }: Enumeration,
  principal: PrincipalClass,
  resource: ResourceClass,
  origins: readonly OriginClass[],
  actions: readonly Action[],
): Generator<DecidedClass | ClosedClass> {
  const surroundings: Surroundings = { now, catalogue };
  const groups = new Map<string, { origin: OriginClass; situation: Situation }>();
  for (const origin of origins) {
    const situation = situate(world, principal, resource, origin, actions[0]?.name ?? "");
    if (situation === undefined) continue;
    const key = situationKey(situation);
    if (!groups.has(key)) groups.set(key, { origin, situation });
  }
  for (const { origin, situation } of groups.values()) {
    const prepared = prepareRequest(situation.request, surroundings);
    const relevant = statementsOver(situation.layers).filter((statement) => isRelevant(statement, prepared));
    for (const alike of actionClasses(actions, relevant).values()) {
      const [first] = alike;
      if (first === undefined) continue;
      const testing = relevant.filter(({ actions: matcher }) => reachesAction(matcher, first.name.toLowerCase()));
      if (isClosed(prepared, situation.layers, testing)) {
        yield { isClosed: true };
        continue;
      }
      const conditions = testing.flatMap((statement) => statement.conditions);
      const times = instantsOf(conditions, now);
      const free = conditions.filter(({ lowerCaseKey }) => isFree(lowerCaseKey) && mayCarry(lowerCaseKey, first, resource.type, principal));
      const ways = carriages(free, (variable) => prepared.context.single(variable.toLowerCase()));
      for (const at of times) {
        for (const carried of ways) {
          const request = prepareRequest(
            { ...situation.request, action: first.name, context: { ...situation.request.context, ...carried } },
            { ...surroundings, now: at },
          );
          yield {
            principal,
            resource,
            origin,
            actions: alike.map(({ name }) => name),
            at,
            request,
            layers: situation.layers,
            decision: decide(request, situation.layers),
            assumptions: situation.assumptions,
          };
        }
      }
    }
  }
}

function situate(
  world: OrganizationWorld,
  { principal, carries }: PrincipalClass,
  { arn }: ResourceClass,
  { from, context }: OriginClass,
  action: string,
): Situation | undefined {
  const request: Request = { principal, action, resource: arn, from, context: { ...carries, ...context } };
  const situation = world.situate(request);
  return "problems" in situation ? undefined : situation;
}

/** Origins that no policy tells apart are one class. */
const situationKey = ({ request, layers }: Situation): string =>
  JSON.stringify([request.context, layers.groups.filter(({ layer }) => layer === "endpoint").map(({ policies }) => policies.map(({ name }) => name))]);

const statementsOver = ({ groups }: Layers): Statement[] =>
  groups.flatMap(({ policies }) => policies.flatMap(({ denies, allows }) => [...denies, ...allows]));

/** Whether a statement can match some action of this principal for this resource. */
const isRelevant = (statement: Statement, request: PreparedRequest): boolean =>
  namesCaller(statement, request, false) !== GRANT.none && reachesResourceOf(statement, request);

/** Actions by the statements that reach them and by what intent makes of them. */
function actionClasses(actions: readonly Action[], statements: readonly Statement[]): Map<string, Action[]> {
  return Map.groupBy(actions, ({ name }) => {
    const lower = name.toLowerCase();
    return `${intentKeyOf(name)} ${statements.map(({ actions: matcher }) => (reachesAction(matcher, lower) ? "1" : "0")).join("")}`;
  });
}

/** Now, and both sides of every instant that a condition names. */
function instantsOf(conditions: readonly Condition[], now: Date): Date[] {
  const named = conditions.filter(({ lowerCaseKey }) => lowerCaseKey === "aws:currenttime").flatMap(({ expected }) => expected);
  const times = [...new Set(named)].map((each) => Date.parse(each)).filter((each) => !Number.isNaN(each));
  return [now, ...times.flatMap((time) => [new Date(time - MILLISECONDS_PER_SECOND), new Date(time)])];
}

const MILLISECONDS_PER_SECOND = 1000;

/** Whether nothing can allow the request whatever it carries: a Deny without conditions applies, or no Allow reaches it where one is needed. */
function isClosed(request: PreparedRequest, layers: Layers, testing: readonly Statement[]): boolean {
  const set = new Set(testing);
  const denies = layers.groups.some(
    ({ layer, policies }) =>
      exemption(layer, request) === undefined && policies.some((policy) => policy.denies.some((each) => set.has(each) && each.conditions.length === 0)),
  );
  if (denies) return true;
  const resourceAllows = layers.resource?.allows.some((each) => set.has(each)) === true;
  if (needsResourceGrant(request) && !resourceAllows) return true;
  const identityAllows = layers.identity.some(({ allows }) => allows.some((each) => set.has(each)));
  return !resourceAllows && !identityAllows && request.principal.kind !== "root";
}

/** Whether a request for an action can carry a key at all, as the catalogue says. */
function mayCarry(key: string, action: Action, type: string, { who }: PrincipalClass): boolean {
  if (key === "aws:sourceaccount") return false;
  if (/^aws:source(?:arn|org)/.test(key)) return who.kind === "service";
  if (key.includes("/") ? /:(?:aud|sub|amr)$/.test(key) : /^[a-z0-9-]+(?:\.[a-z0-9-]+)+:/.test(key)) return who.kind === "token";
  if (key === "lambda:sourcefunctionarn") return who.kind === "workload";
  const [prefix = ""] = key.split(":");
  if (prefix !== action.service && key !== "aws:tagkeys" && !key.startsWith("aws:requesttag/")) return true;
  const keys = [...action.conditionKeys, ...action.resources.filter(({ name }) => name === type).flatMap(({ conditionKeys }) => conditionKeys)];
  return keys.some((each) => {
    const lower = each.toLowerCase();
    const variable = lower.indexOf("${");
    return variable === -1 ? lower === key : key.startsWith(lower.slice(0, variable));
  });
}
