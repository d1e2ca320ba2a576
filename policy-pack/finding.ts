/** A rule's message about a resource. */
export interface Finding {
  readonly urn: string;
  readonly message: string;
  /**
   * `violation`: the resource breaks the rule. `undecided`: the preview does not show the values that decide it. `notice`: nothing is broken
   * yet.
   */
  readonly verdict: "violation" | "undecided" | "notice";
}

/** A finding that a resource breaks a rule. The message says what is wrong, what was found, and what to do. */
export function violation({ urn }: { readonly urn: string }, message: string): Finding {
  return { urn, message, verdict: "violation" };
}

/** A finding that a rule cannot decide yet, because a value is unknown. */
export function undecided({ urn }: { readonly urn: string }, what: string): Finding {
  return { urn, message: `${what} is unknown in this preview; the rule checks it during the update`, verdict: "undecided" };
}

/** A finding that a rule cannot decide, in a preview or later, since it lies outside what the rule sees. `what` is a clause; the remedy lets it be seen, or looked up. */
export function unseen({ urn }: { readonly urn: string }, what: string, remedy: string): Finding {
  return { urn, message: `${what}; ${remedy}`, verdict: "undecided" };
}

/** A finding of what will break, or is left over. */
export function notice({ urn }: { readonly urn: string }, message: string): Finding {
  return { urn, message, verdict: "notice" };
}
