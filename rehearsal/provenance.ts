import { compareText } from "../iam/compare-text.ts";
import type { Trace } from "../stacks/wiring/layer.ts";
import type { Rehearsal } from "./rehearsal-result.ts";

/** The place in the declaration that a deployed statement comes from. */
export interface Provenance {
  /** The policy's resource, or the resource that the policy is attached to. */
  readonly urn: string;
  /** The statement's Sid. */
  readonly statement: string;
  /** The item of the declaration that needs the statement. */
  readonly item: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The provenance of all statements that the stacks traced, for resources that were registered. Sorted. */
export function provenanceOf({ resources }: Rehearsal, traces: readonly Trace[]): Provenance[] {
  const urns = new Map(resources.map(({ stack, name, urn }) => [`${stack} ${name}`, urn]));
  const found = traces.flatMap(({ stack, resource, statement, origin: { id, file, line, column } }): Provenance[] => {
    const urn = urns.get(`${stack} ${resource}`);
    return urn === undefined ? [] : [{ urn, statement, item: id, file, line, column }];
  });
  const unique = new Map(found.map((each) => [`${each.urn} ${each.statement} ${each.item}`, each]));
  return [...unique].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
}

/** The provenance as a JSON text that is the same byte for byte for the same declaration. */
export const provenanceJson = (provenance: readonly Provenance[]): string => `${JSON.stringify(provenance, undefined, 2)}\n`;
