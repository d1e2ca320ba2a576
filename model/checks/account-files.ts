import type { AccountDraft } from "../reading/draft.ts";

/** The file that says what an account is: its own, or its template's. */
export const accountFileOf = ({ name, account }: AccountDraft): string =>
  account?.source.position([]).file ?? `accounts/${name}/account.yaml`;

/** The file that says what data an account has: its own, or its template's; that beside its account.yaml where there is none yet. */
export const dataFileOf = (account: AccountDraft): string =>
  account.data?.source.position([]).file ?? accountFileOf(account).replace(/account\.yaml$/, "data.yaml");
