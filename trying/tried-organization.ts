import type { Catalogue } from "../iam/catalogue.ts";
import type { ResolvedPlan } from "../model/plan/resolve.ts";
import type { OrganizationWorld } from "../proof/world/organization-world.ts";
import type { Explained } from "./denial-message.ts";

/** An organization that can be called. */
export interface TriedOrganization {
  readonly plan: ResolvedPlan;
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  /** When the policies are read as of. The lifetimes of credentials are counted by the clock. */
  readonly now: Date;
  /** What is said of a denial beside AWS's own words. */
  readonly explained: Explained;
}

/** The services whose actions are decided here. */
export const TRIED_SERVICES: readonly string[] = ["dynamodb", "kms", "secretsmanager", "sts"];
