/** A statement of a policy as AWS has it. */
export interface FoundStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: unknown;
}

/** The statements of a document, of which there may be a single one. */
export const statementsIn = (document: unknown): readonly FoundStatement[] =>
  listOf((document as { readonly Statement?: unknown } | undefined)?.Statement) as readonly FoundStatement[];

/** A value as a list, as policies write both. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
