import type { AccountFile } from "../schema/account.ts";
import type { DataFile } from "../schema/data.ts";
import type { OrganizationFile } from "../schema/organization.ts";
import type { Draft } from "./draft.ts";
import type { Part } from "./part.ts";

/** A file in which nothing is wrong. */
export type Sound<T> = Part<T> & { readonly value: T };

/** One account's folder in which nothing is wrong. */
export interface DeclaredAccount {
  readonly name: string;
  readonly account: Sound<AccountFile>;
  readonly data: Sound<DataFile> | undefined;
}

/** A declaration in which nothing is wrong: every file is there and fits every other. */
export interface Declaration {
  readonly draft: Draft;
  readonly organization: Sound<OrganizationFile>;
  /** Sorted by name. */
  readonly accounts: readonly DeclaredAccount[];
  /** The instant that ends of grants are compared with. */
  readonly now: Date;
}
