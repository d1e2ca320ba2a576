import type { ResolvedAccount, ResolvedPlan, ResolvedTable } from "../../model/plan/resolve.ts";
import { TABLE_RIGHTS } from "../../model/rights.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";
import type { GrantRequest } from "./across-accounts.ts";
import { networkOf, waitsForRole } from "./declared-access.ts";
import { standingPerimeter } from "./standing-perimeter.ts";

/** Two tenants of nobody's: the one whose session asks, and the one whose items must stay closed to it. */
const TENANT = "one";
const ANOTHER = "other";

/**
 * What is asked about a table's tenants: the broker takes their role with one tenant's tag, and that session uses each action on that
 * tenant's items, from a network of the account in the table's region; the same on another tenant's items; from the internet, as the
 * perimeter says; a Scan, which names no tenant; and another role of the account that takes the role. Empty while the account has no id
 * yet, or the broker waits for its role.
 */
export function tenantRequests(
  account: ResolvedAccount,
  table: ResolvedTable,
  { plan, world }: { readonly plan: ResolvedPlan; readonly world: OrganizationWorld },
): readonly GrantRequest[] {
  const { tenants } = table;
  if (tenants === undefined || account.id === undefined) return [];
  if (waitsForRole({ consumer: { kind: "workload", account: account.name, workload: tenants.broker } }, plan, world)) return [];
  const items = `${account.name}/tables/${table.name}`;
  const role = `${account.name}/tenants/${table.name}`;
  const broker = networkOf(plan, { account: account.name, workload: tenants.broker });
  const from = networkFor(account, table, broker);
  const session = { [`aws:PrincipalTag/${tenants.tag}`]: TENANT };
  const itemsOf = (tenant: string) => ({ ...session, "dynamodb:LeadingKeys": [`${tenants.prefix}${tenant}`] });
  const actions = (part: "table" | "index") => [
    ...new Set(tenants.can.flatMap((verb) => TABLE_RIGHTS[verb][part]).filter((action) => !action.startsWith("dynamodb:Describe"))),
  ];
  const used = tenants.on.flatMap((place): Request[] =>
    actions(place === "table" ? "table" : "index").map((action) => ({
      principal: role,
      action,
      resource: place === "table" ? items : `${items}/index/${place}`,
      from,
      context: itemsOf(TENANT),
    })),
  );
  const [first] = used;
  if (first === undefined) return [];
  const tags = { [`aws:RequestTag/${tenants.tag}`]: TENANT, "aws:TagKeys": [tenants.tag] };
  const take = (principal: string): Request[] =>
    ["sts:AssumeRole", "sts:TagSession"].map((action) => ({ principal, action, resource: role, from: broker, context: tags }));
  const closed = (question: GrantRequest["question"], request: Request): GrantRequest => ({ question, request, isToBeAllowed: false });
  const perimeter = standingPerimeter(plan, account);
  return [
    ...[...take(`${account.name}/${tenants.broker}`), ...used].map(
      (request): GrantRequest => ({ question: "declared", request, isToBeAllowed: true }),
    ),
    ...used
      .filter(({ resource, action }) => action === first.action || resource !== first.resource)
      .map((request) => closed("of another tenant", { ...request, context: itemsOf(ANOTHER) })),
    {
      question: "from the internet",
      request: { ...first, from: "internet" },
      isToBeAllowed: perimeter !== "enforced",
      because: `perimeter ${perimeter}`,
    },
    ...take(`role/another@${account.name}`)
      .slice(0, 1)
      .map((request) => closed("by another role", request)),
    closed("not granted", { ...first, action: "dynamodb:Scan", context: session }),
  ];
}

/** Where a tenant's session asks from: the broker's network, or another of the account in the table's region, whose endpoint leads there. */
function networkFor(account: ResolvedAccount, table: ResolvedTable, broker: string | undefined): string | undefined {
  const near = account.networks.filter(({ region }) => region === table.region).map(({ name }) => `${account.name}/${name}`);
  return broker !== undefined && (near.includes(broker) || near.length === 0) ? broker : (near[0] ?? broker);
}
