import type { Draft } from "../draft.ts";
import { entry } from "../entry.ts";
import { namesAt } from "../part.ts";
import type { DeclaredTable } from "../schema/data.ts";
import { accountPerimeter, defaultsFor, tableSettings } from "../settings.ts";
import type { Path } from "../source.ts";
import { chooseFrom } from "../suggest.ts";
import { allHoldings, type Check, type Holding, sharesOf } from "./check.ts";

type TableHolding = Extract<Holding, { kind: "tables" }>;

/** DynamoDB's limits per table (developer guide, "Quotas"). */
const MOST_GLOBAL_INDEXES = 20;
const MOST_LOCAL_INDEXES = 5;

/** Tables by themselves: keys, indexes, settings, tenants, and both halves of a replica. */
export function checkTables(check: Check): void {
  const seen = new Map<string, string>();
  for (const holding of allHoldings(check.draft)) {
    checkRegion(check, holding);
    checkTwin(check, holding, seen);
    if (holding.kind === "secrets") checkSecret(check, holding);
    if (holding.kind !== "keys") checkEncryptionKey(check, holding);
    if (holding.kind !== "tables") continue;
    if (holding.resource.replicaOf !== undefined) checkReplica(check, holding);
    else checkTable(check, holding);
    checkSensitive(check, holding);
  }
}

/** What two entries name is one thing in AWS, and would be changed by both. */
function checkTwin({ draft, report }: Check, { part, path, kind, owner, name, resource }: Holding, seen: Map<string, string>): void {
  const region = resource.region ?? draft.organization?.value?.homeRegion ?? "";
  if (kind !== "tables" && resource.existing === undefined) return;
  const thing = kind === "tables" ? `${owner.name}/${region}/${resource.existing ?? name}` : (resource.existing ?? "");
  const twin = seen.get(thing);
  if (twin !== undefined) {
    const where = resource.existing === undefined ? path : [...path, "existing"];
    const finding = { what: `is declared already as ${twin}`, got: resource.existing ?? name, remedy: "keep one of the two" };
    report.problem(part, where, finding, resource.existing === undefined ? "name" : "value");
  }
  seen.set(thing, `${owner.name}/${name}`);
}

function checkTable(check: Check, { part, path, owner, resource: table }: TableHolding): void {
  const { report } = check;
  if (table.key === undefined) {
    report.problem(part, [...path, "key"], { what: "is missing", remedy: "add key: { partition: { orderId: string } }" }, "name");
    return;
  }
  if (table.adds !== undefined && table.existing === undefined) {
    report.problem(
      part,
      [...path, "adds"],
      { what: "belongs to existing tables alone", got: table.adds, remedy: "remove it; a table made here gets every document" },
      "name",
    );
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
  checkCapacity(check, part, path, owner, table);
  checkTenants(check, part, path, table);
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

/** Whether other accounts may replicate it. */
const isGlobal = ({ sharedWith }: DeclaredTable): boolean =>
  Object.values(sharedWith ?? {}).some(({ purpose }) => purpose === "global-table");

/**
 * Capacity of the table and of its indexes. AWS takes no fixed write capacity for a global table, only the bounds of an auto scaling policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
function checkCapacity(
  { draft, report }: Check,
  part: Holding["part"],
  path: Holding["path"],
  owner: Holding["owner"],
  table: DeclaredTable,
): void {
  const organization = draft.organization?.value;
  const account = owner.account?.value;
  if (organization === undefined || account === undefined) return;
  const { capacity } = tableSettings(table, defaultsFor(organization, account), organization.homeRegion);
  const provisioned = typeof capacity === "object";
  if (provisioned && isGlobal(table)) {
    report.problem(
      part,
      [...path, "capacity"],
      {
        what: "is provisioned, and a table that other accounts replicate can be so by auto scaling alone, which no declaration sets up",
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

function checkTenants({ draft, report }: Check, part: Holding["part"], path: Holding["path"], table: DeclaredTable): void {
  const { tenants } = table;
  if (tenants === undefined) return;
  if (Object.values(table.key?.partition ?? {}).some((type) => type !== "string")) {
    report.problem(
      part,
      [...path, "tenants"],
      { what: "needs a partition key that is a string", got: table.key?.partition, remedy: "let the partition key begin with the tenant" },
      "name",
    );
  }
  tenants.on?.forEach((name, index) => {
    const declared = entry(table.indexes, name);
    if (name === "table" || declared?.tenant === true) return;
    const where = [...path, "tenants", "on", index];
    const tenantIndexes = Object.entries(table.indexes ?? {}).flatMap(([known, { tenant }]) => (tenant === true ? [known] : []));
    if (declared === undefined && entry(table.localIndexes, name) === undefined) {
      report.problem(part, where, {
        what: "is neither the table nor one of its indexes",
        got: name,
        remedy: chooseFrom(name, ["table", ...tenantIndexes], "remove it"),
      });
    } else {
      report.problem(part, where, {
        what: "is an index that is not marked as led by the tenant key, so that tenants would read each other's items",
        got: name,
        remedy: `remove it, or mark it tenant: true if its partition key begins with the tenant`,
      });
    }
  });
  const owner = draft.accounts.find(({ data }) => data === part);
  const workloads = namesAt(owner?.account, ["workloads"]);
  if (workloads !== undefined && !workloads.includes(tenants.broker)) {
    report.problem(part, [...path, "tenants", "broker"], {
      what: "is no workload of this account",
      got: tenants.broker,
      remedy: chooseFrom(tenants.broker, workloads, "declare it in account.yaml"),
    });
  }
}

/** Fields of a replica that are its own; everything else follows the source (developer guide, "Multi-account global tables"). */
const REPLICA_FIELDS = new Set([
  "replicaOf",
  "region",
  "description",
  "usedBy",
  "sharedWith",
  "pointInTimeRecovery",
  "deletion",
  "class",
  "encryption",
]);

function checkReplica({ draft, report }: Check, { part, path, owner, name, resource: table }: TableHolding): void {
  const reference = table.replicaOf ?? "";
  const where = [...path, "replicaOf"];
  for (const field of Object.keys(table)) {
    if (!REPLICA_FIELDS.has(field)) {
      report.problem(
        part,
        [...path, field],
        {
          what: "is the source table's to say",
          got: (table as Record<string, unknown>)[field],
          remedy: `remove it; it follows ${reference}`,
        },
        "name",
      );
    }
  }
  const [accountName = "", tableName = ""] = reference.split("/");
  const source = draft.byName.get(accountName);
  if (accountName === owner.name) {
    report.problem(part, where, {
      what: "is in the same account",
      got: reference,
      remedy: "name a table of another account; replicas within one account are not supported",
    });
    return;
  }
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
  if (tableName !== name) {
    report.problem(part, where, {
      what: "has another name than this table",
      got: reference,
      remedy: `name both ${JSON.stringify(tableName)}; a global table has one name`,
    });
  }
  const original = entry(source.data?.value?.tables, tableName);
  if (original === undefined) return;
  if (original.replicaOf !== undefined) {
    report.problem(part, where, { what: "is itself a replica", got: reference, remedy: `write replicaOf: ${original.replicaOf}` });
    return;
  }
  if (original.existing !== undefined) {
    report.problem(part, where, {
      what: "exists already, and only a new table can take replicas in other accounts",
      got: reference,
      remedy: "make a new table and move the items",
    });
  }
  if (original.stream !== "new-and-old-images") {
    report.problem(part, where, {
      what: "has no stream of new and old images, which replication reads",
      got: reference,
      remedy: `add stream: new-and-old-images to ${reference}`,
    });
  }
  const homeRegion = draft.organization?.value?.homeRegion;
  if ((table.region ?? homeRegion) === (original.region ?? homeRegion)) {
    report.problem(
      part,
      path,
      { what: "is in the same region as its source", got: table.region ?? homeRegion, remedy: "add region: <another region>" },
      "name",
    );
  }
  const consent = entry(original.sharedWith, owner.name);
  const consenting = namesAt(source.data, ["tables", tableName, "sharedWith"]);
  // A consent that is broken, or that names nobody who could take it, is told at the source.
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

function checkRegion(check: Check, holding: Holding): void {
  const { path, kind, resource } = holding;
  if (kind !== "tables" && resource.existing !== undefined) checkPlace(check, holding, [...path, "existing"], resource.existing);
  const key = kind !== "keys" && typeof resource.encryption === "object" ? resource.encryption.key : undefined;
  if (key?.startsWith("arn:") === true) checkPlace(check, holding, [...path, "encryption", "key"], key);
}

function checkPlace({ draft, report }: Check, { part, resource, owner }: Holding, path: Path, arn: string): void {
  const id = owner.account?.value?.id;
  const [, , , arnRegion, arnAccount] = arn.split(":");
  const region = resource.region ?? draft.organization?.value?.homeRegion;
  if (region !== undefined && arnRegion !== region) {
    report.problem(part, path, {
      what: `is not in ${region}`,
      got: arn,
      remedy: path.at(-1) === "key" ? "name a key of that region" : `add region: ${arnRegion ?? ""}, or correct the ARN`,
    });
  }
  if (id !== undefined && arnAccount !== id) {
    report.problem(part, path, {
      what: `is not in this account, ${id}`,
      got: arn,
      remedy: path.at(-1) === "key" ? "name a key of this account" : "declare it in the account that it is in",
    });
  }
}

function checkSecret({ report }: Check, { part, path, resource: secret }: Extract<Holding, { kind: "secrets" }>): void {
  if (secret.encryption === "aws-owned") {
    report.problem(part, [...path, "encryption"], {
      what: "does not exist for secrets",
      got: "aws-owned",
      remedy: "write own-key or aws-managed",
    });
  }
  if (secret.adds !== undefined && secret.existing === undefined) {
    report.problem(
      part,
      [...path, "adds"],
      { what: "belongs to existing secrets alone", got: secret.adds, remedy: "remove it; a secret made here gets every document" },
      "name",
    );
  }
}

function checkEncryptionKey({ report }: Check, { part, path, owner, resource }: Exclude<Holding, { kind: "keys" }>): void {
  if (typeof resource.encryption !== "object" || resource.encryption.key.startsWith("arn:")) return;
  const { key } = resource.encryption;
  const keys = namesAt(owner.data, ["keys"]);
  if (keys === undefined || keys.includes(key)) return;
  report.problem(part, [...path, "encryption", "key"], {
    what: "is no key of this account",
    got: key,
    remedy: chooseFrom(key, keys, "declare it under keys"),
  });
}

/** The classification of a replica's source, as far as it is known. */
function sourceClassification(draft: Draft, reference: string): "ordinary" | "sensitive" | undefined {
  const [account = "", name = ""] = reference.split("/");
  const owner = draft.byName.get(account);
  const source = entry(owner?.data?.value?.tables, name);
  const organization = draft.organization?.value;
  if (source === undefined || organization === undefined || owner?.account?.value === undefined) return undefined;
  return tableSettings(source, defaultsFor(organization, owner.account.value), organization.homeRegion).classification;
}

function checkSensitive({ draft, report }: Check, { part, path, owner, resource: table }: TableHolding): void {
  const organization = draft.organization?.value;
  const account = owner.account?.value;
  if (organization === undefined || account === undefined) return;
  const { classification, encryption } = tableSettings(table, defaultsFor(organization, account), organization.homeRegion);
  const source = table.replicaOf === undefined ? undefined : sourceClassification(draft, table.replicaOf);
  if ((source ?? classification) !== "sensitive") return;
  if (encryption !== "own-key" && typeof encryption !== "object") {
    report.problem(
      part,
      path,
      { what: "is sensitive but not encrypted under a key of its own", got: encryption, remedy: "write encryption: own-key" },
      "name",
    );
  }
  if (table.existing !== undefined && table.adds === undefined) {
    report.problem(
      part,
      path,
      {
        what: "is sensitive, and nothing may be written to its policy, so that whoever the account lets read every table reads this one",
        remedy: "add adds: [resource-policy], or write classification: ordinary",
      },
      "name",
    );
  }
  if (accountPerimeter(organization, account) === "open") {
    report.warning(
      part,
      path,
      { what: `is sensitive in an account whose perimeter is open`, remedy: "move it to an account with an enforced perimeter" },
      "name",
    );
  }
}

/** Accounts whose replicas a table's owner consented to but that declare none. */
export function checkConsents({ draft, report }: Check): void {
  for (const holding of allHoldings(draft)) {
    for (const { target, share, path } of sharesOf(holding)) {
      if (share.purpose !== "global-table" || target.includes("/")) continue;
      const account = draft.byName.get(target);
      const tables = account?.data === undefined ? [] : namesAt(account.data, ["tables"]);
      // A table of this name that is broken, or a replica that names another source, is told there.
      const namesake = entry(account?.data?.value?.tables, holding.name);
      const isBroken = tables?.includes(holding.name) !== false && (namesake === undefined || namesake.replicaOf !== undefined);
      if (account === undefined || isBroken) continue;
      const replicas = Object.values(account.data?.value?.tables ?? {}).filter(
        (table) => table.replicaOf === `${holding.owner.name}/${holding.name}`,
      );
      if (replicas.length === 0) {
        report.problem(
          holding.part,
          path,
          {
            what: `${target} declares no replica of it`,
            remedy: `add tables: { ${holding.name}: { replicaOf: ${holding.owner.name}/${holding.name}, region: … } } to accounts/${target}/data.yaml`,
          },
          "name",
        );
      }
    }
  }
}
