import type { AwsView, Change } from "./aws-state.ts";

/** What was done. Programs create, update and delete; `seed` adds what existed before, and `drift` is a change behind their back. */
export type Verb = "seed" | "create" | "update" | "delete" | "drift";

/** One change of one resource, as tests and audits read it. */
export interface Call {
  readonly verb: Verb;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly urn: string;
  readonly id: string;
}

/** A call and the change that it made. */
export interface Entry {
  readonly call: Call;
  readonly change: Change;
}

/** Stores all resources of a control plane. */
export interface Store {
  /** Reads the current resources. */
  view<T>(look: (view: AwsView) => T): T;
  /**
   * Decides and changes in one step. Nobody else changes anything meanwhile. The entry is stored whole, or not at all when `decide` throws
   * or the process dies.
   */
  transact<T>(decide: (view: AwsView) => { readonly result: T; readonly entry?: Entry }): T;
  /** Every call that changed something, in order, from the given position on. */
  journal(from?: number): readonly Call[];
  /** Closes the store's files. The store cannot be used afterwards. */
  close(): void;
}
