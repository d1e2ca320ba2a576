/** What a rule says of a resource. */
export interface Finding {
  readonly urn: string;
  readonly message: string;
  /** "violation" when the rule is broken; "not known" when this preview does not show whether it is. */
  readonly verdict: "violation" | "not known";
}

/** A finding of a broken rule. The message says what is wrong, what was found, and what to do. */
export function violation({ urn }: { readonly urn: string }, message: string): Finding {
  return { urn, message, verdict: "violation" };
}

/** A finding that the rule cannot decide yet. */
export function undecided({ urn }: { readonly urn: string }, what: string): Finding {
  return { urn, message: `${what} is not known in this preview; the rule judges it when it is known`, verdict: "not known" };
}
