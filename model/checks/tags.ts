import { RESERVED_TAG_KEY, TAGS_PER_RESOURCE } from "../../iam/text-limits.ts";
import type { Check } from "./check.ts";

/** Tags that stacks put on everything (`palisade:organization`, `palisade:stack`), and the most that one resource has besides: an access role two. */
const OWN_TAGS = 4;
const MOST_TAGS = TAGS_PER_RESOURCE - OWN_TAGS;

/** Why nobody else may have a tag with this key, or undefined. AWS compares reserved beginnings without case, and IAM whole keys. */
export function reservedTagKey(key: string): string | undefined {
  if (RESERVED_TAG_KEY.test(key)) return "is reserved for AWS";
  return /^palisade:/i.test(key) ? "is reserved for what stacks and guardrails tag" : undefined;
}

/** The tags of each account, which its stacks put on everything that they make. */
export function checkTags({ draft, report }: Pick<Check, "draft" | "report">): void {
  for (const { account: part } of draft.accounts) {
    const keys = Object.keys(part?.value?.tags ?? {});
    if (part === undefined) continue;
    if (keys.length > MOST_TAGS) {
      const remedy = `AWS takes ${TAGS_PER_RESOURCE.toString()}, of which stacks need ${OWN_TAGS.toString()}; keep ${MOST_TAGS.toString()}`;
      report.problem(part, ["tags"], { what: "has too many tags", got: keys.length, remedy }, "name");
    }
    const seen = new Map<string, string>();
    for (const key of keys) {
      const reserved = reservedTagKey(key);
      const twin = seen.get(key.toLowerCase());
      if (reserved !== undefined) report.problem(part, ["tags", key], { what: reserved, got: key, remedy: "rename the tag" }, "name");
      if (twin !== undefined) {
        const what = `differs from ${JSON.stringify(twin)} in case alone, and IAM takes both for one`;
        report.problem(part, ["tags", key], { what, got: key, remedy: "keep one of the two" }, "name");
      }
      seen.set(key.toLowerCase(), key);
    }
  }
}
