import { createHash } from "node:crypto";

const HASH_LENGTH = 4;

/**
 * The Sid of a statement that comes from a grant: a sentence, followed by a hash.
 * AWS stores a role in a policy by its unique id. A role that is made anew under its name has another id, and the policy that names it silently
 * stops working. The hash changes with the id, so that the next run writes the document again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @param words kebab-case names and words, joined to PascalCase
 * @param identity what the hash follows: a role's unique id, or the grant's id where the statement names no role, so that equal words stay apart
 */
export function sidOf(words: readonly string[], identity: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([words, identity]))
    .digest("hex")
    .slice(0, HASH_LENGTH);
  return `${pascalCase(words.join("-"))}${hash}`;
}

/** `nightly-etl` as `NightlyEtl`; what is neither letter nor digit ends a word. */
export function pascalCase(text: string): string {
  return text
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
