import type { Existing } from "../control-plane/control-plane.ts";
import type { Plan } from "../model/plan/plan.ts";
import { existingInAccount, existingParty, existingTopic } from "./existing-in-account.ts";

/**
 * What the declaration says exists before anything is deployed: the organization with its units and accounts, in them the deploy roles and
 * whatever is declared as existing, and the external parties' roles.
 */
export function existingThings(plan: Plan): Existing[] {
  const { organization } = plan;
  return [
    ...existingOrganization(plan),
    ...plan.accounts.flatMap((account) => existingInAccount(plan, account)),
    ...plan.externalParties.flatMap((party) => existingParty(party, organization.homeRegion)),
    ...existingTopic(organization.breakGlass.alarmTopic),
  ];
}

function existingOrganization({ organization, organizationalUnits, accounts }: Plan): Existing[] {
  const management = { account: organization.managementAccount, region: organization.homeRegion };
  const { id } = organization;
  if (id === undefined) return [];
  const rootId = `r-${id.slice(2, 6)}`;
  const units = organizationalUnits.flatMap(({ path, existing }): Existing[] => {
    if (existing === undefined) return [];
    const parent = organizationalUnits.find((unit) => unit.path === path.split("/").slice(0, -1).join("/"))?.existing ?? rootId;
    return [
      {
        ...management,
        type: "aws:organizations/organizationalUnit:OrganizationalUnit",
        id: existing,
        inputs: { name: path.split("/").at(-1), parentId: parent },
      },
    ];
  });
  const members = accounts.flatMap((account): Existing[] => {
    if (account.id === undefined) return [];
    const parentId = organizationalUnits.find((unit) => unit.path === account.organizationalUnit)?.existing ?? rootId;
    return [
      {
        ...management,
        type: "aws:organizations/account:Account",
        id: account.id,
        inputs: { name: account.name, email: account.email ?? `aws+${account.id}@${organization.name}.example`, parentId },
      },
    ];
  });
  return [
    {
      ...management,
      type: "aws:organizations/organization:Organization",
      id,
      inputs: { enabledPolicyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] },
      outputs: { roots: [{ id: rootId, name: "Root" }] },
    },
    ...units,
    ...members,
  ];
}
