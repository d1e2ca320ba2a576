import type { QuotaName } from "../../iam/quota.ts";
import type { Rule } from "./parse-document.ts";

/** The kinds of policy document that AWS distinguishes. */
export type DocumentKind =
  | "inline"
  | "managed"
  | "trust"
  | "table"
  | "stream"
  | "key"
  | "secret"
  | "topic"
  | "endpoint"
  | "service-control"
  | "resource-control";

/** The rules of one kind of document, and the errors with which AWS refuses one that breaks them. */
export interface Grammar {
  readonly kind: DocumentKind;
  /** The quota of one document's size. A role's inline policies count together, see `refuseInlineSize`. */
  readonly size: QuotaName | undefined;
  /** AWS's code for a document that is too large, and its words. */
  readonly tooLarge: readonly [code: string, message: string];
  /** AWS's code for all other violations. */
  readonly code: string;
  /** AWS's message for a broken rule, where that rule has its own; `%` stands for the value. */
  readonly words: Partial<Record<Rule, string>>;
  /** AWS's message for all other rules. */
  readonly otherwise: string;
  /** Whether a statement names principals, must not, or must name exactly everyone. */
  readonly principal: "required" | "forbidden" | "everyone";
  readonly resource: "required" | "forbidden";
  /** Negated elements and effects that the kind does not support. */
  readonly refuses: readonly ("NotAction" | "NotPrincipal" | "NotResource" | "Allow" | "*")[];
  /** The service whose actions may be named, where AWS refuses unknown actions and those of other services. */
  readonly service: string | undefined;
  /** The only actions of that service that AWS takes; undefined where it takes all. */
  readonly onlyActions: readonly string[] | undefined;
  /** The form of a Sid, where AWS checks it. */
  readonly sid: RegExp | undefined;
  /** AWS's code and message for a principal that does not exist. */
  readonly unknownPrincipal: readonly [code: string, message: string];
}
