import { reachesAction } from "../../engine/action-matcher.ts";
import { contestedPrincipals, contestedResources } from "../../engine/contested.ts";
import { namesCaller, type Policy, reachesResourceOf, type Statement } from "../../engine/policy.ts";
import type { PreparedRequest } from "../../engine/prepare-request.ts";
import { GRANT } from "../../engine/principal-matcher.ts";
import { once, remembered } from "../once.ts";
import { judgeAsRead, judgeLayer, type LayerVerdict, type VerdictAsRead } from "./judge-layer.ts";
import type { LayerClass } from "./layer-classes.ts";
import type { LayerQuestion } from "./layer-question.ts";

/** What the documents of a layer do with a class, and what they do under other readings of AWS's pages. */
export interface JudgedClass {
  readonly verdict: LayerVerdict;
  readonly asRead: Iterable<VerdictAsRead>;
}

const UNTURNED: readonly VerdictAsRead[] = [];

/**
 * Judges the classes of a question one after the other. Where no statement of the layer can apply to an action of the principal at the
 * resource, whatever the requests carry and wherever they come from, all of them are judged as one.
 */
export function judging({ asked: { layer }, policies }: LayerQuestion): (each: LayerClass) => JudgedClass {
  let bare: PreparedRequest | undefined;
  const speaking = once(() => policies.flatMap((policy) => [...policy.denies, ...policy.allows]).filter((each) => maySpeak(each, bare)));
  const isUnknown = policies.some((policy: Policy) => policy.unknown !== undefined);
  const isSilent = remembered((action: string) => !speaking().some(({ actions }) => reachesAction(actions, action)));
  const silently = remembered((action: string): JudgedClass | undefined =>
    bare === undefined ? undefined : { verdict: judgeLayer(layer, [], { ...bare, action }), asRead: UNTURNED },
  );
  return (each) => {
    bare = each.bare;
    // Endpoints let pass by where a request comes from, whatever their statements say.
    const judged = layer === "endpoint" || isUnknown || !isSilent(bare.action) ? undefined : silently(bare.action);
    return judged ?? { verdict: judgeLayer(layer, policies, each.request), asRead: judgeAsRead(layer, policies, each.request) };
  };
}

/** Whether a statement may apply to some request of a principal for a resource, under some reading. */
function maySpeak(statement: Statement, bare: PreparedRequest | undefined): boolean {
  if (bare === undefined || statement.asksForMore || (statement.resources?.variables.length ?? 0) > 0) return true;
  const isNamed = namesCaller(statement, bare, false, true) !== GRANT.none || contestedPrincipals(statement, bare).length > 0;
  return isNamed && (reachesResourceOf(statement, bare, true) || contestedResources(statement, bare).length > 0);
}
