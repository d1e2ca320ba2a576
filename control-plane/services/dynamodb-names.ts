import { QUOTAS } from "../../iam/quota.ts";
import type { ResourceType, Subject } from "../resource-type.ts";
import { refuseBadText } from "../texts.ts";

/** What a request for a table names: attributes of keys and of the time to live, indexes, and what these project by name. */
export interface TableNames {
  readonly attributes: readonly string[];
  readonly indexes: readonly string[];
  readonly projected: readonly string[];
}

/**
 * Refuses names that DynamoDB does not take, and more projected attributes than it does.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
 */
export function refuseBadNames(type: ResourceType, subject: Subject, { attributes, indexes, projected }: TableNames): void {
  for (const name of indexes) refuseBadText(type, subject, "indexName", "indexName", name);
  for (const name of [...attributes, ...projected]) refuseBadText(type, subject, "attributeName", "attributeName", name);
  const { value } = QUOTAS.projectedAttributesPerTable;
  if (projected.length <= value) return;
  subject.refuse(
    "ValidationException",
    `One or more parameter values were invalid: Number of attributes in all projections exceeds ${value}, got ${projected.length}`,
    "project fewer attributes, or all of them",
  );
}
