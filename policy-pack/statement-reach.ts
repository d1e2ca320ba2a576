import type { Catalogue } from "../iam/catalogue.ts";
import { type ActionMatcher, compileActions, reachesAction } from "../proof/engine/action-matcher.ts";
import { compileConditions, holdsWithin, type Condition as TestedCondition } from "../proof/engine/condition.ts";
import { type ContextValues, RequestContext } from "../proof/engine/request-context.ts";
import { compileResources, mayReachResource } from "../proof/engine/resource-matcher.ts";
import type { Condition, Statement } from "./parsed-policy.ts";

/** Stands for a key that a request does not carry. */
export const ABSENT: readonly string[] = [];

/** All keys but those that are given are unknown, so that their conditions may hold. */
const contextOf = (given: ContextValues): RequestContext => new RequestContext(given, { unknown: { "*": "the request" } });

const COMPILED = new WeakMap<Condition, readonly TestedCondition[]>();

function compiled(condition: Condition, hasVariables: boolean): readonly TestedCondition[] {
  const known = COMPILED.get(condition);
  if (known !== undefined) return known;
  const { operator, key, values } = condition;
  const made = compileConditions({ [operator]: { [key]: values } }, hasVariables);
  COMPILED.set(condition, made);
  return made;
}

/** Whether one line of a Condition may hold for a request with these keys. Keys that are not given may have any value, or be missing. */
export function conditionMayHold(condition: Condition, { hasVariables }: Pick<Statement, "hasVariables">, given: ContextValues): boolean {
  const context = contextOf(given);
  return compiled(condition, hasVariables).every((each) => holdsWithin(each, context, true));
}

/** Whether all conditions of a statement may hold for a request with these keys. */
export function mayHold(statement: Pick<Statement, "conditions" | "hasVariables">, given: ContextValues): boolean {
  return statement.conditions.every((condition) => conditionMayHold(condition, statement, given));
}

const ACTIONS = new WeakMap<Statement, ActionMatcher>();

/** Whether a statement's Action or NotAction element reaches an action, given with its service. */
export function reaches(statement: Statement, action: string): boolean {
  const { actions, notActions } = statement;
  if (actions === undefined && notActions === undefined) return false;
  const matcher = ACTIONS.get(statement) ?? compileActions(actions ?? notActions ?? [], actions === undefined);
  ACTIONS.set(statement, matcher);
  return reachesAction(matcher, action.toLowerCase());
}

/** The full names of a service's actions that a statement reaches. */
export function reachedActions(statement: Statement, service: string, catalogue: Catalogue): readonly string[] {
  return catalogue
    .actionsOf(service)
    .map(({ name }) => name)
    .filter((name) => reaches(statement, name));
}

/** Whether a statement's Resource or NotResource element may reach an ARN. A statement without one is for the resource that it belongs to. */
export function mayReachArn({ resources, notResources, hasVariables }: Statement, arn: string): boolean {
  if (resources === undefined && notResources === undefined) return true;
  const matcher = compileResources(resources ?? notResources ?? [], resources === undefined, hasVariables);
  const context = contextOf({});
  return mayReachResource(matcher, { text: arn, isPattern: false, unknown: undefined }, false, context, true);
}
