import { wildcard } from "../iam/wildcard.ts";

/** Two names of one kind of resource that have nothing in common but the parts that all such names have. */
export type UnlikePair = readonly [string, string];

/** Whether a pattern matches both names of a pair, and so matches every resource of the kind. */
export function matchesEverything(pattern: string, pairs: readonly UnlikePair[]): boolean {
  const reached = wildcard(pattern);
  return pairs.some((pair) => pair.every((text) => reached.test(text)));
}

const ARN_FIELDS = 6;

/**
 * An ARN with wildcards in place of the fields that it leaves out, as AWS completes it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes-strings
 */
export function completedArn(text: string): string {
  return text.startsWith("arn:") ? text + ":*".repeat(Math.max(0, ARN_FIELDS - text.split(":").length)) : text;
}
