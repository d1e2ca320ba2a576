import type { Action } from "../../../iam/catalogue-entries.ts";
import { isForwardedIn, type PreparedRequest, prepareRequest } from "../../engine/prepare-request.ts";
import type { ContextValues, RequestContext } from "../../engine/request-context.ts";
import { once, remembered } from "../once.ts";
import { withAction } from "../pair.ts";
import { saysMoreOfCaller } from "../places.ts";
import { isOdd, withChain } from "../spots.ts";
import type { Variation } from "../varying.ts";
import type { LayerOrigin, LayerQuestion } from "./layer-question.ts";
import type { LayerSubject } from "./layer-sources.ts";

/** The requests of a question as the engine takes them. */
export interface LayerRequests {
  /** From nowhere, carrying nothing. */
  readonly bare: (action: string) => PreparedRequest;
  /** The context of the requests from an origin, or from nowhere, without what varies. */
  readonly contextAt: (origin: LayerOrigin | undefined) => RequestContext;
  readonly from: (origin: LayerOrigin, action: Action, variation: Variation) => PreparedRequest;
}

/** Reads the requests of a question; most of them by what they add to one that comes from nowhere and carries nothing. */
export function requestsOf({ catalogue, intended }: LayerSubject, { principal, resource, context, actions }: LayerQuestion): LayerRequests {
  const read = (action: string, further: ContextValues, at: Date) =>
    prepareRequest(
      { principal: principal.principal, action, resource: resource.arn, context: { ...context, ...further } },
      { now: at, catalogue },
    );
  const plain = once(() => read(actions[0]?.name ?? "", {}, intended.now));
  const contextAt = remembered((origin: LayerOrigin | undefined) =>
    origin === undefined ? plain().context : plain().context.further(withChain(origin.context)),
  );
  return {
    bare: remembered((action: string) => withAction(plain(), action)),
    contextAt,
    from: (origin, { name }, variation) => {
      const added = { ...origin.context, ...variation.carried };
      if (isOdd(origin.context) || saysMoreOfCaller(variation)) return read(name, added, variation.at);
      const there = variation.isPlain ? contextAt(origin) : contextAt(origin).further(variation.changes);
      const bare = withAction(plain(), name);
      return {
        ...bare,
        request: { ...bare.request, context: { ...context, ...added } },
        context: there,
        isForwarded: isForwardedIn(there),
      };
    },
  };
}
