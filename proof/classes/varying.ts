import type { Action } from "../../iam/catalogue-entries.ts";
import type { Condition } from "../engine/condition.ts";
import type { Statement } from "../engine/policy.ts";
import type { ContextValues } from "../engine/request-context.ts";
import { mayCarry } from "./impossible.ts";
import type { PrincipalClass } from "./principals.ts";
import { type Carriage, carriages, isFree } from "./values.ts";

/** One instant and one way to carry the keys that vary by themselves. */
export interface Variation {
  readonly at: Date;
  readonly carried: Carriage;
  /** Whether it is now and nothing is carried. */
  readonly isPlain: boolean;
  /** What it changes about the context of a request. */
  readonly changes: ContextValues;
}

const isOfTime = (key: string): boolean => key === "aws:currenttime" || key === "aws:epochtime";
/** Whether a key, in lower case, can differ among the requests of one principal for one resource from one place. */
export const variesWithin = (key: string): boolean => isFree(key) || isOfTime(key);

const VARIES = new WeakMap<Statement, boolean>();

/** Whether the requests of one principal for one resource from one place can differ in whether a statement applies. */
export function variesByItself(statement: Statement): boolean {
  let found = VARIES.get(statement);
  if (found === undefined) {
    const { conditions, resources } = statement;
    found =
      resources?.variables.some(({ key }) => variesWithin(key)) === true ||
      conditions.some(({ lowerCaseKey, variables }) => variesWithin(lowerCaseKey) || variables.some(({ key }) => variesWithin(key)));
    VARIES.set(statement, found);
  }
  return found;
}

/** What varies of the requests for an action, as far as statements can tell. */
export interface Variations {
  /** @param resolve a policy variable's value */
  readonly of: (resolve: (variable: string) => string | undefined) => readonly Variation[];
}

/** One variation: now, and nothing is carried. */
export function single(now: Date): Variations {
  const plain: Variation = { at: now, carried: {}, isPlain: true, changes: {} };
  return { of: () => [plain] };
}

/** Every instant and every carriage that some of the statements may tell from the others. */
export function variationsUnder(
  statements: readonly Statement[],
  {
    action,
    type,
    principal,
    now,
  }: { readonly action: Action; readonly type: string; readonly principal: PrincipalClass; readonly now: Date },
): Variations {
  const conditions = statements.filter(variesByItself).flatMap((statement) => statement.conditions);
  const free = conditions.filter(({ lowerCaseKey }) => isFree(lowerCaseKey) && mayCarry(lowerCaseKey, action, type, principal));
  const instants = instantsOf(conditions, now);
  if (free.length === 0 && instants.length === 1) return single(now);
  const make = (resolve: (variable: string) => string | undefined): Variation[] => {
    const ways = carriages(free, resolve);
    return instants.flatMap((at) => ways.map((carried) => variationAt(at, carried, now)));
  };
  if (free.some(({ variables }) => variables.length > 0)) return { of: make };
  let made: readonly Variation[] | undefined;
  return { of: (resolve) => (made ??= make(resolve)) };
}

/** An instant and what is carried, as a variation. */
export function variationAt(at: Date, carried: Carriage, now: Date): Variation {
  if (at.getTime() === now.getTime()) return { at, carried, isPlain: Object.keys(carried).length === 0, changes: carried };
  const time = {
    "aws:CurrentTime": at.toISOString(),
    "aws:EpochTime": Math.floor(at.getTime() / MILLISECONDS_PER_SECOND).toString(),
  };
  return { at, carried, isPlain: false, changes: { ...time, ...carried } };
}

/** Now, and both sides of every instant that a condition names; a second later, too, where an operator tells it from the instant itself. */
function instantsOf(conditions: readonly Condition[], now: Date): Date[] {
  const times = new Set<number>();
  for (const { lowerCaseKey, operator, expected } of conditions) {
    if (!isOfTime(lowerCaseKey)) continue;
    const isLater = !/(?:LessThan|GreaterThanEquals)(?:IfExists)?$/i.test(operator);
    for (const literal of expected) {
      const time = lowerCaseKey === "aws:currenttime" ? Date.parse(literal) : Number(literal) * MILLISECONDS_PER_SECOND;
      if (Number.isNaN(time)) continue;
      for (const second of isLater ? [-1, 0, 1] : [-1, 0]) times.add(time + second * MILLISECONDS_PER_SECOND);
    }
  }
  return [now, ...[...times].map((time) => new Date(time))];
}

const MILLISECONDS_PER_SECOND = 1000;
