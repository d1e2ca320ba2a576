import type { RehearsedResource } from "../../../rehearsal/rehearsal-result.ts";

const ACCOUNT = "aws:organizations/account:Account";
/** The component that keeps where accounts lie that exist already. */
const EXISTING_ACCOUNTS = "palisade:organization:ExistingAccounts";

/** The root or unit that each account lies in, by the account's id: of those that are made, and of those that are looked up. */
export function parentsOfAccounts(resources: readonly RehearsedResource[]): ReadonlyMap<string, unknown> {
  const lookedUp = resources
    .filter(({ type }) => type === EXISTING_ACCOUNTS)
    .flatMap(({ outputs }) => Object.entries(outputs["parents"] ?? {}));
  const made = resources.filter(({ type }) => type === ACCOUNT).map(({ id, outputs }) => [id, outputs["parentId"]] as const);
  return new Map<string, unknown>([...lookedUp, ...made]);
}
