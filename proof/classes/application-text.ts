import { grantOf } from "../engine/policy.ts";
import { GRANT } from "../engine/principal-matcher.ts";
import { RequestContext } from "../engine/request-context.ts";
import { mayApply } from "./callers.ts";
import type { Meeting, MetStatement } from "./meeting.ts";
import type { withAction } from "./pair.ts";
import { both, conditionAsRead, isNever, NEVER, type ReadTruth, textOfTruth } from "./read-truth.ts";
import { statementMark } from "./reading-mark.ts";
import type { Variation } from "./varying.ts";

/** How a statement applies to a request that is read as a whole. */
export function grantText({ at: { statement } }: MetStatement, { pair }: Meeting, request: ReturnType<typeof withAction>): string {
  const hasBoundary = pair().layers.boundary !== undefined;
  const mark = statementMark(statement, request, hasBoundary);
  const [certain, possible] = [grantOf(statement, request, hasBoundary, false), grantOf(statement, request, hasBoundary, true)];
  return mayApply({ possible, mark }) ? applicationText(statement.isDeny, certain, possible) + mark : "";
}

/** How a statement applies at a place, by the truths of its parts. */
export function truthText({ at, caller, spots }: MetStatement, spot: number, variation: Variation): string {
  const { freeSite, freeCaller } = at.sources;
  let all = spots.fixed[spot] ?? NEVER;
  freeSite.forEach((condition, index) => (all = both(all, changed(condition, variation) ?? spots.free[spot]?.[index] ?? NEVER)));
  freeCaller.forEach((condition, index) => (all = both(all, changed(condition, variation) ?? caller.free[index] ?? NEVER)));
  if (isNever(all) || !mayApply(caller)) return "";
  const { isDeny } = at.statement;
  if (all.mark !== "" || caller.mark !== "") return (isDeny ? "d" : "a") + textOfTruth(all) + caller.text;
  return applicationText(isDeny, all.truth === 3 ? caller.certain : GRANT.none, caller.possible);
}

const applicationText = (isDeny: boolean, certain: number, possible: number): string =>
  `${isDeny ? "d" : "a"}${certain.toString()}${possible.toString()}`;

const CHANGES = new WeakMap<Variation, RequestContext>();

/** Whether a condition holds by what varies; undefined where nothing of it does. */
function changed(condition: Parameters<typeof conditionAsRead>[0], variation: Variation): ReadTruth | undefined {
  if (variation.isPlain) return undefined;
  let context = CHANGES.get(variation);
  if (context === undefined) CHANGES.set(variation, (context = new RequestContext(variation.changes)));
  return context.values(condition.lowerCaseKey) === undefined ? undefined : conditionAsRead(condition, context);
}
