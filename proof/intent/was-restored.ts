import { RESTORED } from "../../model/names.ts";
import type { IntendedResource } from "./intended.ts";
import type { Asked } from "./subject.ts";

/** Whether a declared table is one that was restored, and keeps its name. */
export const wasRestored = ({ kind, declared }: IntendedResource): boolean =>
  kind === "table" && "existing" in declared && declared.existing?.includes(RESTORED) === true;

/** Whether DynamoDB calls for the restore role, as a restore does for the new table. */
export const isOfRestore = ({ who, where }: Asked): boolean =>
  who.kind === "restore-role" && where.kind === "forwarded" && where.service === "dynamodb.amazonaws.com";
