import type { Finding } from "../verdict/finding.ts";

/** What was found of a claim: `not known` where it rests on something that nobody described, or that is not there yet. */
export type ClaimVerdict = "holds" | "broken" | "not known";

/** A claim about the whole organization, with what was asked and what was found. */
export interface DecidedClaim {
  /** A word for a built-in claim; the place of one of claims.yaml, as in `never[0]`. */
  readonly name: string;
  /** What it says, as a sentence without a full stop. */
  readonly says: string;
  /** Where it stands, as `<file>:<line>:<column>`; undefined for a built-in one. */
  readonly declaredAt: string | undefined;
  /** How many classes of requests were asked, or how many statements. */
  readonly asked: number;
  readonly verdict: ClaimVerdict;
  /** The classes that break it, or that are not known, with one request as the example. */
  readonly finding: Finding | undefined;
  /** Statements that break it, by document and statement. */
  readonly statements: readonly string[];
}
