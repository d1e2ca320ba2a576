import type { AccountDraft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { DeclaredTable } from "../schema/data.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";
import { resolveNetwork } from "./networks.ts";
import { reservedTagKey } from "./tags.ts";

/** What tenants of a table may use, who vends their sessions, and where from. */
export function checkTenants(
  { draft, report }: Check,
  part: DeclaredResource["part"],
  path: DeclaredResource["path"],
  table: DeclaredTable,
): void {
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
  if (tenants.on?.includes("table") === false && !tenants.can.includes("read")) {
    report.problem(part, [...path, "tenants", "on"], {
      what: "names indexes alone, which can only be read",
      got: tenants.on,
      remedy: "add table, or the right read",
    });
  }
  tenants.on?.forEach((name, index) => {
    const declared = entry(table.indexes, name);
    if (name === "table" || declared?.tenant === true) return;
    const where = [...path, "tenants", "on", index];
    const tenantIndexes = Object.entries(table.indexes ?? {}).flatMap(([index, { tenant }]) => (tenant === true ? [index] : []));
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
  const reserved = reservedTagKey(tenants.tag);
  if (reserved !== undefined)
    report.problem(part, [...path, "tenants", "tag"], { what: reserved, got: tenants.tag, remedy: "rename the tag, like TenantId" });
  checkTenantsWrite(report, part, path, table);
  const owner = draft.accounts.find(({ data }) => data === part);
  const workloads = namesAt(owner?.account, ["workloads"]);
  if (workloads !== undefined && !workloads.includes(tenants.broker)) {
    report.problem(part, [...path, "tenants", "broker"], {
      what: "is not a workload of this account",
      got: tenants.broker,
      remedy: chooseFrom(tenants.broker, workloads, "declare it in account.yaml"),
    });
  }
  const broker = entry(owner?.account?.value?.workloads, tenants.broker);
  if (broker?.runsOn === "ci" || (broker?.runsOn === "service" && broker.network === undefined)) {
    report.problem(part, [...path, "tenants", "broker"], {
      what: "runs in no network, and the sessions of tenants are used from the account's networks alone",
      got: tenants.broker,
      remedy: "name a workload that runs in one",
    });
  }
  checkTenantsReach({ draft, report }, owner, part, path, table);
}

/**
 * Tenants write where policies see whose item it is. A request that writes shows its policies the table's partition key and the names of
 * attributes, and no other value. So a tenant could give an item of its own another tenant's value in the attribute that leads an index, and
 * whoever reads that tenant's part of the index would find it there. That counts for every index that is marked as led by the tenant key, whether or not
 * tenants query it: its mark is what its readers rely on.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function checkTenantsWrite(
  report: Check["report"],
  part: DeclaredResource["part"],
  path: DeclaredResource["path"],
  table: DeclaredTable,
): void {
  const { tenants, key, indexes = {} } = table;
  const right = tenants?.can.indexOf("write") ?? -1;
  if (key === undefined || right < 0 || tenants?.on?.includes("table") === false) return;
  const [leading] = Object.keys(key.partition);
  const others = Object.entries(indexes).filter(([, { tenant, partition }]) => tenant === true && leading !== Object.keys(partition)[0]);
  if (leading === undefined || others.length === 0) return;
  const ledBy = others.map(([name, { partition }]) => `${name} (led by ${Object.keys(partition).join()})`).join(", ");
  report.problem(part, [...path, "tenants", "can", right], {
    what: `lets tenants write items into each other's part of ${ledBy}, since policies see the value of ${leading} alone`,
    got: "write",
    remedy: `lead the index by ${leading}, or remove write and let a workload under usedBy write for tenants`,
  });
}

/** A tenant's session calls from a network of the account, whose endpoint leads only to tables of its own region. */
function checkTenantsReach(
  { draft, report }: Pick<Check, "draft" | "report">,
  owner: AccountDraft | undefined,
  part: DeclaredResource["part"],
  path: DeclaredResource["path"],
  table: DeclaredTable,
): void {
  const region = table.region ?? draft.organization?.value?.homeRegion;
  const networks = namesAt(owner?.account, ["networks"]) ?? [];
  const regions = networks.map((name) => (owner === undefined ? undefined : resolveNetwork(draft, owner, name)?.region));
  if (region === undefined || regions.length === 0 || regions.some((each) => each === undefined || each === region)) return;
  const near = [...new Set(regions)].sort().join(", ");
  report.problem(
    part,
    [...path, "tenants"],
    {
      what: `is used from ${near}, where the account's networks are, and the table is in ${region}`,
      remedy: `give the table a region of its networks, or declare a network in ${region}`,
    },
    "name",
  );
}
