import type { StackReport } from "../../operation/operate.ts";
import type { Fate } from "../../operation/walk.ts";
import type { ReportedChange } from "./access/change-report.ts";
import type { DriftAccess, DriftJudgement } from "./drift-report.ts";

/** One event of an operation, a line of JSON. docs/json.md describes them. */
export type OperationEvent =
  | { readonly event: "begin"; readonly format: 1; readonly verb: string; readonly stacks: readonly string[] }
  | { readonly event: "unproven"; readonly verdict: string; readonly reason: string | null }
  | { readonly event: "stack-begin"; readonly stack: string }
  | { readonly event: "stack-pause"; readonly stack: string; readonly seconds: number }
  | StackEnd
  | { readonly event: "stack-left-out"; readonly stack: string; readonly after: string | null }
  | DriftEvent
  | { readonly event: "drift-together"; readonly changes: readonly ReportedChange[] }
  | { readonly event: "problem"; readonly message: string }
  | { readonly event: "end"; readonly done: number; readonly of: number; readonly seconds: number };

interface DriftEvent {
  readonly event: "drift";
  readonly stack: string;
  readonly urn: string;
  readonly type: string;
  readonly kind: "changed" | "gone";
  /** What differs, as the state has it and as it was found; null where there is nothing. */
  readonly properties: readonly { readonly name: string; readonly state: unknown; readonly found: unknown }[];
  readonly access: DriftAccess;
  readonly notKnown: readonly string[];
  readonly changes: readonly ReportedChange[];
  /** URNs of the others that are judged with it as one. */
  readonly judgedWith: readonly string[];
}

interface StackEnd {
  readonly event: "stack-end";
  readonly stack: string;
  /** `unchanged`: the engine was not asked, since nothing has changed since the stack was last deployed. */
  readonly outcome: "done" | "unchanged" | "failed" | "interrupted" | "locked" | "pending";
  /** How many resources, by the engine's name of the change. */
  readonly changes: Readonly<Record<string, number>>;
  /** URNs of resources that were kept since they are protected. */
  readonly kept: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** The event of a stack's end. */
export function stackEnd({ stack, trouble, isSkipped, changes, rest, errors, warnings, seconds }: StackReport): StackEnd {
  const counts: Record<string, number> = {};
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    event: "stack-end",
    stack,
    outcome: trouble?.kind ?? (isSkipped ? "unchanged" : "done"),
    changes: counts,
    kept: rest?.protected ?? [],
    errors,
    warnings,
    seconds,
  };
}

/** Events of stacks that were not begun. */
export const leftOut = (fates: ReadonlyMap<string, Fate>): OperationEvent[] =>
  [...fates].flatMap(([stack, fate]): OperationEvent[] =>
    fate === "stopped" || typeof fate === "object"
      ? [{ event: "stack-left-out", stack, after: fate === "stopped" ? null : fate.after }]
      : [],
  );

/** Events of what a drift found. */
export const driftEvents = ({ drifts, together }: DriftJudgement): OperationEvent[] => [
  ...drifts.map(
    ({ stack, drift: { urn, type, kind, properties }, access, notKnown, changes, judgedWith }): DriftEvent => ({
      ...{ event: "drift", stack, urn, type, kind, access, notKnown, changes, judgedWith },
      properties: properties.map(({ name, state = null, found = null }) => ({ name, state, found })),
    }),
  ),
  ...(together.length === 0 ? [] : [{ event: "drift-together" as const, changes: together }]),
];
