import type { Origin, Plan } from "../model/plan.ts";

/** Something that is declared and that the stacks do not deploy yet. */
export interface Unsupported {
  readonly origin: Origin;
  readonly what: string;
}

/** Everything of a plan that the stacks do not deploy yet; nothing that is declared is dropped without a word. */
export function unsupported(plan: Plan): Unsupported[] {
  const found: Unsupported[] = [];
  const add = (origin: Origin, what: string, when: boolean) => when && found.push({ origin, what });
  for (const account of plan.accounts) {
    for (const table of account.tables) {
      const isGlobal = table.replicaOf !== undefined || table.replicas.length > 0;
      add(table.origin, "a global table with provisioned capacity", isGlobal && table.capacity !== "on-demand");
      add(table.origin, "a sensitive table whose policy is not written here", table.classification === "sensitive" && !table.writesPolicy);
    }
  }
  return found;
}
