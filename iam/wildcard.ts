/**
 * The pattern of an IAM action or name as a regular expression over the whole text: `*` stands for any run of characters, `?` for exactly
 * one. Case counts: where AWS ignores it, lower both sides.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
