import { createHash } from "node:crypto";
import type { ResolvedPlan } from "../model/resolve.ts";

/**
 * A hash of the part of the declaration that an account's stacks are made from, without where in the files it stands. A stack hands it on,
 * so that whoever reads its outputs notices that they are from before a change: a failed update keeps the old outputs.
 */
export function declarationHash(plan: ResolvedPlan, account: string | undefined): string {
  const about = (name: string) => name === account;
  const grants = plan.grants.filter(({ owner, consumer }) => about(owner) || (consumer.kind !== "external" && about(consumer.account)));
  const part =
    account === undefined
      ? { organization: plan.organization, units: plan.organizationalUnits, accounts: plan.accounts.map(({ name, id }) => ({ name, id })) }
      : { organization: plan.organization, account: plan.accounts.find(({ name }) => about(name)), grants };
  const text = JSON.stringify(part, (key, value: unknown) => (key === "origin" ? undefined : value));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
