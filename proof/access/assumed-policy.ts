import { assumedTrust } from "../classes/at-worst.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { ANY_CALLER, ANY_TRUST } from "../engine/aws-policies.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";

const NAMES = new WeakMap<OrganizationWorld, Map<string, string>>();

/** What is unknown of the policy of a resource that nobody described, which the enumeration takes to allow anybody; undefined for any other, and where the declaration says whom it allows. */
export function assumedPolicy(world: OrganizationWorld, { layers, principal, resource, actions }: DecidedClass): string | undefined {
  if (layers.resource !== ANY_CALLER && layers.resource !== ANY_TRUST) return undefined;
  if (assumedTrust(() => layers, principal, resource).length > 0) return undefined;
  const names = NAMES.get(world) ?? new Map<string, string>();
  NAMES.set(world, names);
  const named = names.get(resource.arn);
  if (named !== undefined) return named;
  const request = { principal: principal.principal, action: actions[0] ?? "", resource: resource.arn, context: {} };
  const situation = world.situate(request);
  const name = ("steps" in situation ? situation.steps[0].layers.resource?.unknown : undefined) ?? "the resource's own policy";
  names.set(resource.arn, name);
  return name;
}
