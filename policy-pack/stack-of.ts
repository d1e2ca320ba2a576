import type { SeenResource } from "./rule.ts";

/** The stack and project of a resource, as its URN begins. */
export const stackOf = ({ urn }: Pick<SeenResource, "urn">): string => urn.split("::").slice(0, 2).join("::");

/** Whether two resources are of one stack and deployed by one provider. */
export const isBeside = (one: SeenResource, other: SeenResource): boolean =>
  stackOf(one) === stackOf(other) && JSON.stringify(one.provider) === JSON.stringify(other.provider);
