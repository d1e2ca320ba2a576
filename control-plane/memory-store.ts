import { AwsState, type AwsView } from "./aws-state.ts";
import type { Call, Entry, Store } from "./store.ts";

/** A store in this process's memory. */
export class MemoryStore implements Store {
  readonly #state = new AwsState();
  readonly #calls: Call[] = [];

  view<T>(look: (view: AwsView) => T): T {
    return look(this.#state);
  }

  transact<T>(decide: (view: AwsView) => { readonly result: T; readonly entry?: Entry }): T {
    const { result, entry } = decide(this.#state);
    if (entry !== undefined) {
      this.#state.apply(entry.change);
      this.#calls.push(entry.call);
    }
    return result;
  }

  journal(from = 0): readonly Call[] {
    return this.#calls.slice(from);
  }

  close(): void {
    this.#calls.length = 0;
  }
}
