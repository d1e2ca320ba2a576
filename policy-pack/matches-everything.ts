import { wildcard } from "../iam/wildcard.ts";

/** Two things of one kind whose names share nothing but what AWS writes into all names of the kind. */
export type UnlikePair = readonly [string, string];

/** Whether a pattern reaches both of some pair, and so says nothing of what a thing is called. */
export function matchesEverything(pattern: string, pairs: readonly UnlikePair[]): boolean {
  const reached = wildcard(pattern);
  return pairs.some((pair) => pair.every((text) => reached.test(text)));
}

const ARN_FIELDS = 6;

/**
 * An ARN with the fields that it leaves out as wildcards, as AWS completes it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes-strings
 */
export function completedArn(text: string): string {
  return text.startsWith("arn:") ? text + ":*".repeat(Math.max(0, ARN_FIELDS - text.split(":").length)) : text;
}
