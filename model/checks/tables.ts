import { QUOTAS } from "../../iam/quota.ts";
import { entry } from "../reading/entry.ts";
import { regionalSourceOf } from "../replica-source.ts";
import type { DeclaredTable } from "../schema/data.ts";
import { defaultsFor, tableSettings } from "../settings.ts";
import { checkBaseline } from "./baseline.ts";
import type { Check } from "./check.ts";
import { allResources, type DeclaredResource } from "./declared-resources.ts";
import { warnOfNamesakes } from "./regional-replicas.ts";
import { checkReplica } from "./replicas.ts";
import { checkAlias, checkEncryptionKey, checkExisting, checkOwnKey, checkRegion, checkSecret, checkTwin } from "./resources.ts";
import { checkRotation } from "./rotations.ts";
import { checkSensitive } from "./sensitive-tables.ts";
import { checkTagsOfData } from "./tags.ts";
import { checkTenants } from "./tenants.ts";

type TableResource = Extract<DeclaredResource, { kind: "tables" }>;

const MOST_GLOBAL_INDEXES = QUOTAS.globalSecondaryIndexesPerTable.value;
const MOST_LOCAL_INDEXES = QUOTAS.localSecondaryIndexesPerTable.value;
const MOST_PROJECTED = QUOTAS.projectedAttributesPerTable.value;

/** Tables by themselves: keys, indexes, settings, tenants, and both halves of a replica. */
export function checkTables(check: Check): void {
  const seen = new Map<string, string>();
  for (const resource of allResources(check.draft)) {
    checkRegion(check, resource);
    checkTwin(check, resource, seen);
    checkExisting(check, resource);
    checkTagsOfData(check, resource);
    if (resource.kind === "secrets") {
      checkSecret(check, resource);
      checkRotation(check, resource);
    }
    if (resource.kind !== "keys") {
      checkEncryptionKey(check, resource);
      checkOwnKey(check, resource);
    }
    if (resource.kind !== "tables") continue;
    checkAlias(check, resource);
    checkAdds(check, resource);
    if (resource.declared.replicaOf !== undefined) checkReplica(check, resource);
    else checkTable(check, resource);
    checkSensitive(check, resource);
    warnOfNamesakes(check, resource);
    checkBaseline(check, resource);
  }
}

function checkTable(check: Check, resource: TableResource): void {
  const { part, path, declared: table } = resource;
  const { report } = check;
  if (table.key === undefined) {
    report.problem(part, [...path, "key"], { what: "is missing", remedy: "add key: { partition: { orderId: string } }" }, "name");
    return;
  }
  const types = new Map<string, string>();
  for (const [where, attribute] of keyAttributes(table)) {
    for (const [name, type] of Object.entries(attribute)) {
      const before = types.get(name);
      if (before !== undefined && before !== type) {
        report.problem(part, [...path, ...where, name], {
          what: `is a ${before} elsewhere in this table`,
          got: type,
          remedy: "give the attribute one type",
        });
      }
      types.set(name, before ?? type);
    }
  }
  if (table.timeToLive !== undefined && types.has(table.timeToLive)) {
    report.problem(part, [...path, "timeToLive"], {
      what: "is part of a key",
      got: table.timeToLive,
      remedy: "name an attribute of its own, which holds seconds since 1970",
    });
  }
  const globals = Object.entries(table.indexes ?? {});
  const locals = Object.entries(table.localIndexes ?? {});
  if (globals.length > MOST_GLOBAL_INDEXES) {
    report.problem(
      part,
      [...path, "indexes"],
      { what: "has too many indexes", got: globals.length, remedy: `AWS takes ${MOST_GLOBAL_INDEXES.toString()}; split the table` },
      "name",
    );
  }
  if (locals.length > MOST_LOCAL_INDEXES) {
    report.problem(
      part,
      [...path, "localIndexes"],
      { what: "has too many local indexes", got: locals.length, remedy: `AWS takes ${MOST_LOCAL_INDEXES.toString()}; use indexes` },
      "name",
    );
  }
  const projected = [...globals, ...locals].flatMap(([, { project }]) => (typeof project === "object" ? project : []));
  if (projected.length > MOST_PROJECTED) {
    report.problem(
      part,
      [...path, globals.some(([, { project }]) => typeof project === "object") ? "indexes" : "localIndexes"],
      {
        what: "projects too many attributes by name, all indexes together",
        got: projected.length,
        remedy: `AWS takes ${MOST_PROJECTED.toString()}; name fewer, or write project: all`,
      },
      "name",
    );
  }
  if (locals.length > 0 && table.key.sort === undefined) {
    report.problem(
      part,
      [...path, "localIndexes"],
      { what: "needs a table with a sort key", remedy: "add key.sort, or use indexes" },
      "name",
    );
  }
  for (const [name] of locals) {
    if (entry(table.indexes, name) === undefined) continue;
    report.problem(
      part,
      [...path, "localIndexes", name],
      { what: "is the name of an index too", got: name, remedy: "rename one of the two" },
      "name",
    );
  }
  for (const name of ["table", "stream"]) {
    for (const field of ["indexes", "localIndexes"] as const) {
      if (entry<unknown>(table[field], name) !== undefined) {
        report.problem(part, [...path, field, name], { what: "is a reserved name", got: name, remedy: "rename the index" }, "name");
      }
    }
  }
  checkCapacity(check, resource);
  checkTenants(check, part, path, table);
}

function checkAdds({ report }: Check, { part, path, declared: { adds, existing } }: TableResource): void {
  if (adds === undefined || existing !== undefined) return;
  const remedy = "remove it; a table made here gets every document";
  report.problem(part, [...path, "adds"], { what: "belongs to existing tables alone", got: adds, remedy }, "name");
}

function keyAttributes(table: DeclaredTable): [string[], Record<string, string>][] {
  const found: [string[], Record<string, string>][] = [];
  const add = (where: string[], key: { partition?: Record<string, string>; sort?: Record<string, string> | undefined }) => {
    if (key.partition !== undefined) found.push([[...where, "partition"], key.partition]);
    if (key.sort !== undefined) found.push([[...where, "sort"], key.sort]);
  };
  if (table.key !== undefined) add(["key"], table.key);
  for (const [name, index] of Object.entries(table.indexes ?? {})) add(["indexes", name], index);
  for (const [name, index] of Object.entries(table.localIndexes ?? {})) add(["localIndexes", name], index);
  return found;
}

/** Whether other accounts may replicate it, or this one does. */
const isGlobal = ({ owner, name, declared: { sharedWith } }: TableResource): boolean =>
  Object.values(sharedWith ?? {}).some(({ purpose }) => purpose === "global-table") ||
  Object.values(owner.data?.value?.tables ?? {}).some((table) => regionalSourceOf(owner.name, table) === name);

/**
 * Capacity of the table and of its indexes. AWS takes no fixed write capacity for a global table, only the bounds of an auto scaling policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
function checkCapacity({ draft, report }: Check, resource: TableResource): void {
  const { part, path, owner, declared: table } = resource;
  const organization = draft.organization?.value;
  const account = owner.account?.value;
  if (organization === undefined || account === undefined) return;
  const { capacity } = tableSettings(table, defaultsFor(organization, account), organization.homeRegion);
  const provisioned = typeof capacity === "object";
  if (provisioned && table.existing === undefined && isGlobal(resource)) {
    report.problem(
      part,
      [...path, "capacity"],
      {
        what: "is provisioned, which a table with replicas can only be with auto scaling, and Palisade does not set that up",
        got: capacity,
        remedy: "write capacity: on-demand",
      },
      table.capacity === undefined ? "name" : "value",
    );
  }
  for (const [name, index] of Object.entries(table.indexes ?? {})) {
    if (index.capacity === undefined) continue;
    if ((typeof index.capacity === "object") !== provisioned) {
      report.problem(part, [...path, "indexes", name, "capacity"], {
        what: "is not of the table's kind",
        got: index.capacity,
        remedy: provisioned ? "write { read: …, write: … }, as the table does" : "remove it; the table is on-demand",
      });
    }
  }
}
