import { compareInputs } from "../control-plane/compare-inputs.ts";
import { isModelled, resourceType } from "../control-plane/modelled-types.ts";
import { canonical } from "../control-plane/properties.ts";
import type { RehearsedResource } from "./rehearsal-result.ts";

/** How a stack of two rehearsals differs. */
export interface StackDifference {
  /** URNs of resources that are made, changed or deleted, sorted. */
  readonly resources: readonly string[];
  /** Names of outputs that differ, sorted. */
  readonly outputs: readonly string[];
  /** Whether a resource is replaced, so that AWS gives it another id which stacks that read it get. */
  readonly replaces: boolean;
}

const STACK = "pulumi:pulumi:Stack";
const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/**
 * The stacks that differ between two rehearsals, by name: those that the engine would change if it deployed the second after the first.
 * Inputs are compared by their meaning, as the engine's providers do.
 */
export function compareStacks(
  before: readonly RehearsedResource[],
  after: readonly RehearsedResource[],
): ReadonlyMap<string, StackDifference> {
  const olds = byUrn(before);
  const news = byUrn(after);
  const found = new Map<string, { resources: string[]; outputs: string[]; replaces: boolean }>();
  for (const urn of new Set([...olds.keys(), ...news.keys()])) {
    const [old, now] = [olds.get(urn), news.get(urn)];
    const stack = (now ?? old)?.stack ?? "";
    const difference = found.get(stack) ?? { resources: [], outputs: [], replaces: false };
    if (now?.type === STACK && old !== undefined) difference.outputs.push(...differingOutputs(old, now));
    else {
      const kind = old === undefined || now === undefined ? "changed" : differenceOf(old, now);
      if (kind !== "same") difference.resources.push(urn);
      if (kind === "replaced") difference.replaces = true;
    }
    if (difference.resources.length > 0 || difference.outputs.length > 0) found.set(stack, difference);
  }
  return new Map(
    [...found].map(([stack, { resources, outputs, replaces }]) => [
      stack,
      { resources: resources.sort(), outputs: outputs.sort(), replaces },
    ]),
  );
}

/** What other stacks hand on is in the inputs of the resources that use it. */
const byUrn = (resources: readonly RehearsedResource[]): Map<string, RehearsedResource> =>
  new Map(resources.filter(({ type }) => type !== STACK_REFERENCE).map((resource) => [resource.urn, resource]));

function differingOutputs({ outputs: olds }: RehearsedResource, { outputs: news }: RehearsedResource): string[] {
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((name) => canonical(olds[name]) !== canonical(news[name]));
}

function differenceOf(old: RehearsedResource, now: RehearsedResource): "same" | "changed" | "replaced" {
  const inputs = inputsDiffer(old, now);
  if (inputs !== "same") return inputs;
  const told = ({ parent, protect, account, region }: RehearsedResource) =>
    canonical({ parent, protect: protect === true, account, region });
  return told(old) === told(now) ? "same" : "changed";
}

function inputsDiffer({ type, account, region, inputs: olds }: RehearsedResource, { inputs: news }: RehearsedResource) {
  if (!isModelled(type)) return canonical(olds) === canonical(news) ? "same" : isOfProvider(type) ? "replaced" : "changed";
  const { changes, replaces } = compareInputs(resourceType(type), { caller: { account, region }, olds, news });
  return replaces.length > 0 ? "replaced" : changes.length > 0 ? "changed" : "same";
}

/** Of a resource whose type is not modelled nobody knows here whether AWS replaces it. Components and Pulumi's own have no ids to hand on. */
const isOfProvider = (type: string): boolean => !/^(?:palisade|pulumi|awsx):/.test(type);
