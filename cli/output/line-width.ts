/** How wide a line may be. Only a terminal sets it. */
let widest = Number.POSITIVE_INFINITY;

/** Makes all tables and paragraphs fit a terminal of so many columns. */
export function fitTables(terminal: number | undefined): void {
  widest = terminal ?? Number.POSITIVE_INFINITY;
}

/** The width of a line: what is asked for, or the terminal's width where that is smaller. */
export const lineWidth = (most: number): number => Math.min(most, widest);
