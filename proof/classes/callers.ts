import { namesCaller, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT, type Grant } from "../engine/principal-matcher.ts";
import { sourcesOf } from "./condition-sources.ts";
import { carrierOf } from "./impossible.ts";
import { type MarkedGroup, markedGroups } from "./marked-group.ts";
import type { Pair } from "./pair.ts";
import type { PrincipalClass } from "./principals.ts";
import { ALWAYS, both, conditionAsRead, isNever, type ReadTruth, textOfTruth } from "./read-truth.ts";
import { principalMark } from "./reading-mark.ts";

/** What a caller is to a statement, whatever the statement's action, resource and place. */
export interface CallerTruth {
  /** How directly the statement names the caller where its conditions on the caller hold: for certain, and perhaps. */
  readonly certain: Grant;
  readonly possible: Grant;
  /** What every reading of AWS's pages makes of both, as a text; empty where they touch no question. */
  readonly mark: string;
  /** Each of its conditions on the caller that vary, while the request carries nothing. */
  readonly free: readonly ReadTruth[];
  /** Whether it may name the caller at all, whatever its conditions. */
  readonly isNamed: boolean;
  /** All of it as a text. */
  readonly text: string;
}

/** A principal with what is the same of its requests to every resource. */
export interface Caller {
  /** One of them. */
  readonly sample: PreparedRequest;
  readonly serviceControl: readonly MarkedGroup[];
  readonly boundary: readonly MarkedGroup[];
  readonly identity: readonly MarkedGroup[];
  readonly assumptions: readonly string[];
  /** What decides of the caller besides the statements over it, as a text. */
  readonly facts: string;
  truthOf(statement: Statement): CallerTruth;
}

/** Reads a caller from one pair of it. */
export function callerOf({ principal, prepared, layers, approach }: Pair): Caller {
  const hasBoundary = layers.boundary !== undefined;
  const truths = new Map<Statement, CallerTruth>();
  return {
    sample: prepared,
    serviceControl: markedGroups(layers, "serviceControl"),
    boundary: markedGroups(layers, "boundary"),
    identity: markedGroups(layers, "identity"),
    assumptions: approach.assumptions,
    facts: factsOf(principal, prepared),
    truthOf: (statement) => {
      let found = truths.get(statement);
      if (found === undefined) truths.set(statement, (found = truthFor(statement, prepared, hasBoundary)));
      return found;
    },
  };
}

const factsOf = (principal: PrincipalClass, { principal: { kind, isServiceLinked } }: PreparedRequest): string =>
  `${kind} ${carrierOf(principal)} ${String(principal.isPolled)} ${String(principal.isOfAws)} ${String(isServiceLinked)}`;

/** Whether a statement may apply to some request of a caller, under some reading. */
export const mayApply = ({ possible, mark }: Pick<CallerTruth, "possible" | "mark">): boolean => possible !== GRANT.none || mark !== "";

function truthFor(statement: Statement, sample: PreparedRequest, hasBoundary: boolean): CallerTruth {
  const { caller, freeCaller } = sourcesOf(statement);
  const [certainly, perhaps] = [namesCaller(statement, sample, hasBoundary), namesCaller(statement, sample, hasBoundary, true)];
  const asRead = principalMark(statement, sample, hasBoundary);
  const isNamed = statement.principals === undefined || asRead !== "" || namesCaller(statement, sample, false, true) !== GRANT.none;
  const all = caller.reduce((found, each) => both(found, conditionAsRead(each, sample.context)), ALWAYS);
  const certain = all.truth === 3 ? certainly : GRANT.none;
  const possible = all.truth === 0 ? GRANT.none : perhaps;
  const isOpen = asRead + all.mark !== "" && !isNever(all) && mayApply({ possible: perhaps, mark: asRead });
  const mark = isOpen ? `${asRead}@${certainly.toString()}${perhaps.toString()}${textOfTruth(all)}` : "";
  const free = freeCaller.map((each) => conditionAsRead(each, sample.context));
  const text = isNamed ? ` ${certain.toString()}${possible.toString()}${mark} ${free.map(textOfTruth).join(" ")}` : " x";
  return { certain, possible, mark, free, isNamed, text };
}
