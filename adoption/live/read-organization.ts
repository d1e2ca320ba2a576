import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  type OrganizationsClient,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListPoliciesForTarget,
  paginateListRoots,
} from "@aws-sdk/client-organizations";
import type { AnswerStore } from "./answer-store.ts";
import { pagesOf } from "./pages-of.ts";

/** The kinds of policies that are read, by the ends of their answers' names. */
const KINDS = { "service-control": "SERVICE_CONTROL_POLICY", "resource-control": "RESOURCE_CONTROL_POLICY" } as const;

/**
 * Asks AWS Organizations for the tree, what is attached to each node, and the documents. One call after another: Organizations takes few a
 * second. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 * @returns ids of the active accounts but the management account's, as AWS lists them
 */
export async function readOrganization(client: OrganizationsClient, store: AnswerStore): Promise<readonly string[]> {
  const organization = await store.ask("organization/organization", () => client.send(new DescribeOrganizationCommand()));
  const management = organization?.Organization?.MasterAccountId;
  const roots = await store.ask("organization/roots", () => pagesOf("Roots", paginateListRoots({ client }, {})));
  const policies = new Set<string>();
  const accounts: string[] = [];

  const attached = async (target: string): Promise<void> => {
    for (const [kind, Filter] of Object.entries(KINDS)) {
      const found = await store.ask(`organization/attached/${target}.${kind}`, () =>
        pagesOf("Policies", paginateListPoliciesForTarget({ client }, { TargetId: target, Filter })),
      );
      for (const { Id: id } of found?.Policies ?? []) if (id !== undefined) policies.add(id);
    }
  };
  const below = async (node: string): Promise<void> => {
    await attached(node);
    const children = await store.ask(`organization/children/${node}`, () =>
      pagesOf("Accounts", paginateListAccountsForParent({ client }, { ParentId: node })),
    );
    for (const { Id: id = "", State, Status } of children?.Accounts ?? []) {
      await attached(id);
      if (id !== management && (State ?? Status) === "ACTIVE") accounts.push(id);
    }
    const units = await store.ask(`organization/units/${node}`, () =>
      pagesOf("OrganizationalUnits", paginateListOrganizationalUnitsForParent({ client }, { ParentId: node })),
    );
    for (const { Id: id } of units?.OrganizationalUnits ?? []) if (id !== undefined) await below(id);
  };

  const root = roots?.Roots[0]?.Id;
  if (root === undefined) return [];
  await below(root);
  for (const id of policies) await store.ask(`organization/policies/${id}`, () => client.send(new DescribePolicyCommand({ PolicyId: id })));
  return accounts;
}
