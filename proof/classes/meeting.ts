import { contestedResources } from "../engine/contested.ts";
import { reachesResourceOf } from "../engine/policy.ts";
import { isServiceLinkedRole } from "../engine/principal.ts";
import type { ActionClasses } from "./action-classes.ts";
import { type Caller, type CallerTruth, mayApply } from "./callers.ts";
import { type MarkedGroup, marked, markedGroups } from "./marked-group.ts";
import type { Pair } from "./pair.ts";
import type { Spots } from "./spots.ts";
import { type Numbers, type PlacedStatement, type StatementAt, type StatementsAt, statementsAt } from "./statements-at.ts";

/** What requests are for, with what is the same about it whoever calls. */
export interface Target {
  /** One of the requests for it. */
  readonly sample: Pair["prepared"];
  readonly resourceControl: readonly MarkedGroup[];
  readonly resource: readonly MarkedGroup[];
  readonly statements: StatementsAt;
  readonly endpoints: Map<Spots, readonly MarkedGroup[]>;
  /** What decides of it besides the statements over it, as a text. */
  readonly facts: string;
}

/** Reads a target from one pair of it. */
export function targetOf({ prepared, layers, resource: { type } }: Pair, actions: ActionClasses, numbers: Numbers): Target {
  const flags = [prepared.isKnown, prepared.isWildcardOnly, prepared.isResourceControlled, isServiceLinkedRole(prepared.resource.text)];
  return {
    sample: prepared,
    resourceControl: markedGroups(layers, "resourceControl"),
    resource: markedGroups(layers, "resource"),
    statements: statementsAt(prepared, actions, numbers),
    endpoints: new Map(),
    facts: `${type} ${flags.map(Number).join("")}`,
  };
}

/** A caller at a resource. */
export interface Meeting extends Pick<Pair, "principal" | "resource"> {
  readonly caller: Caller;
  readonly target: Target;
  readonly spots: Spots;
  /** The same with everything that the engine reads; it is made where it is needed. */
  readonly pair: () => Pair;
}

/** A statement that speaks of a caller's requests for a resource. */
export interface MetStatement extends PlacedStatement {
  readonly caller: CallerTruth;
}

/** Whether it takes a whole request to see whether a statement applies. */
export const isReadWhole = ({ at, caller }: Pick<MetStatement, "at" | "caller">): boolean => at.sources.isMixed && mayApply(caller);

/** Whether more decides how a statement applies to a caller than what was found of it at each place. */
export const asksForMore = (met: Pick<MetStatement, "at" | "caller">): boolean =>
  met.at.sources.isOpen || met.at.sources.saysWhoCalls || isReadWhole(met);

/** The statements of a group that speak of them. */
export interface MetGroup {
  readonly group: MarkedGroup;
  readonly statements: readonly MetStatement[];
}

/** The groups that lie over a meeting from everywhere, in the order in which the engine looks at them. */
export const groupsAnywhere = ({ caller, target }: Meeting): readonly (readonly MarkedGroup[])[] => [
  caller.serviceControl,
  target.resourceControl,
  caller.boundary,
  target.resource,
  caller.identity,
];

/** The group of each endpoint of a meeting's places. */
export function groupsOfEndpoints({ target: { endpoints }, spots }: Meeting): readonly MarkedGroup[] {
  let found = endpoints.get(spots);
  if (found === undefined) {
    found = spots.endpoints.map((policy) => marked({ layer: "endpoint", level: undefined, policies: [policy] }));
    endpoints.set(spots, found);
  }
  return found;
}

/** The statements of a group that may apply to some request of a meeting. */
export function metIn(meeting: Meeting, group: MarkedGroup): MetGroup {
  const { caller, target, spots } = meeting;
  const statements = target
    .statements(spots)(group.policies)
    .all.flatMap((placed): MetStatement[] => {
      const truth = caller.truthOf(placed.at.statement);
      return truth.isNamed && mayReach(meeting, placed.at) ? [{ ...placed, caller: truth }] : [];
    });
  return { group, statements };
}

const mayReach = ({ pair }: Meeting, { statement, sources }: StatementAt): boolean =>
  !sources.isMixed ||
  sources.speaksOfPlace ||
  reachesResourceOf(statement, pair().prepared, true) ||
  contestedResources(statement, pair().prepared).length > 0;

const isWithin = ({ isWildcardOnly, resourceAccount }: Target["sample"], { principal }: Caller["sample"]): boolean =>
  isWildcardOnly || principal.account === resourceAccount;

/** What decides of a meeting besides the statements over it and its places, as a text. */
export const factsOf = ({ caller, target }: Meeting): string =>
  `${caller.facts} ${target.facts} ${isWithin(target.sample, caller.sample) ? "within" : "across"}`;

/**
 * All that decides the classes of a meeting, as a text: meetings of one signature have the same classes, decided alike, wherever they are.
 * Undefined where the statements ask for more than the signature says, so that the meeting has to be decided by itself.
 */
export function signatureOf(meeting: Meeting, actions: ActionClasses): string | undefined {
  const { caller, target, spots } = meeting;
  if (spots.hasOdd) return undefined;
  const statementsIn = target.statements(spots);
  let text = `${actions.number.toString()} ${spots.number.toString()} ${factsOf(meeting)}`;
  for (const groups of [...groupsAnywhere(meeting), groupsOfEndpoints(meeting)]) {
    for (const { mark, policies } of groups) {
      const { number, ofCaller } = statementsIn(policies);
      text += mark + number;
      for (const { at } of ofCaller) {
        const truth = caller.truthOf(at.statement);
        if (truth.isNamed && asksForMore({ at, caller: truth })) return undefined;
        text += truth.text;
      }
    }
  }
  return text;
}
