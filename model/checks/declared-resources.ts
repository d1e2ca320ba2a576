import type { AccountDraft, Draft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { replicaSourceOf } from "../replica-source.ts";
import type { DeclaredKey, DeclaredSecret, DeclaredTable, DeclaredTableShare } from "../schema/data.ts";
import type { KeyVerb, SecretVerb } from "../schema/vocabulary.ts";

/** A declared table, key or secret, with its owner and its place in the files. */
export type DeclaredResource = {
  readonly owner: AccountDraft;
  readonly part: Part<unknown>;
  readonly name: string;
  readonly path: Path;
} & (
  | { readonly kind: "tables"; readonly declared: DeclaredTable }
  | { readonly kind: "keys"; readonly declared: DeclaredKey }
  | { readonly kind: "secrets"; readonly declared: DeclaredSecret }
);

/** The fields that shares of tables, keys and secrets have in common. */
export type DeclaredShare = Omit<DeclaredTableShare, "can"> & {
  readonly can?: readonly (DeclaredTableShare["can"] extends (infer V)[] | undefined ? V | KeyVerb | SecretVerb : never)[] | undefined;
};

/** The tables, keys and secrets of an account. */
export function resourcesOf(owner: AccountDraft): DeclaredResource[] {
  const part = owner.data;
  if (part?.value === undefined) return [];
  const { tables = {}, keys = {}, secrets = {} } = part.value;
  return [
    ...Object.entries(tables).map(
      ([name, declared]): DeclaredResource => ({ owner, part, name, kind: "tables", declared, path: ["tables", name] }),
    ),
    ...Object.entries(keys).map(
      ([name, declared]): DeclaredResource => ({ owner, part, name, kind: "keys", declared, path: ["keys", name] }),
    ),
    ...Object.entries(secrets).map(
      ([name, declared]): DeclaredResource => ({ owner, part, name, kind: "secrets", declared, path: ["secrets", name] }),
    ),
  ];
}

/** The tables, keys and secrets of all accounts. */
export const allResources = (draft: Draft): DeclaredResource[] => draft.accounts.flatMap(resourcesOf);

/** The table that a declared one replicates; undefined where it replicates none, or none that is declared. */
export function sourceTableOf(draft: Draft, table: Pick<DeclaredTable, "replicaOf">): DeclaredTable | undefined {
  const source = replicaSourceOf(table);
  return source === undefined ? undefined : entry(draft.byName.get(source.account)?.data?.value?.tables, source.table);
}

/** Grants of a resource to others, with their places. */
export function sharesOf(resource: DeclaredResource): { readonly target: string; readonly share: DeclaredShare; readonly path: Path }[] {
  const shares: Readonly<Record<string, DeclaredShare>> = resource.declared.sharedWith ?? {};
  return Object.entries(shares).map(([target, share]) => ({ target, share, path: [...resource.path, "sharedWith", target] }));
}

/** Grants of a resource to workloads and people of its own account, with their places. */
export function usesOf(resource: DeclaredResource): {
  readonly workload: string;
  readonly can: readonly string[] | undefined;
  readonly on: readonly string[] | undefined;
  readonly path: Path;
}[] {
  const uses: Readonly<Record<string, { readonly can?: readonly string[] | undefined; readonly on?: readonly string[] | undefined }>> =
    resource.declared.usedBy ?? {};
  return Object.entries(uses).map(([workload, { can, on }]) => ({ workload, can, on, path: [...resource.path, "usedBy", workload] }));
}
