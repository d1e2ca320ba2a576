import { createHash } from "node:crypto";

const HASH_LENGTH = 4;

/**
 * The Sid of a statement that comes from a grant: a sentence, and behind it a hash of what it follows.
 * AWS stores a role in a policy by its unique id. A role that is made anew under its name has another one, and the policy that names it
 * is silently dead; the hash changes with the id, so that the next run writes the document again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @param words kebab-case names and words, joined to PascalCase
 * @param identity what the statement follows: a role's unique id, or where no role is named the grant's id, which keeps like words apart
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
