import { type Condition, holdsWithin } from "../engine/condition.ts";
import type { Statement } from "../engine/policy.ts";
import type { RequestContext } from "../engine/request-context.ts";
import { isUnknownKey } from "../world/unknown-policy.ts";
import { variesWithin } from "./varying.ts";

/** Keys that follow from the caller alone, whatever it asks for and wherever it calls from. */
const OF_CALLER =
  /^(?:aws:(?:principal|userid$|username$|tokenissuetime$|sourceaccount$|sourcearn$|sourceorg)|lambda:sourcefunctionarn$|kms:calleraccount$)/;

/** Keys that say more of a caller than statements ask. */
export const SAYS_WHO_CALLS: ReadonlySet<string> = new Set(["aws:userid", "aws:tokenissuetime"]);

/** Whether the caller alone decides a key, given in lower case. */
export const isOfCaller = (key: string): boolean => OF_CALLER.test(key) || isUnknownKey(key);

/** The conditions of a statement by what decides them. */
export interface ConditionSources {
  /** Decided by the caller, those without variables; and by resource and place, whatever else the request carries. */
  readonly caller: readonly Condition[];
  readonly site: readonly Condition[];
  /** Decided by the instant and by keys that vary by themselves; where these are not carried, by the caller or by resource and place. */
  readonly freeCaller: readonly Condition[];
  readonly freeSite: readonly Condition[];
  /** Whether variables make caller, resource and place decide together. */
  readonly isMixed: boolean;
  /** Whether variables decide which requests there are to ask about: in its resources, or in what varies. */
  readonly isOpen: boolean;
  /** Whether the resource that it speaks of depends on more than principal and resource. */
  readonly speaksOfPlace: boolean;
  /** Whether what varies may say more of the caller than statements ask. */
  readonly saysWhoCalls: boolean;
}

/** Keys of variables that principal and resource decide. */
const OF_PAIR = /^aws:(?:principal|resource|userid|username)/;

const SOURCES = new WeakMap<Statement, ConditionSources>();

/** Takes the conditions of a statement apart, once. */
export function sourcesOf(statement: Statement): ConditionSources {
  const known = SOURCES.get(statement);
  if (known !== undefined) return known;
  const { conditions, resources } = statement;
  const [free, fixed] = [
    conditions.filter(({ lowerCaseKey }) => variesWithin(lowerCaseKey)),
    conditions.filter(({ lowerCaseKey }) => !variesWithin(lowerCaseKey)),
  ];
  const ofCaller = (all: readonly Condition[]) => all.filter(({ lowerCaseKey }) => isOfCaller(lowerCaseKey));
  const ofSite = (all: readonly Condition[]) => all.filter(({ lowerCaseKey }) => !isOfCaller(lowerCaseKey));
  const found: ConditionSources = {
    caller: ofCaller(fixed).filter(({ variables }) => variables.length === 0),
    site: ofSite(fixed),
    freeCaller: ofCaller(free),
    freeSite: ofSite(free),
    isOpen: (resources !== undefined && resources.variables.length > 0) || free.some(({ variables }) => variables.length > 0),
    speaksOfPlace: resources?.variables.some(({ key }) => !OF_PAIR.test(key)) === true,
    saysWhoCalls: free.some(({ lowerCaseKey }) => SAYS_WHO_CALLS.has(lowerCaseKey)),
    isMixed: conditions.some(({ variables }) => variables.length > 0) || (resources !== undefined && resources.variables.length > 0),
  };
  SOURCES.set(statement, found);
  return found;
}

/** Whether something certainly applies (3), perhaps (2), or not (0); the conjunction of two is their bitwise and. */
export type Truth = 0 | 2 | 3;

/** Whether a condition holds in a context. */
export const truthOfCondition = (condition: Condition, context: RequestContext): Truth =>
  truthOf(holdsWithin(condition, context, false), () => holdsWithin(condition, context, true));

/** A truth by whether something is certain, and if not, whether it is possible. */
export const truthOf = (isCertain: boolean, isPossible: () => boolean): Truth => (isCertain ? 3 : isPossible() ? 2 : 0);
