import type { QuotaName } from "../../iam/quota.ts";
import type { Rule } from "./parse-document.ts";

/** The kinds of policy document that AWS tells apart. */
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

/** What one kind of document may contain, and with which error AWS refuses it. */
export interface Grammar {
  readonly kind: DocumentKind;
  /** The quota of one document's size; inline policies count together, see the role. */
  readonly size: QuotaName | undefined;
  /** AWS's code for a document that is too large, and its words. */
  readonly tooLarge: readonly [code: string, message: string];
  /** AWS's code for everything else. */
  readonly code: string;
  /** AWS's words for a broken rule, where it has its own; `%` stands for the value. */
  readonly words: Partial<Record<Rule, string>>;
  /** Its words for all other rules. */
  readonly otherwise: string;
  /** Whether a statement names principals, must not, or must name exactly everyone. */
  readonly principal: "required" | "forbidden" | "everyone";
  readonly resource: "required" | "forbidden";
  /** Negated elements and effects that the kind does not know. */
  readonly refuses: readonly ("NotAction" | "NotPrincipal" | "NotResource" | "Allow" | "*")[];
  /** The one service whose actions may be named, where AWS refuses others and unknown ones. */
  readonly service: string | undefined;
  /** Actions of that service which AWS refuses, or if given the only ones that it takes. */
  readonly refusedActions: readonly string[];
  readonly onlyActions: readonly string[] | undefined;
  /** The form of a Sid, where AWS checks it. */
  readonly sid: RegExp | undefined;
  /** AWS's code and words for a principal that does not exist. */
  readonly unknownPrincipal: readonly [code: string, message: string];
}
