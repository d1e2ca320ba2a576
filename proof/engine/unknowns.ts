import { exemption } from "./binding.ts";
import { holdsWithin } from "./condition.ts";
import { lackingLayers } from "./lacking-layers.ts";
import type { Layer, Layers, PolicyGroup } from "./layers.ts";
import { isWithinAccount } from "./permission.ts";
import { applies, type Policy, reachesResourceOf, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";

/** Something unknown that a decision turns on, and the first place where it does: a policy, and in it a statement if its text is known. */
export interface Unknown {
  /** What is unknown, what would say it, and where. */
  readonly what: string;
  readonly layer: Layer;
  /** The level of an SCP or RCP from the root down, from 0. */
  readonly level: number | undefined;
  readonly policy: Policy;
  readonly statement: Statement | undefined;
}

/**
 * What an undecided request turns on: every policy that binds it and whose text is unknown, what keeps a Deny from being certain, and what
 * keeps an Allow from being certain in a layer where no other is. Each once.
 */
export function unknownsOf(request: PreparedRequest, layers: Layers): readonly Unknown[] {
  const isLacking = lackingOf(request, layers);
  const found = layers.groups
    .filter(({ layer }) => exemption(layer, request) === undefined)
    .flatMap((group) => group.policies.flatMap((policy) => inPolicy(group, policy, request, layers, isLacking(group))));
  const first = new Map<string, Unknown>();
  for (const unknown of found) if (!first.has(unknown.what)) first.set(unknown.what, unknown);
  return [...first.values()];
}

/** Which groups lack a certain Allow. A more direct grant of the resource's policy makes up for what other layers of its account lack. */
function lackingOf(request: PreparedRequest, layers: Layers): (group: PolicyGroup) => boolean {
  const lacking = lackingLayers(request, layers);
  const isMadeUpFor =
    isWithinAccount(request) && lacking.some(({ layer }) => layer === "identity" || layer === "boundary" || layer === "session");
  return (group) =>
    (group.layer === "resource" && isMadeUpFor) || lacking.some(({ layer, level }) => layer === group.layer && level === group.level);
}

function inPolicy(
  { layer, level }: PolicyGroup,
  policy: Policy,
  request: PreparedRequest,
  layers: Layers,
  isLacking: boolean,
): readonly Unknown[] {
  if (policy.unknown !== undefined) return [{ what: policy.unknown, layer, level, policy, statement: undefined }];
  const hasBoundary = layers.boundary !== undefined;
  const isOpen = (statement: Statement) =>
    applies(statement, request, hasBoundary, true) && !applies(statement, request, hasBoundary, false);
  return [...policy.denies, ...(isLacking ? policy.allows : [])]
    .filter(isOpen)
    .flatMap((statement) => inStatement(statement, request).map((what) => ({ what, layer, level, policy, statement })));
}

/** What keeps a statement that may apply from applying certainly. */
function inStatement(statement: Statement, request: PreparedRequest): readonly string[] {
  const { context, resource } = request;
  const isResourceOpen = !reachesResourceOf(statement, request);
  const conditions = statement.conditions.filter((condition) => !holdsWithin(condition, context, false));
  const keys = [
    ...(isResourceOpen ? (statement.resources?.variableKeys ?? []) : []),
    ...conditions.flatMap(({ lowerCaseKey, variableKeys }) => [lowerCaseKey, ...variableKeys]),
  ];
  return [
    ...(isResourceOpen && resource.unknown !== undefined ? [resource.unknown] : []),
    ...keys.flatMap((key) => context.unknown(key) ?? []),
  ];
}
