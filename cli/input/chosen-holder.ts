import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { chooseFrom } from "../../model/reading/suggest.ts";
import { type CardHolder, cardHolders } from "../output/card/card-holder.ts";
import { WrongUse } from "../output/streams.ts";

/**
 * The consumer of a name: `<account>/<workload>` or `external/<party>`.
 * @param others what else may be named, for the sake of misspelt ones
 * @throws `WrongUse` for a name that the declaration does not have, with what may be meant
 */
export function chosenHolder(plan: ResolvedPlan, name: string, others: readonly string[] = []): CardHolder {
  const holders = cardHolders(plan);
  const found = holders.find((holder) => holder.name === name);
  if (found !== undefined) return found;
  const got = `got ${JSON.stringify(name)}`;
  if (plan.accounts.some((account) => account.name === name)) {
    const own = holders.filter((holder) => holder.kind === "workload" && holder.account === name).map((holder) => holder.name);
    throw new WrongUse(
      own.length === 0
        ? `consumer: is an account without workloads, ${got}; declare one under workloads of its account.yaml, or name another consumer`
        : `consumer: is an account, ${got}; ${chooseFrom("", own, "")}`,
    );
  }
  throw new WrongUse(
    `consumer: is not a workload or a party of this declaration, ${got}; ${chooseFrom(
      name,
      name.includes("@") ? others : holders.map((holder) => holder.name),
      "declare a workload under workloads of an account.yaml",
    )}`,
  );
}
