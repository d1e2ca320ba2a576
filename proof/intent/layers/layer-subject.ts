import type { Carried, What, Where, Who } from "../subject.ts";

/** The layers of policies that Palisade writes, each of which is asked alone; a role's trust policy is a layer of its own. */
export type PolicyLayer = "identity" | "resource" | "trust" | "endpoint" | "serviceControl" | "resourceControl";

/** What a request is for, resources of other services and calls without a resource included. */
export type LayerWhat =
  | What
  /** A resource of a service that Palisade guards nothing in, or a resource of an account that is nobody's. */
  | { readonly kind: "other"; readonly account: string; readonly service: string; readonly name: string }
  /** A call that has no resource. */
  | { readonly kind: "service"; readonly account: string; readonly service: string };

/** One request in the declaration's terms, as one layer sees it. */
export interface LayerAsked {
  readonly who: Who;
  readonly action: string;
  readonly what: LayerWhat;
  readonly where: Where;
  /** The region that the request says. */
  readonly region: string;
  /** The region that the name of what it is for says, which is another one only where a layer is asked of what no call says. */
  readonly regionOfWhat: string;
  readonly at: Date;
  /** Everything else that the request carries, keys in lower case. */
  readonly carried: Carried;
}

/**
 * What a layer's own documents do with a request: `denied`; `allowed`, by a statement that names the principal; or `left`, where they say
 * nothing against it and other layers decide. `open` where the declaration leaves it to others on purpose.
 */
export type LayerEffect = "denied" | "allowed" | "left" | "open";

/** What a layer's documents ought to do with a request, and why, in words. */
export interface LayerExpectation {
  readonly effect: LayerEffect;
  readonly because: string;
  readonly declaredAt?: string;
}

/** What nobody declares and the layers' expectations need, because AWS makes it up. */
export interface LayerFacts {
  /** The organization's id. */
  readonly organizationId: string;
}

/** Makes an expectation of a layer. */
export const layerExpects = (effect: LayerEffect, because: string, declaredAt?: string): LayerExpectation =>
  declaredAt === undefined ? { effect, because } : { effect, because, declaredAt };

/** Denies everybody but who is exempt; undefined where nothing is said of the request. */
export const except = (isExempt: boolean, because: string): LayerExpectation | undefined =>
  isExempt ? undefined : layerExpects("denied", because);

/** The values that a request carries under a key. */
export const carriedOf = ({ carried }: LayerAsked, key: string): readonly string[] | undefined => carried.get(key.toLowerCase());
