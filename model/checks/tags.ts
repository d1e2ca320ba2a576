import { RESERVED_TAG_KEY, TAGS_PER_RESOURCE } from "../../iam/text-limits.ts";
import type { Finding } from "../problem.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";

/** Tags that stacks put on everything (`palisade:organization`, `palisade:stack`), and the most that one resource has besides: an access role two. */
const OWN_TAGS = 4;
/** The tags that stacks put on a table, a key or a secret. */
const OWN_TAGS_OF_DATA = 2;

/** What is said of more tags than AWS takes beside those of stacks; undefined where they fit. */
function tooMany(got: number, own: number, beside = ""): Finding | undefined {
  const most = TAGS_PER_RESOURCE - own;
  if (got <= most) return undefined;
  const remedy = `AWS takes ${TAGS_PER_RESOURCE.toString()}, of which stacks need ${own.toString()}; keep ${most.toString()}`;
  return { what: `has too many tags${beside}`, got, remedy };
}

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
    const excess = tooMany(keys.length, OWN_TAGS);
    if (excess !== undefined) report.problem(part, ["tags"], excess, "name");
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

/** The tags of a table, key or secret, which stand beside those of its account. */
export function checkTagsOfData({ report }: Pick<Check, "report">, { part, path, owner, declared }: DeclaredResource): void {
  if (declared.tags === undefined) return;
  const where = [...path, "tags"];
  if (declared.existing !== undefined) {
    const remedy = "remove them, and let whoever made it set them";
    report.problem(part, where, { what: "are tags of what exists already, which Palisade does not change", remedy }, "name");
    return;
  }
  const ofAccount = Object.keys(owner.account?.value?.tags ?? {});
  const keys = Object.keys(declared.tags);
  const beside = ofAccount.length === 0 ? "" : ` with those of ${owner.name}`;
  const excess = tooMany(new Set([...ofAccount, ...keys]).size, OWN_TAGS_OF_DATA, beside);
  if (excess !== undefined) report.problem(part, where, excess, "name");
  const seen = new Map(ofAccount.map((key) => [key.toLowerCase(), { key, of: ` of ${owner.name}` }]));
  for (const key of keys) {
    const reserved = reservedTagKey(key);
    const twin = seen.get(key.toLowerCase());
    if (reserved !== undefined) report.problem(part, [...where, key], { what: reserved, got: key, remedy: "rename the tag" }, "name");
    if (twin !== undefined && twin.key !== key) {
      const what = `differs from ${JSON.stringify(twin.key)}${twin.of} in case alone`;
      report.problem(part, [...where, key], { what, got: key, remedy: `write ${twin.key}, or rename the tag` }, "name");
    }
    seen.set(key.toLowerCase(), { key, of: "" });
  }
}
