import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { MemberAccount } from "../components/organization/member-account.ts";
import type { Outputs } from "./contract.ts";
import type { OrganizationLayer } from "./layer.ts";

/** The organization, its units and accounts, and the ids that every other stack goes by. */
export const organizationLayer: OrganizationLayer = {
  needs: () => [],
  build: async ({ plan, provider }) => {
    const declared = plan.organization;
    const found = await aws.organizations.getOrganization({}, { provider });
    if (found.id !== declared.id) {
      throw new pulumi.RunError(
        `organization.id: is not the organization that the management account is in, got ${JSON.stringify(declared.id)}; write ${found.id}, or deploy with the right credentials`,
      );
    }
    const outputs: Outputs = { organizationId: found.id, rootId: found.roots[0]?.id ?? "" };
    for (const { path, existing } of plan.organizationalUnits) {
      if (existing === undefined) continue;
      const unit = aws.organizations.OrganizationalUnit.get(`unit-${path.replaceAll("/", "-")}`, existing, undefined, { provider });
      outputs[`unit:${path}`] = unit.id;
    }
    for (const { name, id } of plan.accounts) {
      if (id !== undefined) outputs[`account:${name}`] = new MemberAccount(name, { accountId: id }, { provider }).accountId;
    }
    return outputs;
  },
};
