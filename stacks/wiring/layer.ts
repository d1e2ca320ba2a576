import type * as aws from "@pulumi/aws";
import type { Layer as LayerName } from "../../model/names.ts";
import type { Origin } from "../../model/plan/origin.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Outputs } from "./contract.ts";
import type { Need, References } from "./references.ts";

/** A statement of a policy with the part of the declaration that it comes from. */
export interface Trace {
  readonly stack: string;
  /** The logical name of the resource that the policy is attached to, or is. */
  readonly resource: string;
  /** The statement's Sid. */
  readonly statement: string;
  readonly origin: Origin;
}

/** Everything that a layer works with; a user's extension gets the same. */
export interface LayerContext {
  readonly stack: string;
  readonly layer: LayerName;
  readonly plan: ResolvedPlan;
  /** Works in the account that the stack acts in. */
  readonly provider: aws.Provider;
  readonly references: References;
  /** Reports where a statement comes from; only a rehearsal listens. */
  readonly trace: (trace: Trace) => void;
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

/** A statement with the parts of the declaration that it comes from. */
export interface Originated<S> {
  readonly statement: S;
  readonly origins: readonly Origin[];
}

/** The statements of all grants, each with the place of its grant. */
export const ofGrants = <G extends { readonly grant: { readonly origin: Origin } }, S>(
  grants: readonly G[],
  make: (grant: G) => readonly S[],
): Originated<S>[] => grants.flatMap((each) => make(each).map((statement) => ({ statement, origins: [each.grant.origin] })));

/** The statements alone, each reported with where it comes from. */
export function reported<S extends { readonly sid: string }>(
  { stack, trace }: LayerContext,
  resource: string,
  statements: readonly Originated<S>[],
): S[] {
  return statements.map(({ statement, origins }) => {
    for (const origin of origins) trace({ stack, resource, statement: statement.sid, origin });
    return statement;
  });
}

/** The statements of all grants, each reported with the place of its grant. */
export function statementsOf<G extends { readonly grant: { readonly origin: Origin } }, S extends { readonly sid: string }>(
  context: LayerContext,
  resource: string,
  grants: readonly G[],
  make: (grant: G) => readonly S[],
): S[] {
  return reported(context, resource, ofGrants(grants, make));
}
