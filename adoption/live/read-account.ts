import { type PolicyDetail, paginateGetAccountAuthorizationDetails, type RoleDetail } from "@aws-sdk/client-iam";
import type { AccountClients } from "./account-clients.ts";
import type { AnswerStore } from "./answer-store.ts";
import { readRegion } from "./read-region.ts";

/** Asks for what one account has. Where its roles cannot be read, nothing else is asked: without them nothing is written of it. */
export async function readAccount(account: string, clients: AccountClients, regions: readonly string[], store: AnswerStore): Promise<void> {
  const roles = await store.ask(`accounts/${account}/roles`, async () => {
    const RoleDetailList: RoleDetail[] = [];
    const Policies: PolicyDetail[] = [];
    const asked = { Filter: ["Role" as const, "LocalManagedPolicy" as const, "AWSManagedPolicy" as const] };
    for await (const page of paginateGetAccountAuthorizationDetails({ client: clients.iam }, asked)) {
      RoleDetailList.push(...(page.RoleDetailList ?? []));
      Policies.push(...(page.Policies ?? []));
    }
    return { RoleDetailList, Policies };
  });
  if (roles === undefined) return;
  for (const region of regions) await readRegion(`accounts/${account}/${region}`, clients.in(region), store);
}
