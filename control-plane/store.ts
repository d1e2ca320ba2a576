import type { AwsView, Change } from "./aws-state.ts";

/** What was done: by a program through create, update or delete, or by a hand that no program knows of. */
export type Verb = "seed" | "create" | "update" | "delete" | "drift";

/** One thing that was done to AWS, as tests and audits read it. */
export interface Call {
  readonly verb: Verb;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly urn: string;
  readonly id: string;
}

/** A call with what it changed. */
export interface Entry {
  readonly call: Call;
  readonly change: Change;
}

/** Where the control plane keeps what exists. */
export interface Store {
  /** Looks at what exists now. */
  view<T>(look: (view: AwsView) => T): T;
  /**
   * Decides and changes in one step: nobody else changes anything meanwhile, and the entry is kept whole or, when `decide` throws or the
   * process dies, not at all.
   */
  transact<T>(decide: (view: AwsView) => { readonly result: T; readonly entry?: Entry }): T;
  /** Every call that changed something, in order, from the given position on. */
  journal(from?: number): readonly Call[];
  /** Lets go of files. The store cannot be used afterwards. */
  close(): void;
}
