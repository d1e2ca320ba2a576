import { accountOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import { remember } from "../../model/remember.ts";
import { shortHash } from "../../model/short-hash.ts";

/**
 * A hash of the part of the declaration that an account's stacks are made from; the places in the files do not count. A stack hands it on, so that
 * its readers notice outputs from before a change: a failed update leaves the old outputs.
 * @param account undefined for the stacks of the whole organization
 */
export function declarationHash(plan: ResolvedPlan, account: string | undefined): string {
  const { organization } = plan;
  const { grants, hashes } = parts(plan);
  const earlier = hashes.get(account);
  if (earlier !== undefined) return earlier;
  const part =
    account === undefined
      ? {
          organization,
          units: plan.organizationalUnits,
          accounts: plan.accounts.map(({ name, email, organizationalUnit }) => [name, email, organizationalUnit]),
        }
      : { organization, account: accountOf(plan, account), grants: grants.get(account) };
  const text = JSON.stringify(part, (key, value: unknown) => (key === "origin" ? undefined : value));
  const hash = shortHash(text, HASH_LENGTH);
  hashes.set(account, hash);
  return hash;
}

const HASH_LENGTH = 16;

/** Grants and finished hashes by account. */
const parts = remember((plan: ResolvedPlan) => {
  const grants = new Map<string, ResolvedGrant[]>();
  for (const grant of plan.grants) {
    const consumer = grant.consumer.kind === "external" ? [] : [grant.consumer.account];
    for (const account of new Set([grant.owner, ...consumer])) {
      const list = grants.get(account);
      if (list === undefined) grants.set(account, [grant]);
      else list.push(grant);
    }
  }
  return {
    grants,
    hashes: new Map<string | undefined, string>(),
  };
});
