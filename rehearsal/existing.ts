import type { Existing } from "../control-plane/control-plane.ts";
import type { Plan } from "../model/plan.ts";

const NOBODY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}';

/** What the declaration says exists before anything is deployed: the organization, its units and accounts, and the deploy roles. */
export function existingThings({ organization, organizationalUnits, accounts }: Plan): Existing[] {
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
    const place = { account: account.id, region: organization.homeRegion };
    return [
      {
        ...management,
        type: "aws:organizations/account:Account",
        id: account.id,
        inputs: { name: account.name, email: account.email ?? `aws+${account.id}@${organization.name}.example`, parentId },
      },
      { ...place, type: "aws:iam/role:Role", inputs: { name: organization.deployRole, assumeRolePolicy: NOBODY } },
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
