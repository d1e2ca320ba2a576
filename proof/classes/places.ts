import { type Condition, holdsWithin } from "../engine/condition.ts";
import type { Layers } from "../engine/layers.ts";
import { reachesResourceOf, type Statement } from "../engine/policy.ts";
import { type PreparedRequest, prepareRequest, type Request, type Surroundings } from "../engine/prepare-request.ts";
import type { ContextValues, RequestContext } from "../engine/request-context.ts";
import type { Approach, Arrival } from "../world/approach.ts";
import { askedUnknown } from "./at-worst.ts";
import type { OriginClass } from "./origins.ts";
import { speaksOfPlace } from "./relevance.ts";
import type { WayKind } from "./way-kind.ts";

/** One way in: the layers that lie over all requests that pass the same endpoint, or none. */
export interface Way {
  readonly kind: WayKind;
  readonly layers: Layers;
  /** Those of its statements that are relevant. */
  readonly statements: readonly Statement[];
  /** What of the approach is unknown and asked for. */
  readonly unknown: Request["unknown"];
}

/** Where requests of one principal for one resource come from, one place for all that no policy tells apart. */
export interface Place {
  readonly origin: OriginClass;
  readonly way: Way;
  readonly assumptions: readonly string[];
  /** The request without what varies by itself. */
  readonly request: Request;
  /** The same as far as statements read it. */
  readonly prepared: PreparedRequest;
  /** What is unknown of it, as one text. */
  readonly unknown: string;
}

/** What places are found with. */
export interface PlaceParts {
  readonly approach: Approach;
  /** The request of the approach. */
  readonly prepared: PreparedRequest;
  readonly wayThrough: (layers: Layers) => Way;
  readonly surroundings: Surroundings;
}

/** The places that a principal calls from. */
export function placesOf(parts: PlaceParts, origins: readonly OriginClass[]): Place[] {
  const places = new Map<string, Place>();
  for (const origin of origins) {
    const arrival = parts.approach.from(origin.from, origin.context);
    if (arrival === undefined) continue;
    const key = `${origin.where.kind} ${arrival.endpoint?.name ?? "-"} ${JSON.stringify(arrival.added)}`;
    if (!places.has(key)) places.set(key, placeOf(parts, origin, arrival));
  }
  return [...places.values()];
}

function placeOf({ approach, prepared, wayThrough, surroundings }: PlaceParts, origin: OriginClass, arrival: Arrival): Place {
  const way = wayThrough(arrival.layers);
  const unknown =
    arrival.unknown === undefined ? way.unknown : askedUnknown({ ...approach.request.unknown, ...arrival.unknown }, way.layers);
  const request: Request = { ...approach.request, context: arrival.context, unknown };
  const isAsUnknown = Object.keys(unknown ?? {}).length === Object.keys(prepared.request.unknown ?? {}).length;
  // Nothing more is derived from what the place adds.
  const isSimple = isAsUnknown && (!("aws:CalledVia" in arrival.added) || "aws:ViaAWSService" in arrival.added);
  const context = isSimple ? prepared.context.further(withChain(arrival.added)) : prepareRequest(request, surroundings).context;
  const isForwarded = context.single("aws:viaawsservice")?.toLowerCase() === "true";
  return {
    origin,
    way,
    assumptions: arrival.assumptions,
    request,
    prepared: { ...prepared, context, isForwarded, hasUnknown: unknown !== undefined },
    unknown: unknown === undefined ? "" : JSON.stringify(unknown),
  };
}

/** The keys that a place adds, with those that follow from the services that call each other. */
function withChain(added: ContextValues): ContextValues {
  const chain = [added["aws:CalledVia"] ?? []].flat();
  const [first, last] = [chain[0], chain.at(-1)];
  return first === undefined || last === undefined ? added : { "aws:CalledViaFirst": first, "aws:CalledViaLast": last, ...added };
}

/** Whether a statement certainly applies to a request (`3`), perhaps (`2`, with each condition), or not (`1`), action and caller apart. */
export function truthOf(statement: Statement, request: PreparedRequest): string {
  const { conditions, asksForMore } = statement;
  const { context } = request;
  if (!request.hasUnknown && !asksForMore) {
    if (speaksOfPlace(statement) && !reachesResourceOf(statement, request)) return "1";
    for (const condition of conditions) if (!holds(condition, context)) return "1";
    return "3";
  }
  let text = speaksOfPlace(statement) ? truth(reachesResourceOf(statement, request), reachesResourceOf(statement, request, true)) : "";
  for (const condition of conditions) {
    if (text.endsWith("1")) return "1";
    text += truthWithin(condition, context);
  }
  if (text.endsWith("1")) return "1";
  return text.includes("2") ? `2${text};` : "3";
}

function truthWithin(condition: Condition, context: RequestContext): string {
  if (context.unknown(condition.lowerCaseKey) !== undefined) return "2";
  return condition.variables.length === 0
    ? truth(holds(condition, context), false)
    : truth(holdsWithin(condition, context, false), holdsWithin(condition, context, true));
}

const HELD = new WeakMap<Condition, Map<string, boolean>>();

/** Whether a condition holds; of one without variables, found once for each of the values that it tests. */
function holds(condition: Condition, context: RequestContext): boolean {
  if (condition.variables.length > 0) return condition.holds(context);
  let known = HELD.get(condition);
  if (known === undefined) HELD.set(condition, (known = new Map<string, boolean>()));
  const values = context.values(condition.lowerCaseKey);
  const key = values === undefined ? "" : values.length === 1 ? `=${values[0] ?? ""}` : JSON.stringify(values);
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = condition.holds(context)));
  return found;
}

const truth = (isCertain: boolean, isPossible: boolean): string => (isCertain ? "3" : isPossible ? "2" : "1");
