import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation/index.js";

/** A change of one resource. The engine made it, found it on refresh, or previews it. */
export interface Change {
  readonly urn: string;
  /** The engine's name for it: `create`, `update`, `delete`, `replace` and so on. */
  readonly kind: string;
  /** Properties that differ, sorted; empty when the resource is created or deleted. */
  readonly properties: readonly string[];
}

/** The engine's messages about one stack. */
export interface EngineReport {
  readonly changes: readonly Change[];
  /** Resources that stayed as they were. */
  readonly unchanged: number;
  readonly warnings: readonly string[];
  /** Each with the resource's URN, where it is about one resource. */
  readonly errors: readonly string[];
  /** The number of advisories by policy. Most are about values that a preview does not show yet. */
  readonly advisories: Readonly<Record<string, number>>;
}

const QUIET = new Set([
  "same",
  "read",
  "refresh",
  "discard",
  "discard-replaced",
  "create-replacement",
  "delete-replaced",
  "remove-pending-replace",
]);

/** Reads the engine's events into a report for people. */
export function readEvents(events: readonly EngineEvent[]): EngineReport {
  const changes = new Map<string, Change>();
  const said = { warning: new Set<string>(), error: new Set<string>() };
  const advisories: Record<string, number> = {};
  let unchanged = 0;
  for (const event of events) {
    const { diagnosticEvent, policyEvent, summaryEvent } = event;
    if (policyEvent?.enforcementLevel === "mandatory") said.error.add(policyText(policyEvent));
    else if (policyEvent !== undefined) advisories[policyEvent.policyName] = (advisories[policyEvent.policyName] ?? 0) + 1;
    if (diagnosticEvent !== undefined && (diagnosticEvent.severity === "warning" || diagnosticEvent.severity === "error")) {
      said[diagnosticEvent.severity].add(diagnosticText(diagnosticEvent));
    }
    unchanged += summaryEvent?.resourceChanges.same ?? 0;
    const change = changeIn(event);
    if (change !== undefined) changes.set(change.urn, change);
  }
  const reasons = [...said.error].filter((text) => !CONCLUSION.test(text));
  const errors = reasons.length > 0 ? reasons : [...said.error];
  return { changes: [...changes.values()], unchanged, warnings: [...said.warning], errors, advisories };
}

/** The change of a resource that an event is about, if it is about one. */
export const changeIn = ({ resourcePreEvent, resOutputsEvent }: EngineEvent): Change | undefined =>
  changeOf((resOutputsEvent ?? resourcePreEvent)?.metadata);

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

/** The change; undefined for what stays as it is, for Pulumi's own resources, and for components, which nobody makes at AWS. */
function changeOf(metadata: Metadata | undefined): Change | undefined {
  if (metadata === undefined || QUIET.has(metadata.op) || metadata.type.startsWith("pulumi:")) return undefined;
  const state = metadata.new ?? metadata.old;
  if (state !== undefined && state.custom !== true) return undefined;
  return { urn: metadata.urn, kind: metadata.op, properties: [...(metadata.diffs ?? [])].sort() };
}

/** The engine's last message after any failure. It is shown only when there is no other message. */
const CONCLUSION = /^(?:preview|update) failed$/;

/** Colour marks of the engine, such as `<{%fg 1%}>`. */
const MARK = /<\{%[^%]*%\}>/g;

function diagnosticText({ urn, message }: { readonly urn?: string; readonly message: string }): string {
  const text = message.replaceAll(MARK, "").trim();
  return urn === undefined || urn === "" || text.includes(urn) || isOfStack(urn) ? text : `${urn}: ${text}`;
}

/** A policy's message, without the level and layout that the engine prints around it. */
function policyText({ policyName, resourceUrn, message }: PolicyEvent): string {
  const text = message.replaceAll(MARK, "").trim();
  return resourceUrn === undefined || resourceUrn === "" ? `${policyName}: ${text}` : `${resourceUrn}: ${policyName}: ${text}`;
}

/** A message about the stack itself needs no URN: it is printed below the stack's name. */
const isOfStack = (urn: string): boolean => urn.includes("::pulumi:pulumi:Stack::");
