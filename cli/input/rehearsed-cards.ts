import { compareText } from "../../iam/compare-text.ts";
import { stackName } from "../../model/names.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { resolve } from "../../model/plan/resolve.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { parseOutput } from "../../stacks/wiring/contract.ts";
import { type CardHolder, grantsOfHolder } from "../output/card/card-holder.ts";
import type { Cards } from "../output/card/report-card.ts";
import type { ConnectionCard } from "../output/card/service-call.ts";
import { stepsByHand } from "../output/report/by-hand.ts";
import { type Streams, WrongUse } from "../output/streams.ts";
import { knownPlan, madeUpValues, withoutMadeUp } from "./made-up-values.ts";
import type { DeployedOutputs } from "./read-outputs.ts";
import { rehearsed } from "./rehearse-declared.ts";
import type { SoundDeclaration } from "./rehearsed-organization.ts";

/**
 * The cards of a declaration: those of deployed stacks as they are, the others as a rehearsal makes them, without what it makes up.
 * @param holder whose cards; every consumer's where it is undefined
 * @throws where a stack fails that hands on such a card
 */
export async function rehearsedCards(
  { declaration, folder }: Pick<SoundDeclaration, "declaration" | "folder">,
  holder: CardHolder | undefined,
  { accountIds, cards: deployed }: DeployedOutputs,
  streams: Streams,
): Promise<Cards> {
  const plan = planOf(declaration);
  const rehearsal = await rehearsedWhole(holder === undefined ? plan : planFor(plan, holder), folder, streams);
  const madeUp = madeUpValues(plan, rehearsal.stacks, accountIds);
  const cards = new Map<string, ConnectionCard>();
  for (const { outputs } of rehearsal.stacks) {
    for (const [key, value] of Object.entries(outputs)) {
      const card = key.startsWith("card:") ? parseOutput("card:", value) : undefined;
      if (card !== undefined) cards.set(card.grant, withoutMadeUp(card, madeUp));
    }
  }
  for (const [grant, card] of deployed) if (cards.has(grant)) cards.set(grant, card);
  return { plan: knownPlan(plan, accountIds), cards, parameters: parametersOf(rehearsal), byHand: stepsByHand(plan, rehearsal) };
}

async function rehearsedWhole(plan: Plan, folder: string, streams: Streams): Promise<PlanRehearsal> {
  const rehearsal = await rehearsed(plan, folder, streams);
  const failed = rehearsal.stacks.filter(({ status }) => status !== "done").map(({ name }) => name);
  if (failed.length === 0) return rehearsal;
  throw new WrongUse(
    `${folder}: cannot be rehearsed as far as the card needs it, got ${JSON.stringify(failed)} not done; run \`npm run rehearse\` to see why`,
  );
}

/** A plan with the stacks alone that a consumer's cards come from. */
function planFor(plan: Plan, holder: CardHolder): Plan {
  const byName = new Map(plan.stacks.map((stack) => [stack.name, stack]));
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of byName.get(name)?.dependsOn ?? []) add(other);
  };
  const owners = grantsOfHolder(holder, resolve(plan, new Map())).map(({ owner }) => stackName("data", owner));
  for (const stack of holder.kind === "workload" ? [stackName("consumers", holder.account)] : owners) add(stack);
  return { ...plan, stacks: plan.stacks.filter(({ name }) => needed.has(name)) };
}

/** The names of the parameters that are written for each grant, in the order of their names. */
function parametersOf({ resources }: PlanRehearsal): ReadonlyMap<string, readonly string[]> {
  const written = resources.flatMap(({ type, inputs }) => {
    const { name, description } = inputs;
    const [, grant] = /^For (.+)$/.exec(String(description)) ?? [];
    return type === "aws:ssm/parameter:Parameter" && typeof name === "string" && grant !== undefined ? [{ name, grant }] : [];
  });
  const byGrant = Map.groupBy(written, ({ grant }) => grant);
  return new Map([...byGrant].map(([grant, all]) => [grant, all.map(({ name }) => name).sort(compareText)]));
}
