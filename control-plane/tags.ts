import { comparesTagKeysWithoutCase, RESERVED_TAG_KEY, TAGS_PER_RESOURCE } from "../iam/text-limits.ts";
import type { Properties } from "./properties.ts";
import type { ResourceType, Subject } from "./resource-type.ts";
import { codeOf, refuseBadText, serviceOf } from "./texts.ts";

/**
 * Refuses tags that AWS does not take: too many, reserved or repeated keys, keys and values with other characters or of another length.
 * Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function refuseBadTags(type: ResourceType, subject: Subject, tags: Properties): void {
  const keys = Object.keys(tags);
  if (keys.length > TAGS_PER_RESOURCE) {
    const code = serviceOf(type) === "iam" ? "LimitExceeded" : codeOf(type);
    subject.refuse(
      code,
      `The resource has more than ${TAGS_PER_RESOURCE} tags (got ${keys.length})`,
      "leave tags out, of the resource or of its provider",
    );
  }
  for (const [key, value] of Object.entries(tags)) {
    refuseBadText(type, subject, "tagKey", "tags.key", key);
    refuseBadText(type, subject, "tagValue", `tags.${key}.value`, String(value));
    if (!RESERVED_TAG_KEY.test(key)) continue;
    subject.refuse(
      codeOf(type),
      `aws: prefixed tag key names are not allowed for external use. (got ${JSON.stringify(key)})`,
      "rename the tag",
    );
  }
  if (!comparesTagKeysWithoutCase(serviceOf(type))) return;
  const twice = keys.find((key, index) => keys.findIndex((other) => other.toLowerCase() === key.toLowerCase()) !== index);
  if (twice === undefined) return;
  subject.refuse(
    "InvalidInput",
    `Duplicate tag keys found. Please note that Tag keys are case insensitive. (got ${JSON.stringify(twice)})`,
    "keep one of the two",
  );
}
