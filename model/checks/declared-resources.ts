import type { AccountDraft, Draft } from "../reading/draft.ts";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import type { DeclaredKey, DeclaredSecret, DeclaredTable, DeclaredTableShare } from "../schema/data.ts";
import type { KeyVerb, SecretVerb } from "../schema/vocabulary.ts";

/** A table, key or secret with its account and place. */
export type DeclaredResource = {
  readonly owner: AccountDraft;
  readonly part: Part<unknown>;
  readonly name: string;
  readonly path: Path;
} & (
  | { readonly kind: "tables"; readonly resource: DeclaredTable }
  | { readonly kind: "keys"; readonly resource: DeclaredKey }
  | { readonly kind: "secrets"; readonly resource: DeclaredSecret }
);

/** What a share says whatever it shares. */
export type DeclaredShare = Omit<DeclaredTableShare, "can"> & {
  readonly can?: readonly (DeclaredTableShare["can"] extends (infer V)[] | undefined ? V | KeyVerb | SecretVerb : never)[] | undefined;
};

/** Everything an account holds. */
export function resourcesOf(owner: AccountDraft): DeclaredResource[] {
  const part = owner.data;
  if (part?.value === undefined) return [];
  const { tables = {}, keys = {}, secrets = {} } = part.value;
  return [
    ...Object.entries(tables).map(
      ([name, resource]): DeclaredResource => ({ owner, part, name, kind: "tables", resource, path: ["tables", name] }),
    ),
    ...Object.entries(keys).map(
      ([name, resource]): DeclaredResource => ({ owner, part, name, kind: "keys", resource, path: ["keys", name] }),
    ),
    ...Object.entries(secrets).map(
      ([name, resource]): DeclaredResource => ({ owner, part, name, kind: "secrets", resource, path: ["secrets", name] }),
    ),
  ];
}

/** Everything that all accounts hold. */
export const allResources = (draft: Draft): DeclaredResource[] => draft.accounts.flatMap(resourcesOf);

/** Grants of a holding to others, with their places. */
export function sharesOf(holding: DeclaredResource): { readonly target: string; readonly share: DeclaredShare; readonly path: Path }[] {
  const shares: Readonly<Record<string, DeclaredShare>> = holding.resource.sharedWith ?? {};
  return Object.entries(shares).map(([target, share]) => ({ target, share, path: [...holding.path, "sharedWith", target] }));
}

/** Grants of a holding to workloads of its own account, with their places. */
export function usesOf(
  holding: DeclaredResource,
): { readonly workload: string; readonly can: readonly string[]; readonly on: readonly string[] | undefined; readonly path: Path }[] {
  const uses: Readonly<Record<string, { readonly can: readonly string[]; readonly on?: readonly string[] | undefined }>> =
    holding.resource.usedBy ?? {};
  return Object.entries(uses).map(([workload, { can, on }]) => ({ workload, can, on, path: [...holding.path, "usedBy", workload] }));
}
