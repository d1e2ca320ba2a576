import { colours } from "./colours.ts";
import { wrapped } from "./wrapped.ts";

/** How many entries of a list, and names in an entry, a page prints unless it says otherwise. */
const SHOWN = 4;
const NAMES_SHOWN = 12;

/** A titled list, shortened; nothing where there are no entries. */
export function pageSection(title: string, total: number, entries: readonly string[], shown = SHOWN): string {
  if (entries.length === 0) return "";
  return `${pageTitle(title, total.toString())}${pageList(entries, shown)}`;
}

/** A title with what stands in brackets behind it. */
export const pageTitle = (title: string, counted: string): string => `${colours.bold(title)} (${counted})\n`;

/** The first entries of a list, and how many are left. */
export function pageList(entries: readonly string[], shown = SHOWN): string {
  const left = entries.length - shown;
  return [...entries.slice(0, shown), ...(left <= 0 ? [] : [`and ${left.toString()} more`])].map((text) => pageItem(text)).join("");
}

/** One entry of a list, over as many lines as it takes. */
export const pageItem = (text: string, first = "  "): string => wrapped(text, { first, rest: first.length + 2 });

/** A command that can be copied as it stands, over several lines where it is long. */
export const pageCommand = (command: string): string => wrapped(command, { first: "    ", rest: 6, joint: " \\" });

/** The first names, and how many are left. */
export function namesText(names: readonly string[], most = NAMES_SHOWN): string {
  const left = names.length - most;
  return `${names.slice(0, most).join(", ")}${left <= 0 ? "" : ` and ${left.toString()} more`}`;
}

/** A grant's id as its owner's entry, an arrow and the consumer; a URN as the resource's name and its stack. */
export const shortName = (about: string): string =>
  about.replace(/^([^/]+)\/\w+\/([^/]+)\/(?:sharedWith|usedBy)\//, "$1/$2 → ").replace(/^urn:pulumi:([^:]+)::.*::([^:]+)$/s, "$2 of $1");
