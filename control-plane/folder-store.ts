import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { AwsState, type AwsView } from "./aws-state.ts";
import type { Call, Entry, Store } from "./store.ts";

// Longer than any queue of parallel providers takes. A process that dies releases its lock at once.
const LOCK_TIMEOUT_MILLISECONDS = 60_000;

/**
 * A store in a folder that several processes share. It is a log of entries in SQLite, which each process reads into its own memory.
 * SQLite's lock makes a decision and its entry one step for all processes. An entry is lost whole when its writer is killed before the
 * commit. Source: https://www.sqlite.org/wal.html
 */
export class FolderStore implements Store {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #newer: StatementSync;
  readonly #state = new AwsState();
  readonly #calls: Call[] = [];
  #seen = 0;

  /** Opens the folder, and makes it when it is missing. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(join(folder, "aws.sqlite"), { timeout: LOCK_TIMEOUT_MILLISECONDS });
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    this.#database.exec("CREATE TABLE IF NOT EXISTS entry (position INTEGER PRIMARY KEY, content TEXT NOT NULL)");
    this.#insert = this.#database.prepare("INSERT INTO entry (content) VALUES (?)");
    this.#newer = this.#database.prepare("SELECT position, content FROM entry WHERE position > ? ORDER BY position");
  }

  view<T>(look: (view: AwsView) => T): T {
    this.#follow();
    return look(this.#state);
  }

  transact<T>(decide: (view: AwsView) => { readonly result: T; readonly entry?: Entry }): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      this.#follow();
      const { result, entry } = decide(this.#state);
      if (entry !== undefined) this.#insert.run(JSON.stringify(entry));
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  journal(from = 0): readonly Call[] {
    this.#follow();
    return this.#calls.slice(from);
  }

  close(): void {
    this.#database.close();
  }

  /** Applies the entries that any process, this one included, has committed since the last call. */
  #follow(): void {
    for (const row of this.#newer.iterate(this.#seen)) {
      const { call, change } = JSON.parse(String(row["content"])) as Entry;
      this.#state.apply(change);
      this.#calls.push(call);
      this.#seen = Number(row["position"]);
    }
  }
}
