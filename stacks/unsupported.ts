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
  for (const party of plan.externalParties) add(party.origin, "an external party", true);
  for (const account of plan.accounts) {
    for (const table of account.tables) {
      add(table.origin, "a table that exists", !table.created);
      add(table.origin, "a global table", table.replicaOf !== undefined || table.replicas.length > 0);
      add(table.origin, "a sensitive table", table.classification === "sensitive");
      add(
        table.origin,
        `a table under ${typeof table.encryption === "object" ? "another key" : table.encryption}`,
        table.encryption !== "own-key",
      );
      add(table.origin, "tenants", table.tenants !== undefined);
    }
    for (const key of account.keys) add(key.origin, "a key of its own", true);
    for (const secret of account.secrets) add(secret.origin, "a secret", true);
  }
  for (const grant of plan.grants)
    add(grant.origin, `a grant by ${grant.how}`, grant.state === "open" && grant.how !== "own-role" && grant.how !== "resource-policy");
  return found;
}
