import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { chosenHolder } from "../input/chosen-holder.ts";
import { knownPlan } from "../input/made-up-values.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { NO_OUTPUTS, readOutputs } from "../input/read-outputs.ts";
import { rehearsedCards } from "../input/rehearsed-cards.ts";
import { cardHolders } from "../output/card/card-holder.ts";
import { cardPage } from "../output/card/card-page.ts";
import type { CardReport } from "../output/card/card-report.ts";
import { handList, pageOf } from "../output/card/hand-list.ts";
import { type Cards, reportCard } from "../output/card/report-card.ts";
import { count } from "../output/count.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { makeOutputFolder, writePages } from "../output/write-pages.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface CardOptions extends DeclarationOptions {
  /** Folder for the pages of every consumer and the list of what is done by hand. */
  readonly all?: string | undefined;
  /** File or folder of the outputs of deployed stacks. @default none, so that ids that AWS makes up are left open */
  readonly outputs?: string | undefined;
  /** Whether the card is printed as JSON. @default as Markdown */
  readonly json?: boolean | undefined;
}

/** Prints everything that a consumer needs to use what is granted to it, or writes the pages of all consumers. */
export async function cardCommand(consumer: string | undefined, options: CardOptions, streams: Streams): Promise<ExitCode> {
  const { all, outputs, json } = options;
  if (consumer === undefined && all === undefined)
    throw new WrongUse("consumer: is missing; name a workload as <account>/<workload>, or write every card with --all <folder>");
  if (consumer !== undefined && all !== undefined)
    throw new WrongUse(`--all: does not go with a consumer, got ${JSON.stringify(consumer)}; leave one of the two out`);
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, json === true, streams);
  const deployed = outputs === undefined ? NO_OUTPUTS : readOutputs(outputs);
  const plan = knownPlan(planOf(read.declaration), deployed.accountIds);
  const holder = consumer === undefined ? undefined : chosenHolder(plan, consumer);
  if (all !== undefined) makeOutputFolder("--all", all);
  const cards = await rehearsedCards({ declaration: read.declaration, folder: read.folder }, holder, deployed, streams);
  if (holder !== undefined) {
    const report = reportCard(holder, cards);
    streams.out(json === true ? asJson(report) : cardPage(report));
    return 0;
  }
  const reports = cardHolders(cards.plan).map((each) => reportCard(each, cards));
  const pages = reports.filter(({ grants }) => grants.length > 0);
  if (all !== undefined) writeAll(all, pages, cards, streams);
  if (json === true) streams.out(asJson({ format: 1, cards: pages }));
  return 0;
}

const asJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** One page for each consumer that has a grant, and the list of what is done by hand. */
function writeAll(folder: string, reports: readonly CardReport[], { byHand }: Cards, { err }: Streams): void {
  const pages = new Map(reports.map((report) => [pageOf(report.consumer), cardPage(report)]));
  writePages("--all", folder, new Map([...pages, ["TODO.md", handList(byHand, reports)]]));
  err(`${folder}: wrote ${count(pages.size, "card")} and TODO.md\n`);
}
