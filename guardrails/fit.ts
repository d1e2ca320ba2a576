import type { PolicyDocument } from "../iam/document.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { quotaOf, sizeOf } from "../iam/render.ts";

/**
 * Spreads statements in their order over documents within AWS's size, filling one after the other. Every statement denies by itself, so that it
 * does not matter in which document it is.
 * @param make the constructor of the kind of document
 * @param where begins the message of a refusal
 * @throws where a single statement is larger than a document may be
 */
export function fit<S extends { readonly sid: string }>(
  statements: NonEmpty<S>,
  make: (statements: NonEmpty<S>) => PolicyDocument,
  where: string,
): NonEmpty<NonEmpty<S>> {
  if (fits(make(statements))) return [statements];
  const documents: S[][] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    if (last !== undefined && fits(make(nonEmpty([...last, statement], where)))) {
      last.push(statement);
      continue;
    }
    const alone = make([statement]);
    if (!fits(alone)) {
      const { value, unit } = quotaOf(alone.kind);
      throw new Error(
        `${where}: ${statement.sid} alone is larger than the ${value} ${unit} that AWS takes, got ${sizeOf(alone)}; name fewer in it, or split the account`,
      );
    }
    documents.push([statement]);
  }
  return nonEmpty(
    documents.map((each) => nonEmpty(each, where)),
    where,
  );
}

/** Whether a document of a single statement takes no more than AWS does. */
export const fits = (document: PolicyDocument): boolean => sizeOf(document) <= quotaOf(document.kind).value;

/** The key of one of the documents that a set of statements fills: the set's name, then numbered names. */
export const keyOf = (name: string, index: number): string => (index === 0 ? name : `${name}-${(index + 1).toString()}`);
