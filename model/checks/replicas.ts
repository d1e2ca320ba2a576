import { entry } from "../reading/entry.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { replicaSourceOf } from "../replica-source.ts";
import type { DeclaredTable } from "../schema/data.ts";
import { dataFileOf } from "./account-files.ts";
import type { Check } from "./check.ts";
import { allResources, type DeclaredResource, sharesOf, sourceTableOf } from "./declared-resources.ts";
import { checkRegionalReplica, isBesideItsSource } from "./regional-replicas.ts";
import { checkTenants } from "./tenants.ts";

/** Fields of a replica that are its own; everything else follows the source (developer guide, "Multi-account global tables"). */
const REPLICA_FIELDS = new Set([
  "replicaOf",
  "existing",
  "adds",
  "region",
  "description",
  "tags",
  "usedBy",
  "sharedWith",
  "tenants",
  "pointInTimeRecovery",
  "deletion",
  "class",
  "encryption",
]);

/** Checks a replica: that it leaves to its source what is the source's, and that the source is there, fits and consents. */
export function checkReplica(check: Check, resource: Extract<DeclaredResource, { kind: "tables" }>): void {
  const { draft, report } = check;
  const { part, path, owner, name, declared: table } = resource;
  const reference = table.replicaOf ?? "";
  const where = [...path, "replicaOf"];
  const { account: accountName, table: tableName } = replicaSourceOf(table) ?? { account: "", table: "" };
  const original = sourceTableOf(draft, table);
  const back = original === undefined ? undefined : replicaSourceOf(original);
  if (back !== undefined && back.account === owner.name && back.table === name) {
    const isItself = reference === `${owner.name}/${name}`;
    report.problem(part, where, {
      what: isItself ? "is this table itself" : "replicates this table in turn",
      got: reference,
      remedy: isItself ? "name the table that it replicates" : "remove replicaOf from the one that says keys and indexes",
    });
    return;
  }
  for (const field of Object.keys(table)) {
    if (!REPLICA_FIELDS.has(field)) {
      report.problem(
        part,
        [...path, field],
        {
          what: "is set by the source table",
          got: (table as Record<string, unknown>)[field],
          remedy: `remove it; it follows ${reference}`,
        },
        "name",
      );
    }
  }
  const source = draft.byName.get(accountName);
  if (source === undefined) {
    report.problem(part, where, {
      what: "names no declared account",
      got: reference,
      remedy: chooseFrom(accountName, draft.byName.keys(), "declare the account"),
    });
    return;
  }
  const tables = source.data === undefined ? [] : namesAt(source.data, ["tables"]);
  if (tables === undefined) return;
  if (!tables.includes(tableName)) {
    report.problem(part, where, {
      what: `names no table of ${accountName}`,
      got: reference,
      remedy: chooseFrom(tableName, tables, "declare it there"),
    });
    return;
  }
  const isRegional = accountName === owner.name;
  if (original === undefined) return;
  if (original.replicaOf !== undefined) {
    report.problem(part, where, { what: "is itself a replica", got: reference, remedy: `write replicaOf: ${original.replicaOf}` });
    return;
  }
  if (table.existing !== undefined || original.existing !== undefined) checkExistingReplica(check, resource, original);
  else if (!isRegional && tableName !== name) {
    report.problem(part, where, {
      what: "has another name than this table",
      got: reference,
      remedy: `name both ${JSON.stringify(tableName)}; a global table has one name`,
    });
  }
  if (original.existing === undefined && original.stream !== "new-and-old-images") {
    report.problem(part, where, {
      what: `has ${original.stream === undefined ? "no stream" : `a stream of ${original.stream}, not`} of new and old images, which replication reads`,
      got: reference,
      remedy: `${original.stream === undefined ? "add stream: new-and-old-images to" : "write stream: new-and-old-images at"} ${reference}`,
    });
  }
  checkTenants(check, part, path, { ...original, region: table.region, tenants: table.tenants });
  if (isBesideItsSource(draft, table, original)) {
    const got = table.region ?? draft.organization?.value?.homeRegion;
    const what = "is in the same region as its source";
    if (table.region === undefined) report.problem(part, path, { what, got, remedy: "add region: <another region>" }, "name");
    else report.problem(part, [...path, "region"], { what, got, remedy: "write the region that needs the items" });
  }
  if (isRegional) {
    checkRegionalReplica(check, resource, original);
    return;
  }
  const consent = entry(original.sharedWith, owner.name);
  const consenting = namesAt(source.data, ["tables", tableName, "sharedWith"]);
  // A consent that is broken, or that names no declared account, is reported at the source.
  const mayConsent =
    (consent === undefined && consenting?.includes(owner.name) !== false) ||
    Object.entries(original.sharedWith ?? {}).some(([target, { purpose }]) => purpose === "global-table" && !draft.byName.has(target));
  if (!mayConsent && consent?.purpose !== "global-table") {
    report.problem(part, where, {
      what: "is not shared with this account",
      got: reference,
      remedy: `add sharedWith: { ${owner.name}: { purpose: global-table, because: … } } to it`,
    });
  }
}

/**
 * Checks a replica where it, or the table that it replicates, exists: both have to. Palisade adds no replica to a table that it does not make, and
 * takes over none.
 */
function checkExistingReplica(
  { report }: Check,
  { part, path, name, declared: table }: Extract<DeclaredResource, { kind: "tables" }>,
  { existing }: DeclaredTable,
): void {
  const reference = table.replicaOf ?? "";
  if (existing === undefined) {
    report.problem(part, [...path, "existing"], {
      what: `exists already, and ${reference}, which it replicates, is made here`,
      got: table.existing,
      remedy: "remove it, and import the replica into its stack (pulumi import) before the next deployment",
    });
  } else if (table.existing === undefined) {
    report.problem(part, [...path, "replicaOf"], {
      what: "exists already, and Palisade adds no replica to a table that it does not make",
      got: reference,
      remedy: `have its owner add the replica, and then write existing: ${existing} beside replicaOf`,
    });
  } else if (table.existing !== existing) {
    report.problem(part, [...path, "existing"], {
      what: `is another name than ${JSON.stringify(existing)}, that of ${reference}; all replicas of a table have its name`,
      got: table.existing,
      remedy: `write existing: ${existing}, or remove replicaOf from ${name}`,
    });
  }
}

/** Refuses consents to replicas in accounts that declare none. */
export function checkConsents({ draft, report }: Check): void {
  for (const resource of allResources(draft)) {
    for (const { target, share, path } of sharesOf(resource)) {
      if (share.purpose !== "global-table" || target.includes("/")) continue;
      const account = draft.byName.get(target);
      const tables = account?.data === undefined ? [] : namesAt(account.data, ["tables"]);
      // A table of this name that is broken, or a replica of another source, is reported there.
      const namesake = entry(account?.data?.value?.tables, resource.name);
      const isBroken = tables?.includes(resource.name) !== false && (namesake === undefined || namesake.replicaOf !== undefined);
      if (account === undefined || isBroken) continue;
      const replicas = Object.values(account.data?.value?.tables ?? {}).filter(
        (table) => table.replicaOf === `${resource.owner.name}/${resource.name}`,
      );
      if (replicas.length === 0) {
        report.problem(
          resource.part,
          path,
          {
            what: `${target} declares no replica of it`,
            remedy: `add tables: { ${resource.name}: { replicaOf: ${resource.owner.name}/${resource.name}, region: … } } to ${dataFileOf(account)}`,
          },
          "name",
        );
      }
    }
  }
}
