import { argumentOf } from "./provider-argument.ts";
import type { SeenResource } from "./rule.ts";
import { isRecord } from "./unknown-values.ts";

/** The blueprint's own tag, which names the stack. Guardrails let nobody else set tags that begin so. */
export const BLUEPRINT_TAG = "palisade:stack";

/** Whether the blueprint makes a resource: it, or its provider's default tags, have the blueprint's own tag. */
export function isOfBlueprint({ properties, provider }: SeenResource): boolean {
  const defaults = argumentOf(provider["defaultTags"]);
  return [properties["tags"], properties["tagsAll"], isRecord(defaults) ? defaults["tags"] : undefined].some(
    (tags) => isRecord(tags) && BLUEPRINT_TAG in tags,
  );
}
