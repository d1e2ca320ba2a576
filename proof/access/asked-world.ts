import type { Catalogue } from "../../iam/catalogue.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";

/** The organization that is asked, as of an instant. */
export interface AskedWorld {
  readonly world: OrganizationWorld;
  readonly catalogue: Catalogue;
  readonly now: Date;
}
