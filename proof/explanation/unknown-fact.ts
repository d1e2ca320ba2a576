/** Something that exists and that nobody described, on which an answer may rest. */
export interface UnknownFact {
  /** What it is, as in "the policy of …". */
  readonly what: string;
  /** What to write where, so that it is no longer unknown; absent where `what` says it. */
  readonly remedy?: string;
}
