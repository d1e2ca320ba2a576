import type { PolicyKind } from "../../iam/document.ts";
import { quotaOf, remedyOf, sizeOf } from "../../iam/render.ts";
import { findingText, type Problem } from "../../model/problem.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";
import type { PlannedDocument } from "./planned-document.ts";
import { plannedDocuments } from "./planned-documents.ts";

/** What to do where sharing in another way makes no smaller document. */
const REMEDIES: Readonly<Partial<Record<PolicyKind, string>>> = {
  "endpoint policy": "let workloads of fewer accounts call from the network, or share the data of fewer owners with them",
};

/**
 * Documents of an account's stacks that AWS would not take: policies of tables, streams, keys, secrets and endpoints, and roles' permissions.
 */
export const oversizedDocuments = (place: PlannedPlace): Problem[] => plannedDocuments(place).flatMap(problemOf);

function problemOf({ origin: { file, line, column, id: where }, grants, remedy, alone, make }: PlannedDocument): Problem[] {
  const at = (message: string): Problem[] => [{ file, line, column, where, message }];
  try {
    const document = make();
    const { kind } = document;
    const { value, unit } = quotaOf(kind);
    const got = sizeOf(document);
    if (got <= value) return [];
    const by = grants === 0 ? "" : ` for ${grants.toString()} ${grants === 1 ? "grant" : "grants"}`;
    const what = `needs ${article(kind)} ${kind}${by} that is larger than the ${value.toString()} ${unit} that AWS takes`;
    const isFilledAlone = alone !== undefined && sizeOf(alone.make()) > value / 2;
    return at(findingText({ what, got, remedy: isFilledAlone ? alone.remedy : (remedy ?? REMEDIES[kind] ?? remedyOf(kind)) }));
  } catch (error) {
    // A document that AWS would refuse for another reason says which.
    if (!(error instanceof Error)) throw error;
    return at(error.message);
  }
}

const article = (kind: PolicyKind): string => (/^[aeiou]/.test(kind) ? "an" : "a");
