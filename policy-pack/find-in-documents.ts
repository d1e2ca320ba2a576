import { type Finding, undecided, violation } from "./finding.ts";
import type { PolicyDocument, Statement } from "./parsed-policy.ts";
import { type DocumentKind, documentsOf } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";
import { UNKNOWN } from "./unknown-values.ts";

/**
 * What a rule finds in a resource's documents of some kinds. What is not known is reported as such; what is no document is left to the
 * rule about the policy language.
 * @param judge messages about a document that is known, without the property
 */
export function findInDocuments(
  resource: SeenResource,
  kinds: readonly DocumentKind[],
  judge: (document: PolicyDocument, kind: DocumentKind) => readonly string[],
): readonly Finding[] {
  return documentsOf(resource)
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ kind, where, document }) => {
      if (document === UNKNOWN) return [undecided(resource, where)];
      if (document === undefined) return [];
      return [
        ...judge(document, kind).map((message) => violation(resource, `${where}, ${message}`)),
        ...(document.isPartlyUnknown ? [undecided(resource, `a part of ${where}`)] : []),
      ];
    });
}

/** As `findInDocuments`, statement by statement; the messages name the statement. */
export function findInStatements(
  resource: SeenResource,
  kinds: readonly DocumentKind[],
  judge: (statement: Statement, kind: DocumentKind) => readonly string[],
): readonly Finding[] {
  return findInDocuments(resource, kinds, ({ statements }, kind) =>
    statements.flatMap((statement) => judge(statement, kind).map((message) => `${statement.label}: ${message}`)),
  );
}
