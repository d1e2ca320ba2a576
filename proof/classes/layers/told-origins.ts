import type { Condition } from "../../engine/condition.ts";
import { identities } from "../numbering.ts";
import type { LayerOrigin, LayerQuestion } from "./layer-question.ts";
import type { Telling } from "./telling.ts";

/** One origin, as some statements tell it from others. */
export interface ToldOrigin {
  /** A number for what statements and memberships tell of it: origins of one number are one class, where the same is expected. */
  readonly number: number;
  /** Whether it is the first of its number. */
  readonly isFirst: boolean;
}

/** Numbers the origins of a question. */
export type OriginsOf = (question: LayerQuestion, telling: Telling) => readonly ToldOrigin[];

/** Numbers origins by what some conditions tell of them; found once for each list of origins and the same conditions. */
export function toldOrigins(numberOf: (text: string) => number): (conditions: readonly Condition[]) => OriginsOf {
  const made = new Map<string, OriginsOf>();
  const identityOf = identities();
  return (conditions) => {
    const key = conditions.map(identityOf).join();
    const found = made.get(key) ?? remembering(conditions, numberOf);
    made.set(key, found);
    return found;
  };
}

function remembering(conditions: readonly Condition[], numberOf: (text: string) => number): OriginsOf {
  const known = new WeakMap<readonly LayerOrigin[], readonly ToldOrigin[]>();
  return ({ origins }, telling) => {
    const found = known.get(origins) ?? numbered(origins, telling.ofOrigins(conditions), numberOf);
    known.set(origins, found);
    return found;
  };
}

function numbered(origins: readonly LayerOrigin[], told: readonly string[], numberOf: (text: string) => number): readonly ToldOrigin[] {
  const seen = new Set<number>();
  return origins.map((origin, index) => {
    const number = numberOf(`from ${membershipOf(origin)} ${told[index] ?? ""}`);
    const isFirst = !seen.has(number);
    seen.add(number);
    return { number, isFirst };
  });
}

const MEMBERSHIPS = new WeakMap<LayerOrigin, string>();

/** What an origin says of these keys, which expectations ask for whatever statements say. */
export function membershipOf(origin: LayerOrigin): string {
  const found = MEMBERSHIPS.get(origin) ?? JSON.stringify(Object.entries(origin.context).filter(([key]) => MEMBERSHIP.has(key)));
  MEMBERSHIPS.set(origin, found);
  return found;
}

/** The organizations that an origin puts principal or resource into, and whether the request says whose the resource is. */
const MEMBERSHIP: ReadonlySet<string> = new Set(["aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID"]);
