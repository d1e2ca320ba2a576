import type { Action } from "../../../iam/catalogue-entries.ts";
import { reachesAction } from "../../engine/action-matcher.ts";
import { hasRuleOfItsOwn } from "../../engine/binding.ts";
import type { Policy, Statement } from "../../engine/policy.ts";
import { intentKeyOf } from "../../intent/intent-key.ts";
import { tablesOf } from "../../intent/layers/action-tables.ts";
import { variationAt } from "../varying.ts";
import type { ActionGroup, GroupWay } from "./action-group.ts";
import type { AlikeQuestions } from "./alike-questions.ts";
import type { LayerQuestion } from "./layer-question.ts";
import type { LayerSubject } from "./layer-sources.ts";
import { waysToCarry, whatWaysTellApart } from "./layer-ways.ts";
import { statementsOf } from "./speaking.ts";
import type { Telling } from "./telling.ts";

/** Divides the actions of a question by the statements that reach them and by what intent makes of them. */
export function actionGroups(
  subject: LayerSubject,
  question: LayerQuestion,
  telling: Telling,
  alike: AlikeQuestions,
): readonly ActionGroup[] {
  const { groups: known } = alike;
  const instants = instantsOf(subject, question, telling.statements);
  const key = JSON.stringify([instants, whatWaysTellApart(question, telling.statements)]);
  const groups = known.get(key) ?? makeGroups(subject, question, telling, instants, alike);
  known.set(key, groups);
  return groups;
}

function makeGroups(
  subject: LayerSubject,
  question: LayerQuestion,
  { statements, ofWay, isOfPlaces, isWhole }: Telling,
  instants: readonly Date[],
  { numberOf, originsBy }: AlikeQuestions,
): readonly ActionGroup[] {
  const { now } = subject.intended;
  // Where few ask, every statement's keys are carried, so that a statement that reaches more actions than it should is seen.
  const isRare = isWhole && (question.asked.layer === "trust" || question.principal.who.kind === "service");
  return alikeActions(question).map(([action, actions]): ActionGroup => {
    const lower = action.name.toLowerCase();
    // What AWS decides by itself is no class with what statements decide, though the same is expected of both.
    const ofRule = hasRuleOfItsOwn(lower) ? lower : "";
    const reach = reachOf(lower, statements);
    const reaching = statements.filter((_, index) => reach[index] === "1");
    const conditions = (isRare ? statements : reaching).flatMap((each) => each.conditions);
    const carriages = waysToCarry(subject.intended, subject.facts, question, action, conditions);
    const ways = carriages.flatMap((carried) =>
      instants.map((at): GroupWay => {
        const variation = variationAt(at, carried, now);
        return { number: numberOf(`${ofRule} ${reach} ${ofWay(variation, conditions)}`), variation };
      }),
    );
    return { action, actions, ways, from: originsBy(conditions.filter(isOfPlaces)) };
  });
}

type AlikeActions = readonly [first: Action, all: readonly Action[]];

/** What was divided already: a branch for each policy after the other. */
interface Divided {
  readonly next: WeakMap<Policy, Divided>;
  found?: readonly AlikeActions[];
}

const DIVIDED = new WeakMap<readonly Action[], Divided>();

/** The actions of a question, by the statements of all its policies that reach them and by intent; those of the same policies once. */
function alikeActions({ actions: all, policies }: LayerQuestion): readonly AlikeActions[] {
  const divided = policies.reduce((branch, policy) => branchOf(branch.next, policy), branchOf(DIVIDED, all));
  if (divided.found === undefined) {
    const statements = statementsOf(policies);
    const groups = [...Map.groupBy(all, (action) => groupKey(action, statements)).values()];
    divided.found = groups.flatMap((actions): AlikeActions[] => actions.slice(0, 1).map((first) => [first, actions]));
  }
  return divided.found;
}

function branchOf<K extends object>(branches: WeakMap<K, Divided>, key: K): Divided {
  const branch = branches.get(key) ?? { next: new WeakMap<Policy, Divided>() };
  branches.set(key, branch);
  return branch;
}

const groupKey = (action: Action, statements: readonly Statement[]): string => {
  const lower = action.name.toLowerCase();
  return `${intentKeyOf(action.name)} ${tablesOf(action.name)} ${EXACT.has(lower) ? lower : ""} ${reachOf(lower, statements)}`;
};

/** Which statements speak of an action, in lower case. */
const reachOf = (lower: string, statements: readonly Statement[]): string => {
  let reach = "";
  for (const statement of statements) reach += reaches(statement, lower) ? "1" : "0";
  return reach;
};

const SPEAKING = new WeakMap<readonly Action[], WeakMap<Statement, boolean>>();

/** Whether a statement speaks of any of some actions; found once for each list of actions. */
export function speaksOf(statement: Statement, actions: readonly Action[]): boolean {
  const known = SPEAKING.get(actions) ?? new WeakMap<Statement, boolean>();
  SPEAKING.set(actions, known);
  const found = known.get(statement) ?? actions.some(({ name }) => reaches(statement, name.toLowerCase()));
  known.set(statement, found);
  return found;
}

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

/** Now, and both sides of every end of a grant at the resource, of the lapse of the principal's perimeter, and of every instant that a statement names. */
function instantsOf(
  { intended }: LayerSubject,
  { resource, asked, principal: { who } }: LayerQuestion,
  statements: readonly Statement[],
): Date[] {
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
  const lapses = asked.layer === "serviceControl" && "account" in who ? intended.accounts.get(who.account)?.lapses : undefined;
  const times = new Set(
    [...named, ...granted.flatMap(({ ends }) => ends ?? []), lapses ?? Number.NaN].filter((time) => !Number.isNaN(time)),
  );
  return [intended.now, ...[...times].flatMap((time) => [new Date(time - 1000), new Date(time)])];
}
