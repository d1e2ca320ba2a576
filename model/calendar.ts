const DAY_MS = 24 * 60 * 60 * 1000;

/** The instant at which a grant until a day ends: the end of that day in UTC, as ISO 8601 without milliseconds. */
export function endOf(day: string): string {
  return `${new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 19)}Z`;
}

/** The instant that a text says, as ISO 8601 in UTC without milliseconds: a day says its end. */
export const instantOf = (text: string): string =>
  text.includes("T") ? `${new Date(Date.parse(text)).toISOString().slice(0, 19)}Z` : endOf(text);

/** Within how many days a perimeter has to be confirmed. */
export const DAYS_TO_CONFIRM = 7;

/** The last instant by which a perimeter may be confirmed, as ISO 8601 in UTC without milliseconds. */
export const lastToConfirm = (now: Date): string => instantOf(new Date(now.getTime() + DAYS_TO_CONFIRM * DAY_MS).toISOString());

/** Whether a grant until a day has ended. */
export const isOver = (day: string, now: Date): boolean => now.getTime() >= Date.parse(endOf(day));

/** Whole days that are left of a grant, counting the last one. */
export const daysLeft = (day: string, now: Date): number => Math.ceil((Date.parse(endOf(day)) - now.getTime()) / DAY_MS);

/** A grant that must end gets a warning where it ends only after this many days, two years: by then nobody remembers why it is there. */
export const FAR_DAYS = 731;

/** A grant that ends within this many days gets a warning. */
export const WARNING_DAYS = 30;
