import { stackName } from "../../model/names.ts";
import type { Plan } from "../../model/plan/plan.ts";

/**
 * Entries of the declaration that protect resources from deletion, as `tables.ledger (accounts/owner/data.yaml:3)`, sorted. Resources that
 * no entry decides about, such as an account, have none.
 * @param kept URNs of the protected resources by stack
 */
export function protectingEntries({ accounts }: Plan, kept: ReadonlyMap<string, readonly string[]>): string[] {
  const found = accounts.flatMap((account) => {
    const names = (kept.get(stackName("data", account.name)) ?? []).map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
    const entries = [
      ...account.tables.map(({ name, origin }) => ({ path: `tables.${name}`, prefix: `table-${name}-`, origin })),
      ...account.keys.map(({ name, origin }) => ({ path: `keys.${name}`, prefix: `key-${name}-`, origin })),
      ...account.secrets.map(({ name, origin }) => ({ path: `secrets.${name}`, prefix: `secret-${name}-`, origin })),
    ];
    return names.flatMap((name) => {
      // One name may be the beginning of another: the longest one fits.
      const [entry] = entries.filter(({ prefix }) => name.startsWith(prefix)).sort((a, b) => b.prefix.length - a.prefix.length);
      return entry === undefined ? [] : [`${entry.path} (${entry.origin.file}:${entry.origin.line.toString()})`];
    });
  });
  return [...new Set(found)].sort();
}
