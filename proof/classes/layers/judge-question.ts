import { reachesAction } from "../../engine/action-matcher.ts";
import { judgeAsRead, judgeLayer, type LayerVerdict, type VerdictAsRead } from "./judge-layer.ts";
import type { LayerClass } from "./layer-classes.ts";
import type { LayerQuestion } from "./layer-question.ts";
import { maySpeak, statementsOf } from "./speaking.ts";

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
  const isUnknown = policies.some(({ unknown }) => unknown !== undefined);
  const silently = new Map<string, JudgedClass | undefined>();
  const silentVerdict = ({ bare }: LayerClass): JudgedClass | undefined =>
    statementsOf(policies).some((each) => reachesAction(each.actions, bare.action) && maySpeak(each, bare))
      ? undefined
      : { verdict: judgeLayer(layer, [], bare), asRead: UNTURNED };
  return (each) => {
    const { action } = each.bare;
    // Endpoints let pass by where a request comes from, whatever their statements say.
    if (layer !== "endpoint" && !isUnknown && !silently.has(action)) silently.set(action, silentVerdict(each));
    return (
      silently.get(action) ?? { verdict: judgeLayer(layer, policies, each.request), asRead: judgeAsRead(layer, policies, each.request) }
    );
  };
}
