/** The values of one key in a condition. */
export type ConditionValues = string | number | boolean | readonly (string | number | boolean)[];

/** Operator, then key, then values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, ConditionValues>>>>;

/** Whom a statement speaks of. */
export type PrincipalElement = "*" | Readonly<Record<string, string | readonly string[]>>;

/** A statement as it stands in a policy's JSON. */
export interface StatementDocument {
  readonly Sid?: string | undefined;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PrincipalElement | undefined;
  readonly NotPrincipal?: PrincipalElement | undefined;
  readonly Action?: string | readonly string[] | undefined;
  readonly NotAction?: string | readonly string[] | undefined;
  readonly Resource?: string | readonly string[] | undefined;
  readonly NotResource?: string | readonly string[] | undefined;
  readonly Condition?: ConditionBlock | undefined;
}

/**
 * A policy as it stands in JSON, valid for its kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  readonly Version?: "2008-10-17" | "2012-10-17" | undefined;
  readonly Id?: string | undefined;
  readonly Statement: StatementDocument | readonly StatementDocument[];
}

/** A list that JSON may also write as its only member. */
export function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
