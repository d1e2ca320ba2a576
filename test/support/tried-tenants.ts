import { type Edit, linePlan, rehearseLine } from "./line.ts";
import { type Tried, triedOrganization, tryOrganization } from "./tried.ts";

const EDITS: readonly Edit[] = [
  [
    "accounts/owner/account.yaml",
    "  api: { runsOn: lambda, network: main }",
    [
      "  api: { runsOn: lambda, network: main }",
      "  vendor: { runsOn: lambda, network: main }",
      "  intake: { runsOn: lambda, network: main }",
    ].join("\n"),
  ],
  [
    "accounts/owner/data.yaml",
    "tables:\n",
    [
      "tables:",
      "  tickets:",
      "    key: { partition: { PK: string }, sort: { SK: string } }",
      "    indexes: { gsi: { partition: { PK1: string }, sort: { SK1: string }, tenant: true } }",
      '    tenants: { broker: vendor, tag: TenantId, prefix: "Tenant#", can: [read], on: [table, gsi] }',
      "    usedBy: { intake: { can: [write] } }",
      "    sharedWith:",
      "      consumer/reporter: { can: [read], on: [table, gsi], how: role, purpose: shared-service, because: brokers of their own }",
      "  notes:",
      "    key: { partition: { PK: string }, sort: { SK: string } }",
      '    tenants: { broker: vendor, tag: TenantId, prefix: "Tenant#", can: [read, write] }',
      "    usedBy: { intake: { can: [write] } }",
      "",
    ].join("\n"),
  ],
];

/** The smallest organization with tables of tenants, whose role another account takes too. */
export async function tryTenants(clock?: () => number): Promise<Tried> {
  const organization = await triedOrganization(
    linePlan(...EDITS),
    await rehearseLine({}, ...EDITS),
    undefined,
    new Date("2026-11-22T00:00:00Z"),
  );
  return await tryOrganization(organization, clock);
}
