import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { changeIn } from "./engine-events.ts";

type Properties = Readonly<Record<string, unknown>>;

/** A resource that is otherwise than its stack's state says. */
export interface DriftedResource {
  readonly urn: string;
  readonly type: string;
  /** `gone`: there is no such resource any more. */
  readonly kind: "changed" | "gone";
  /** Properties that differ, by name, sorted; empty for one that is gone. What is absent is undefined. */
  readonly properties: readonly DriftedProperty[];
  /** What was found in its place; undefined for one that is gone. */
  readonly found: { readonly inputs: Properties; readonly outputs: Properties } | undefined;
}

/** A property as the state has it and as it was found. Secrets are masked. */
export interface DriftedProperty {
  readonly name: string;
  readonly state: unknown;
  readonly found: unknown;
}

/** Reads the events of a refresh that records nothing. Components, providers and stack references are nobody's to change at AWS. */
export function driftsIn(events: readonly EngineEvent[]): DriftedResource[] {
  return events.flatMap((event): DriftedResource[] => {
    const metadata = event.resOutputsEvent?.metadata;
    if (metadata === undefined || changeIn(event) === undefined) return [];
    const { urn, type, op, old, new: found } = metadata;
    if (op === "delete" || found === undefined || isNull(found)) return [{ urn, type, kind: "gone", properties: [], found: undefined }];
    const [had, has] = [sideOf(old), sideOf(found)];
    const properties = [
      ...new Set([...namesIn(metadata.diffs), ...differing(had.inputs, has.inputs), ...differing(had.outputs, has.outputs)]),
    ]
      .sort()
      .map((name) => ({ name, state: valueOf(had, name), found: valueOf(has, name) }));
    return [{ urn, type, kind: "changed", properties, found: has }];
  });
}

interface Side {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The engine writes null where the SDK's declarations have nothing. */
const isNull = (value: unknown): boolean => value === null;

const sideOf = (state: { readonly inputs?: Properties; readonly outputs?: Properties } | undefined): Side => ({
  inputs: state?.inputs ?? {},
  outputs: state?.outputs ?? {},
});

/** What AWS has is in the outputs; what only the program says is in the inputs alone. */
const valueOf = ({ inputs, outputs }: Side, name: string): unknown => outputs[name] ?? inputs[name];

/** The engine names a part of a property as a path. */
const namesIn = (paths: readonly string[] | undefined): string[] => (paths ?? []).flatMap((path) => /^[^.[]+/.exec(path)?.[0] ?? []);

/** Texts differ where their JSON, if they are any, does. */
const differing = (had: Properties, has: Properties): string[] =>
  Object.keys({ ...had, ...has }).filter((name) => JSON.stringify(had[name]) !== JSON.stringify(has[name]));
