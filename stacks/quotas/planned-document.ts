import type { PolicyDocument } from "../../iam/document.ts";
import type { Origin } from "../../model/plan/origin.ts";

/** A document of an account's stacks, as the plan knows it: as large as it will be. */
export interface PlannedDocument {
  readonly stack: string;
  /** The logical name of the resource that it is on; of a role's permissions, the role's name. */
  readonly of: string;
  readonly origin: Origin;
  /** How many grants are in it. */
  readonly grants: number;
  /** What makes it smaller. @default what does so for any document of its kind */
  readonly remedy?: string;
  /** The document without what grants add to it, where something else may fill it, and what makes that smaller. */
  readonly alone?: { readonly make: () => PolicyDocument; readonly remedy: string };
  readonly make: () => PolicyDocument;
}
