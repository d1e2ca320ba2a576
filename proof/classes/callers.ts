import { namesCaller, type Statement } from "../engine/policy.ts";
import type { PreparedRequest } from "../engine/prepare-request.ts";
import { GRANT, type Grant } from "../engine/principal-matcher.ts";
import { sourcesOf, type Truth, truthOfCondition } from "./condition-sources.ts";
import { carrierOf } from "./impossible.ts";
import { type MarkedGroup, markedGroups } from "./marked-group.ts";
import type { Pair } from "./pair.ts";
import type { PrincipalClass } from "./principals.ts";

/** What a caller is to a statement, whatever the statement's action, resource and place. */
export interface CallerTruth {
  /** How directly the statement names the caller where its conditions on the caller hold: for certain, and perhaps. */
  readonly certain: Grant;
  readonly possible: Grant;
  /** Each of its conditions on the caller that vary, while the request carries nothing. */
  readonly free: readonly Truth[];
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

const factsOf = ({ isPolled, ...principal }: PrincipalClass, { principal: { kind, isServiceLinked } }: PreparedRequest): string =>
  `${kind} ${carrierOf(principal)} ${String(isPolled)} ${String(isServiceLinked)}`;

function truthFor(statement: Statement, sample: PreparedRequest, hasBoundary: boolean): CallerTruth {
  const { caller, freeCaller } = sourcesOf(statement);
  const isNamed = statement.principals === undefined || namesCaller(statement, sample, false, true) !== GRANT.none;
  const truth = caller.reduce<number>((all, each) => all & truthOfCondition(each, sample.context), 3);
  const certain = truth === 3 ? namesCaller(statement, sample, hasBoundary) : GRANT.none;
  const possible = truth === 0 ? GRANT.none : namesCaller(statement, sample, hasBoundary, true);
  const free = freeCaller.map((each) => truthOfCondition(each, sample.context));
  return { certain, possible, free, isNamed, text: isNamed ? ` ${certain.toString()}${possible.toString()}${free.join("")}` : " x" };
}
