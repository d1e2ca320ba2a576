import type { Action } from "../../iam/catalogue-entries.ts";
import type { OriginClass } from "../classes/origins.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";

/** What to ask an organization about: a declared one, or exported stacks. */
export interface Questions {
  readonly resources: readonly ResourceClass[];
  /** The class of a resource by its ARN, for actions of a service; undefined for one of an account that is none of the organization's. */
  resourceOf(arn: string, service: string): ResourceClass | undefined;
  /** Every class of principals that some policy over a resource may tell from the others. */
  principalsFor(resource: ResourceClass): readonly PrincipalClass[];
  /** The classes of a principal that is named, for instance the sessions of a role. */
  principalsOf(arn: string): readonly PrincipalClass[];
  /** Every class of principals of an account, by its id. */
  principalsIn(accountId: string): readonly PrincipalClass[];
  originsFor(principal: PrincipalClass, resource: ResourceClass): readonly OriginClass[];
  actionsOn(resource: ResourceClass): readonly Action[];
}
