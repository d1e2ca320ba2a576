/** Something that exists and that nobody described, on which an answer may rest. */
export interface UnknownFact {
  /** What it is, as in "the policy of …"; the name of the policy that it is. */
  readonly what: string;
  /** What to write where, so that it is no longer unknown. */
  readonly remedy: string;
}
