import { instantOf, lastToConfirm } from "../calendar.ts";
import { lapseOf } from "../settings.ts";
import type { Check } from "./check.ts";

/** Why sensitive data is not taken by an account, as the end of a sentence. */
export const UNCONFIRMED = "whose perimeter lapses unless it is confirmed";

/** What an account needs before it takes sensitive data. A change in review confirms a perimeter, and never a run. */
export const confirmFirst = (account: string): string => `confirm the perimeter of ${account} first, by deleting unlessConfirmedBy`;

/**
 * Perimeters that lapse unless they are confirmed: within a week, so that nobody forgets one. Both sides of the instant are valid, and nothing
 * that is deployed changes when it passes; a warning says which side it is.
 */
export function checkLapsingPerimeters({ draft, now, report }: Check): void {
  for (const { account: part } of draft.accounts) {
    const written = part?.value === undefined ? undefined : lapseOf(part.value);
    if (part === undefined || written === undefined) continue;
    const path = ["perimeter", "unlessConfirmedBy"];
    const lapse = Date.parse(instantOf(written));
    const last = lastToConfirm(now);
    if (lapse > Date.parse(last))
      report.problem(part, path, {
        what: "is more than a week ahead, and a perimeter that waits longer is forgotten",
        got: written,
        remedy: `write ${last} or an earlier instant`,
      });
    else
      report.warning(part, path, {
        what:
          now.getTime() < lapse
            ? "the perimeter lapses at this instant unless it is confirmed"
            : "the perimeter has lapsed: its network and data denies apply no longer",
        got: written,
        remedy:
          now.getTime() < lapse
            ? "delete the line to confirm it"
            : "delete the line to confirm it, which makes them stand again for good; no run extends it",
      });
  }
}
