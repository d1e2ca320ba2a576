import type { Catalogue } from "../../iam/catalogue.ts";
import { TEXT_LIMITS, textFault } from "../../iam/text-limits.ts";
import type { AwsView } from "../aws-state.ts";
import type { Reason } from "../refusal.ts";
import { GRAMMARS } from "./document-grammars.ts";
import type { DocumentKind } from "./document-kind.ts";
import { findViolation } from "./find-violation.ts";
import { unknownPrincipal } from "./named-principals.ts";
import { isViolation, type PolicyDocument, parseDocument, type Rule, type Violation } from "./parse-document.ts";

const REMEDIES: Readonly<Record<Rule, string>> = {
  json: "send the document as JSON text",
  characters: `write it with ${TEXT_LIMITS.policyDocument.allowed} alone`,
  syntax: "keep to the elements and forms of AWS's policy grammar",
  version: 'use "2012-10-17"',
  effect: 'say "Allow" or "Deny"',
  "condition-operator": "use one of AWS's condition operators, in their exact spelling",
  "condition-key": "put the service's prefix before the key, e.g. aws:PrincipalArn",
  "principal-missing": "name the statement's principals in Principal",
  "principal-forbidden": "leave Principal out: the policy applies to the principals it is attached to",
  "principal-form": "name an account, a role or user by its ARN, a service or an identity provider, as this kind of document allows",
  "resource-missing": "name the resources of the statement",
  "resource-forbidden": "leave Resource out: a trust policy applies to its own role",
  "resource-form": 'write an ARN or "*"',
  "action-missing": "name the actions of the statement",
  "action-form": "name actions of the service that this document is for, with its prefix",
  "action-unknown": "check the action's name, and whether this kind of document may contain it",
  negation: "write the statement without it: this kind of policy does not support it",
  "sid-form": "write the Sid with letters and digits alone",
  "sid-twice": "give every statement its own Sid",
  "tenant-claim": "add a condition on that claim: the issuer is shared by all its customers",
  size: "name fewer principals and resources, or split the document where AWS takes several",
};

/** The document in a text, or why AWS refuses it. */
type Judgement = { readonly document: PolicyDocument } | { readonly reason: Reason };

/** Reads policy documents, and refuses those that AWS refuses. Each text is parsed and checked once. */
export class DocumentReader {
  readonly #catalogue: Catalogue;
  readonly #judgements = new Map<string, Judgement>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** The document in a text, or why AWS refuses to store it as this kind, whichever resources exist. */
  judge(kind: DocumentKind, text: string): Judgement {
    const key = `${kind} ${text}`;
    const earlier = this.#judgements.get(key);
    if (earlier !== undefined) return earlier;
    const judgement = this.#judge(kind, text);
    this.#judgements.set(key, judgement);
    return judgement;
  }

  /** Why AWS refuses a document that names a principal which does not exist, or undefined. */
  unknownPrincipal(kind: DocumentKind, document: PolicyDocument, account: string, view: AwsView): Reason | undefined {
    if (kind === "endpoint") return undefined;
    const principal = unknownPrincipal(document, account, view);
    if (principal === undefined) return undefined;
    const [code, message] = GRAMMARS[kind].unknownPrincipal;
    const named = `"${principal.kind}":"${principal.value}"`;
    return {
      code,
      message: message.includes("%") ? message.replace("%", named) : `${message} (${named})`,
      remedy: "create the principal first and refer to it by the resource's output, or declare it as existing",
    };
  }

  #judge(kind: DocumentKind, text: string): Judgement {
    const parsed = parseDocument(text);
    const violation =
      strangeCharacter(text) ?? (isViolation(parsed) ? parsed : findViolation(parsed, text, GRAMMARS[kind], this.#catalogue));
    if (violation !== undefined) return { reason: reasonOf(kind, violation) };
    return { document: parsed as PolicyDocument };
  }
}

/**
 * The first character that no policy document may contain. IAM and KMS say so of theirs; other services are taken to be no kinder.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
function strangeCharacter(text: string): Violation | undefined {
  if (textFault("policyDocument", text) !== "characters") return undefined;
  const value = Array.from(text).find((character) => textFault("policyDocument", character) === "characters");
  return { rule: "characters", where: "the document", value };
}

function reasonOf(kind: DocumentKind, { rule, where, value }: Violation): Reason {
  const grammar = GRAMMARS[kind];
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  const [code, words] = rule === "size" ? grammar.tooLarge : [grammar.code, grammar.words[rule] ?? grammar.otherwise];
  return { code, message: `${words.replace("%", shown)} (${where}, got ${JSON.stringify(value)})`, remedy: REMEDIES[rule] };
}
