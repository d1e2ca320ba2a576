import { type Finding, undecided, violation } from "./finding.ts";
import type { PolicyDocument, Statement } from "./parsed-policy.ts";
import { type DocumentKind, documentsOf } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";
import { UNKNOWN } from "./unknown-values.ts";

/**
 * A rule's findings in a resource's documents of some kinds. Documents with unknown values are reported as undecided. A value that is no
 * document is left to the rule about the policy language.
 * @param judge gives the messages about a document, without the property's name
 */
export function findInDocuments(
  resource: SeenResource,
  kinds: readonly DocumentKind[],
  judge: (document: PolicyDocument, kind: DocumentKind, where: string) => readonly string[],
): readonly Finding[] {
  return documentsOf(resource)
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ kind, where, document }) => {
      if (document === UNKNOWN) return [undecided(resource, where)];
      if (document === undefined) return [];
      return [
        ...judge(document, kind, where).map((message) => violation(resource, `${where}, ${message}`)),
        ...(document.isPartlyUnknown ? [undecided(resource, `a part of ${where}`)] : []),
      ];
    });
}

/** As `findInDocuments`, for each statement by itself. The messages name the statement. */
export function findInStatements(
  resource: SeenResource,
  kinds: readonly DocumentKind[],
  judge: (statement: Statement, kind: DocumentKind, where: string) => readonly string[],
): readonly Finding[] {
  return findInDocuments(resource, kinds, ({ statements }, kind, where) =>
    statements.flatMap((statement) => judge(statement, kind, where).map((message) => `${statement.label}: ${message}`)),
  );
}
