import { exemption } from "./binding.ts";
import { holdsWithin } from "./condition.ts";
import { lackingLayers } from "./lacking-layers.ts";
import type { Layer, Layers, PolicyGroup } from "./layers.ts";
import { isWithinAccount } from "./permission.ts";
import { grantOf, namesCaller, type Policy, reachesResourceOf, type Statement } from "./policy.ts";
import type { PreparedRequest } from "./prepare-request.ts";
import { unknownId, unknownSession } from "./user-id.ts";

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
    grantOf(statement, request, hasBoundary, true) !== grantOf(statement, request, hasBoundary, false);
  return [...policy.denies, ...(isLacking ? policy.allows : [])]
    .filter(isOpen)
    .flatMap((statement) => inStatement(statement, request, hasBoundary).map((what) => ({ what, layer, level, policy, statement })));
}

/** What keeps a statement that may apply from applying certainly. */
function inStatement(statement: Statement, request: PreparedRequest, hasBoundary: boolean): readonly string[] {
  const { context, resource } = request;
  const isResourceOpen = !reachesResourceOf(statement, request);
  const conditions = statement.conditions.filter((condition) => !holdsWithin(condition, context, false));
  const keys = [
    ...(isResourceOpen ? (statement.resources?.variables ?? []).map(({ key }) => key) : []),
    ...conditions.flatMap(({ lowerCaseKey, variables }) => [lowerCaseKey, ...variables.map(({ key }) => key)]),
  ];
  return [
    ...unknownOfCaller(statement, request, hasBoundary),
    ...(isResourceOpen && resource.unknown !== undefined ? [resource.unknown] : []),
    ...keys.flatMap((key) => context.unknown(key) ?? []),
  ];
}

/** What is unknown of the caller where the statement may name it and may not. */
function unknownOfCaller(statement: Statement, request: PreparedRequest, hasBoundary: boolean): readonly string[] {
  const { principal } = request;
  if (principal.arn === undefined) return [];
  if (namesCaller(statement, request, hasBoundary, true) === namesCaller(statement, request, hasBoundary)) return [];
  const { ids = new Set() } = statement.principals ?? {};
  return [principal.uniqueId === undefined && ids.size > 0 ? unknownId(principal.arn) : unknownSession(principal.arn)];
}
