const DAY_MS = 24 * 60 * 60 * 1000;

/** The instant at which a grant until a day ends: the end of that day in UTC, as ISO 8601 without milliseconds. */
export function endOf(day: string): string {
  return `${new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 19)}Z`;
}

/** Whether a grant until a day has ended. */
export const isOver = (day: string, now: Date): boolean => now.getTime() >= Date.parse(endOf(day));

/** Whole days that are left of a grant, counting the last one. */
export const daysLeft = (day: string, now: Date): number => Math.ceil((Date.parse(endOf(day)) - now.getTime()) / DAY_MS);

/** A grant that must end gets a warning where it ends only after this many days, two years: by then nobody remembers why it is there. */
export const FAR_DAYS = 731;

/** A grant that ends within this many days gets a warning. */
export const WARNING_DAYS = 30;
