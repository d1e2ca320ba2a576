import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation/index.js";

/** A change of one resource that the engine made, found or would make. */
export interface Change {
  readonly urn: string;
  /** The engine's word: `create`, `update`, `delete`, `replace`, and on refresh what was found. */
  readonly kind: string;
  /** Properties that differ, sorted; empty where the whole thing is made or gone. */
  readonly properties: readonly string[];
}

/** What the engine said while it worked on one stack. */
export interface EngineReport {
  readonly changes: readonly Change[];
  /** Resources that stayed as they were. */
  readonly unchanged: number;
  readonly warnings: readonly string[];
  /** Each with the URN it is about, where it is about one. */
  readonly errors: readonly string[];
  /** How often a policy advised without refusing, by its name; a value that a preview does not know yet is such a case. */
  readonly advisories: Readonly<Record<string, number>>;
}

const QUIET = new Set([
  "same",
  "read",
  "refresh",
  "read-discard",
  "discard-replaced",
  "create-replacement",
  "delete-replaced",
  "remove-pending-replace",
]);

/** Reads the engine's events into what a person wants to know. */
export function readEvents(events: readonly EngineEvent[]): EngineReport {
  const changes = new Map<string, Change>();
  const said = { warning: new Set<string>(), error: new Set<string>() };
  const advisories: Record<string, number> = {};
  let unchanged = 0;
  for (const { resourcePreEvent, resOutputsEvent, diagnosticEvent, policyEvent, summaryEvent } of events) {
    if (policyEvent?.enforcementLevel === "mandatory") said.error.add(policyText(policyEvent));
    else if (policyEvent !== undefined) advisories[policyEvent.policyName] = (advisories[policyEvent.policyName] ?? 0) + 1;
    if (diagnosticEvent !== undefined && (diagnosticEvent.severity === "warning" || diagnosticEvent.severity === "error")) {
      said[diagnosticEvent.severity].add(diagnosticText(diagnosticEvent));
    }
    unchanged += summaryEvent?.resourceChanges.same ?? 0;
    const metadata = (resOutputsEvent ?? resourcePreEvent)?.metadata;
    if (metadata === undefined || QUIET.has(metadata.op) || metadata.type.startsWith("pulumi:")) continue;
    changes.set(metadata.urn, { urn: metadata.urn, kind: metadata.op, properties: [...(metadata.diffs ?? [])].sort() });
  }
  const reasons = [...said.error].filter((text) => !CONCLUSION.test(text));
  const errors = reasons.length > 0 ? reasons : [...said.error];
  return { changes: [...changes.values()], unchanged, warnings: [...said.warning], errors, advisories };
}

/** What the engine says last of everything that failed; it helps only where nothing else was said. */
const CONCLUSION = /^(?:preview|update) failed$/;

/** Colour marks of the engine, such as `<{%fg 1%}>`. */
const MARK = /<\{%[^%]*%\}>/g;

function diagnosticText({ urn, message }: { readonly urn?: string; readonly message: string }): string {
  const text = message.replaceAll(MARK, "").trim();
  return urn === undefined || urn === "" || text.includes(urn) || isOfStack(urn) ? text : `${urn}: ${text}`;
}

/** What a policy pack refuses: the engine prints its level and its own layout around it, which nobody needs twice. */
function policyText({ policyName, resourceUrn, message }: PolicyEvent): string {
  const text = message.replaceAll(MARK, "").trim();
  return resourceUrn === undefined || resourceUrn === "" ? `${policyName}: ${text}` : `${resourceUrn}: ${policyName}: ${text}`;
}

/** What is said about the stack as a whole needs no URN: the line stands under the stack's name. */
const isOfStack = (urn: string): boolean => urn.includes("::pulumi:pulumi:Stack::");
