import type { IdentityStatement } from "../iam/identity-policy.ts";
import { managedPolicy } from "../iam/identity-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { quotaOf, sizeOf } from "../iam/render.ts";

const sizeOfAll = (statements: readonly IdentityStatement[]): number => sizeOf(managedPolicy(nonEmpty(statements, "statements")));

/** Statements in as many lists as it takes so that each fits a managed policy; a statement of many resources becomes several. */
export function splitStatements(
  statements: readonly IdentityStatement[],
  most = quotaOf("managed policy").value,
): NonEmpty<IdentityStatement>[] {
  const documents: IdentityStatement[][] = [];
  for (const statement of statements.flatMap((each) => splitResources(each, most))) {
    const open = documents.find((document) => sizeOfAll([...document, statement]) <= most);
    if (open === undefined) documents.push([statement]);
    else open.push(statement);
  }
  return documents.map((document) => nonEmpty(document, "document"));
}

function splitResources(statement: IdentityStatement, most: number): IdentityStatement[] {
  const { resources, sid } = statement;
  if (sizeOfAll([statement]) <= most) return [statement];
  if (resources === undefined || resources.length < 2)
    throw new Error(`${sid}: the statement does not fit ${most.toString()} characters, got one resource; name fewer actions`);
  const half = Math.ceil(resources.length / 2);
  return [resources.slice(0, half), resources.slice(half)].flatMap((part, index) =>
    splitResources({ ...statement, sid: `${sid}${"AB"[index] ?? ""}`, resources: nonEmpty(part, "resources") }, most),
  );
}
