import type * as aws from "@pulumi/aws";
import type { Layer as LayerName } from "../model/names.ts";
import type { ResolvedAccount, ResolvedPlan } from "../model/resolve.ts";
import type { Outputs } from "./contract.ts";
import type { Need, References } from "./references.ts";

/** Everything a layer knows; a user's extension gets the same. */
export interface LayerContext {
  readonly stack: string;
  readonly layer: LayerName;
  readonly plan: ResolvedPlan;
  /** Works in the account that the stack acts in. */
  readonly provider: aws.Provider;
  readonly references: References;
}

/** The context of a layer that every account has a stack of. */
export interface AccountContext extends LayerContext {
  readonly account: ResolvedAccount & { readonly id: string };
}

/** A layer that there is one stack of. */
export interface OrganizationLayer {
  readonly needs: (plan: ResolvedPlan) => readonly Need[];
  readonly build: (context: LayerContext) => Promise<Outputs> | Outputs;
}

/** A layer that every account has a stack of. */
export interface AccountLayer {
  readonly needs: (plan: ResolvedPlan, account: AccountContext["account"]) => readonly Need[];
  readonly build: (context: AccountContext) => Promise<Outputs> | Outputs;
}

/** A user's own resources at the end of a layer; what it returns, or promises, as an object is handed on under names of its own. */
export type Extension = (context: LayerContext | AccountContext) => unknown;

/** A user's extensions by layer. */
export type Extensions = { readonly [L in LayerName]?: Extension };
