import type { Action } from "../../../iam/catalogue-entries.ts";
import { reachesAction } from "../../engine/action-matcher.ts";
import type { Policy, Statement } from "../../engine/policy.ts";
import { mustBeNamedBy, type PreparedRequest, prepareRequest } from "../../engine/prepare-request.ts";
import { intentKeyOf } from "../../intent/intent-key.ts";
import { tablesOf } from "../../intent/layers/action-tables.ts";
import { dependsOnPlace, layerExpectation } from "../../intent/layers/layer-expectation.ts";
import { type LayerAsked, type LayerExpectation } from "../../intent/layers/layer-subject.ts";
import type { Carriage } from "../values.ts";
import type { LayerOrigin, LayerQuestion } from "./layer-question.ts";
import type { LayerSubject } from "./layer-sources.ts";
import { waysToCarry } from "./layer-ways.ts";

/** One class of requests to a layer, by one example. */
export interface LayerClass {
  readonly question: LayerQuestion;
  readonly origin: LayerOrigin;
  /** Every action of the class; the first one is asked about. */
  readonly actions: readonly Action[];
  readonly carried: Carriage;
  readonly about: LayerAsked;
  readonly request: PreparedRequest;
  readonly expected: LayerExpectation;
}

/** Every class of requests that a question is about. */
export function* layerClasses(subject: LayerSubject, question: LayerQuestion): Generator<LayerClass> {
  const { intended, facts } = subject;
  const { asked, principal, resource } = question;
  const statements = question.policies.flatMap(statementsOf);
  const groups = groupsOf(subject, question, statements);
  const tested = new Set(statements.flatMap(({ conditions }) => conditions.map(({ lowerCaseKey }) => lowerCaseKey)));
  const seen = new Set<string>();
  for (const origin of question.origins) {
    const prepared = new Map<string, PreparedRequest>();
    const told = toldApart(origin, tested);
    const isNew = !seen.has(told);
    seen.add(told);
    // Actions that the statements reach alike and of which the same is expected are one class, however they carry it.
    const classes = new Map<string, { way: Way; about: LayerAsked; expected: LayerExpectation; actions: Action[] }>();
    for (const { reach, action, actions, ways } of groups) {
      if (!isNew && !dependsOnPlace(asked, principal.who, resource.what, action.name)) continue;
      for (const { key, at, carried } of ways) {
        const about = aboutOf(question, origin, action, at, carried);
        const expected = layerExpectation(intended, asked, about, resource.declared, facts);
        if (expected.effect === "open") continue;
        const alike = `${reach} ${key} ${expected.effect}`;
        if (!isNew && seen.has(`${told} ${alike}`)) continue;
        const known = classes.get(alike);
        if (known !== undefined) known.actions.push(...actions);
        else classes.set(alike, { way: { key, origin, action, at, carried }, about, expected, actions: [...actions] });
      }
    }
    for (const [alike, { way, about, expected, actions }] of classes) {
      seen.add(`${told} ${alike}`);
      let base = prepared.get(way.key);
      if (base === undefined) prepared.set(way.key, (base = prepare(subject, question, way)));
      yield { question, origin, actions, carried: way.carried, about, expected, request: withAction(base, way.action.name) };
    }
  }
}

interface Group {
  /** Which statements reach the actions. */
  readonly reach: string;
  readonly action: Action;
  readonly actions: readonly Action[];
  readonly ways: readonly { readonly key: string; readonly at: Date; readonly carried: Carriage }[];
}

/** Alike actions, with every time and every way to carry keys at which they are asked. */
function groupsOf(subject: LayerSubject, question: LayerQuestion, statements: readonly Statement[]): Group[] {
  const instants = instantsOf(subject, question, statements);
  const groups = [...Map.groupBy(question.actions, (action) => groupKey(action, statements)).values()];
  return groups.flatMap((actions) => {
    const [action] = actions;
    if (action === undefined) return [];
    const lower = action.name.toLowerCase();
    // Where few ask, every statement's keys are carried, so that a statement that reaches more actions than it should is seen.
    const isRare = question.asked.layer === "trust" || question.principal.who.kind === "service";
    const reaching = isRare ? statements : statements.filter((each) => reaches(each, lower));
    const carriages = waysToCarry(
      subject.intended,
      subject.facts,
      question,
      action,
      reaching.flatMap(({ conditions }) => conditions),
    );
    const ways = carriages.flatMap((carried) => {
      const key = JSON.stringify(carried);
      return instants.map((at) => ({ key: `${at.getTime().toString()} ${key}`, at, carried }));
    });
    return [{ reach: reachOf(action, statements), action, actions, ways }];
  });
}

/** What statements may tell an origin by; origins that they do not tell apart, and of which the same is expected, are one class. */
function toldApart({ context }: LayerOrigin, tested: ReadonlySet<string>): string {
  return JSON.stringify([context["aws:ViaAWSService"], ...Object.entries(context).filter(([key]) => tested.has(key.toLowerCase()))]);
}

const statementsOf = ({ denies, allows }: Policy): readonly Statement[] => [...denies, ...allows];

const groupKey = (action: Action, statements: readonly Statement[]): string => {
  const lower = action.name.toLowerCase();
  return `${intentKeyOf(action.name)} ${tablesOf(action.name)} ${EXACT.has(lower) ? lower : ""} ${reachOf(action, statements)}`;
};

const reachOf = ({ name }: Action, statements: readonly Statement[]): string => {
  const lower = name.toLowerCase();
  let reach = "";
  for (const statement of statements) reach += reaches(statement, lower) ? "1" : "0";
  return reach;
};

const REACHES = new WeakMap<Statement, Map<string, boolean>>();

/** Whether a statement speaks of an action, in lower case; remembered. */
function reaches(statement: Statement, action: string): boolean {
  let known = REACHES.get(statement);
  if (known === undefined) REACHES.set(statement, (known = new Map<string, boolean>()));
  let found = known.get(action);
  if (found === undefined) known.set(action, (found = reachesAction(statement.actions, action)));
  return found;
}

/** Actions that expectations name by themselves. */
const EXACT = new Set([
  "iam:passrole",
  "sts:assumerole",
  "sts:tagsession",
  "kms:retiregrant",
  "kms:generatedatakey",
  "kms:decrypt",
  "dynamodb:deleteresourcepolicy",
  "dynamodb:describecontinuousbackups",
  "dynamodb:describetimetolive",
  "dynamodb:updatetimetolive",
]);

interface Way {
  readonly key: string;
  readonly origin: LayerOrigin;
  readonly action: Action;
  readonly at: Date;
  readonly carried: Carriage;
}

function prepare(
  { catalogue }: LayerSubject,
  { principal, resource, context }: LayerQuestion,
  { origin, action, at, carried }: Way,
): PreparedRequest {
  return prepareRequest(
    {
      principal: principal.principal,
      action: action.name,
      resource: resource.arn,
      context: { ...context, ...origin.context, ...carried },
    },
    { now: at, catalogue },
  );
}

/** The same request for another action on the same resource. */
export const withAction = (prepared: PreparedRequest, action: string): PreparedRequest => ({
  ...prepared,
  request: { ...prepared.request, action },
  action: action.toLowerCase(),
  mustBeNamedBy: mustBeNamedBy(action),
});

function aboutOf({ principal, resource }: LayerQuestion, origin: LayerOrigin, { name }: Action, at: Date, carried: Carriage): LayerAsked {
  const pairs = Object.entries({ ...principal.carries, ...organizationsIn(origin), ...carried });
  return {
    who: principal.who,
    action: name,
    what: resource.what,
    where: origin.where,
    region: origin.region ?? resource.region,
    at,
    carried: new Map(pairs.map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value] as const)),
  };
}

/** The organizations that an origin puts principal or resource into. */
const organizationsIn = ({ context }: LayerOrigin): LayerOrigin["context"] =>
  Object.fromEntries(Object.entries(context).filter(([key]) => key === "aws:ResourceOrgID" || key === "aws:PrincipalOrgID"));

/** Now, and both sides of every end of a grant at the resource and of every instant that a statement names. */
function instantsOf({ intended }: LayerSubject, { resource, asked }: LayerQuestion, statements: readonly Statement[]): Date[] {
  const named = statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ lowerCaseKey }) => lowerCaseKey === "aws:currenttime")
    .flatMap(({ expected }) => expected)
    .map((each) => Date.parse(each));
  const { what } = resource;
  const granted =
    asked.layer === "identity" || asked.layer === "resource" || asked.layer === "trust"
      ? what.kind === "role" && what.role?.kind === "access-role"
        ? (intended.accounts.get(resource.account)?.resources ?? []).flatMap(({ grants }) => grants)
        : (resource.declared?.grants ?? [])
      : [];
  const times = new Set([...named, ...granted.flatMap(({ ends }) => ends ?? [])].filter((time) => !Number.isNaN(time)));
  return [intended.now, ...[...times].flatMap((time) => [new Date(time - 1000), new Date(time)])];
}
