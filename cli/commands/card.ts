import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { resolve } from "../../model/plan/resolve.ts";
import { chosenHolder } from "../input/chosen-holder.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { NO_OUTPUTS, readOutputs } from "../input/read-outputs.ts";
import { rehearsedCards } from "../input/rehearsed-cards.ts";
import { cardPage } from "../output/card/card-page.ts";
import { reportCard } from "../output/card/report-card.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
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
  const plan = resolve(planOf(read.declaration), deployed.accountIds);
  const holder = consumer === undefined ? undefined : chosenHolder(plan, consumer);
  const cards = await rehearsedCards({ declaration: read.declaration, folder: read.folder }, holder, deployed, streams);
  if (holder !== undefined) {
    const report = reportCard(holder, cards);
    streams.out(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : cardPage(report));
  }
  return 0;
}
