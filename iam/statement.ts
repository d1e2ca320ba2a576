import type { ConditionOperator, Conditions } from "./condition.ts";
import type { NonEmpty } from "./non-empty.ts";

/** An action with its service prefix; `*` and `?` may stand in the name. */
export type ActionPattern = `${string}:${string}`;

/**
 * Named principals, at least one list: `aws` takes the ARNs of roles, users and account roots, without wildcards; `services` takes
 * service principals (`lambda.amazonaws.com`), `federated` OIDC or SAML provider ARNs.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type NamedPrincipals =
  | { readonly aws: NonEmpty<string>; readonly services?: NonEmpty<string>; readonly federated?: NonEmpty<string> }
  | { readonly aws?: NonEmpty<string>; readonly services: NonEmpty<string>; readonly federated?: NonEmpty<string> }
  | { readonly aws?: NonEmpty<string>; readonly services?: NonEmpty<string>; readonly federated: NonEmpty<string> };

/** The principals of a statement in a resource policy. */
export type Principals = NamedPrincipals | "anyone";

/** The fields that a statement may have; the kind of document decides which of them it must or must not have. */
export interface StatementFields {
  /** A sentence in PascalCase, unique in its document: `DenyTableDataOutsideTheVpc`. */
  readonly sid: string;
  readonly principals?: Principals;
  readonly actions?: NonEmpty<string>;
  readonly notActions?: NonEmpty<string>;
  readonly resources?: NonEmpty<string>;
  readonly notResources?: NonEmpty<string>;
  readonly conditions?: Conditions;
}

/** A statement of any kind of document. */
export interface Statement extends StatementFields {
  readonly effect: "Allow" | "Deny";
}

/** The part that names actions positively. */
export interface Actions<A extends string> {
  readonly actions: NonEmpty<A>;
  readonly notActions?: never;
}

/** The part that names actions, or all but some. */
export type ActionsOrNotActions<A extends string> = Actions<A> | { readonly actions?: never; readonly notActions: NonEmpty<A> };

/** The part that names resources positively. */
export interface Resources {
  readonly resources: NonEmpty<string>;
  readonly notResources?: never;
}

/** The part that names resources, or all but some. */
export type ResourcesOrNotResources = Resources | { readonly resources?: never; readonly notResources: NonEmpty<string> };

/** The part of documents that are attached to principals. */
export interface NoPrincipals {
  readonly principals?: never;
}

/** The part of documents that are attached to resources. */
export interface NoResources {
  readonly resources?: never;
  readonly notResources?: never;
}

/** The part that every statement has. */
export interface StatementBase {
  readonly sid: string;
  readonly conditions?: Conditions;
}

/** Refuses fields, kinds of principals and operators that do not exist; an inferred type would take them silently. */
type Exactly<F> = {
  readonly [K in keyof F]: K extends "conditions"
    ? OnlyKeys<F[K], ConditionOperator>
    : K extends "principals"
      ? OnlyKeys<F[K], "aws" | "services" | "federated">
      : K extends keyof StatementFields
        ? F[K]
        : never;
};
type OnlyKeys<T, Allowed> = T extends string ? T : { readonly [K in keyof T]: K extends Allowed ? T[K] : never };

/** A statement that allows. It keeps the exact type of its fields, so that the document that takes it can refuse what does not fit. */
export function allow<const F extends StatementFields>(fields: F & Exactly<F>): F & { readonly effect: "Allow" } {
  return { ...fields, effect: "Allow" };
}

/** A statement that denies; see `allow`. */
export function deny<const F extends StatementFields>(fields: F & Exactly<F>): F & { readonly effect: "Deny" } {
  return { ...fields, effect: "Deny" };
}
