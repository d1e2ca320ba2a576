import { stackName } from "../../model/names.ts";
import { openGrants } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import { needsOfGrant, waitingTenants } from "../wiring/read-grants.ts";
import type { Need } from "../wiring/references.ts";

/** What an account's data layer reads of other stacks, and of its own last outputs; one output may be named several times. */
export function dataNeeds(plan: ResolvedPlan, account: ResolvedAccount): Need[] {
  const foundation = stackName("foundation", account.name);
  return [
    { stack: "organization", key: "organizationId" },
    ...account.tables.flatMap(({ name, created }): Need[] =>
      created ? [{ stack: stackName("data", account.name), key: `table:${name}`, isOwn: true }] : [],
    ),
    ...openGrants(plan, account.name).flatMap((grant) => needsOfGrant(plan, grant)),
    ...account.tables.flatMap((table): Need[] =>
      table.tenants === undefined ? [] : [{ stack: foundation, key: `role:${table.tenants.broker}`, ...waitingTenants(account, table) }],
    ),
    ...account.tables.flatMap(({ replicaOf, created }): Need[] =>
      replicaOf === undefined || !created ? [] : [{ stack: stackName("data", replicaOf.account), key: `table:${replicaOf.table}` }],
    ),
  ];
}
