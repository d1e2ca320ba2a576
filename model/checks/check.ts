import type { Finding } from "../problem.ts";
import type { Draft } from "../reading/draft.ts";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import type { ConsumerUses } from "./grant-facts.ts";

/** Where a check puts what it finds. */
export interface Report {
  problem(part: Part<unknown>, path: Path, finding: Finding, at?: "name" | "value"): void;
  warning(part: Part<unknown>, path: Path, finding: Finding, at?: "name" | "value"): void;
}

/** What a check sees: the draft, the injected clock, and where to report. */
export interface Check {
  readonly draft: Draft;
  readonly now: Date;
  readonly report: Report;
  /** What follows about each consumer from all grants to it. */
  readonly uses: ConsumerUses;
}
