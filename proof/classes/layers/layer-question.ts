import type { Action } from "../../../iam/catalogue-entries.ts";
import type { Policy } from "../../engine/policy.ts";
import type { ContextValues } from "../../engine/request-context.ts";
import type { IntendedResource } from "../../intent/intended.ts";
import type { AskedLayer } from "../../intent/layers/layer-expectation.ts";
import type { LayerWhat } from "../../intent/layers/layer-subject.ts";
import type { Where } from "../../intent/subject.ts";
import type { PrincipalClass } from "../principals.ts";

/** A resource that layers are asked about, by one example. */
export interface LayerResource {
  readonly what: LayerWhat;
  readonly arn: string;
  /** The service and resource type whose actions act on it, as the catalogue names them; no type for calls without a resource. */
  readonly service: string;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly declared: IntendedResource | undefined;
  /** The actions to ask about; undefined for all of its service on the type. */
  readonly actions: readonly string[] | undefined;
}

/** Where requests come from, as the keys that say so. */
export interface LayerOrigin {
  readonly where: Where;
  /** The region that the request says, where it is not the resource's. */
  readonly region: string | undefined;
  readonly context: ContextValues;
}

/** Everything that is asked of one layer about one principal and one resource. */
export interface LayerQuestion {
  readonly asked: AskedLayer;
  readonly principal: PrincipalClass;
  readonly resource: LayerResource;
  readonly origins: readonly LayerOrigin[];
  readonly actions: readonly Action[];
  /** The layer's documents that stacks make. */
  readonly policies: readonly Policy[];
  /** Keys that the organization gives every such request. */
  readonly context: ContextValues;
}
