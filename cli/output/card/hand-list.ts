import { shortName } from "../page-list.ts";
import type { HandStep } from "../report/start-report.ts";
import type { CardReport, GrantCard } from "./card-report.ts";

/** Everything that is done by hand, as a Markdown list to tick off: one section for each who does it, with the documents to add. */
export function handList(steps: readonly HandStep[], reports: readonly CardReport[]): string {
  if (steps.length === 0) return "# To do by hand\n\nNothing.\n";
  const cards = new Map(reports.flatMap(({ consumer, grants }) => grants.map((card) => [card.grant, { consumer, card }] as const)));
  const byAccount = Map.groupBy(steps, ({ account }) => account);
  const sections = [...byAccount].map(([account, all]) => `## ${whoDoes(account)}\n\n${all.map((step) => stepText(step, cards)).join("")}`);
  return `# To do by hand\n\n${sections.join("\n")}`;
}

function whoDoes(account: string): string {
  if (account === "management") return "Administrators of the management account";
  return account.startsWith("external/") ? `Who is in touch with ${account.slice("external/".length)}` : `The team of ${account}`;
}

type CardOfGrant = ReadonlyMap<string, { readonly consumer: string; readonly card: GrantCard }>;

function stepText({ what, about }: HandStep, cards: CardOfGrant): string {
  const entries = about.map((id) => {
    const found = cards.get(id);
    return found === undefined ? `  - ${id}\n` : `  - [${shortName(id)}](${pageOf(found.consumer)})\n`;
  });
  return `- [ ] ${what}\n${entries.join("")}`;
}

/** The file of a consumer's page, in the folder of all pages. */
export const pageOf = (consumer: string): string => `${consumer.replace("/", ".")}.md`;
