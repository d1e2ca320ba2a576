import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { stackName } from "../../model/names.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import { type AccountContext, reported } from "../wiring/layer.ts";
import type { UsedGrant } from "./used-grants.ts";
import { brokeredTables, type KnownTenants, type KnownUse, workloadStatements } from "./workload-statements.ts";

/** Attaches one policy to the workload's own role: its own permissions, and each role that it may take. */
export function attachPermissions(context: AccountContext, workload: ResolvedWorkload, used: readonly UsedGrant[]): void {
  const { account, provider, references } = context;
  const resource = `permissions-${workload.name}`;
  const tenants = knownTenants(context, workload);
  const role = references.optional(stackName("foundation", account.name), `role:${workload.name}`);
  const needsNone = tenants.length === 0 && used.every(({ accessRole, grant }) => accessRole !== undefined && grant.how === "irsa");
  if (needsNone || !workload.role.addsPermissions || role === undefined) return;
  const policy = pulumi.all([pulumi.all(used.map(knownUse)), pulumi.all(tenants)]).apply(([uses, ofTenants]) => {
    const statements = reported(context, resource, workloadStatements(account, workload, uses, ofTenants));
    return render(identityPolicy(nonEmpty(statements, workload.name)), { where: `permissions of ${workload.name}` });
  });
  new aws.iam.RolePolicy(resource, { name: "palisade-data", role: role.apply(({ name }) => name), policy }, { provider });
}

const knownUse = ({ grant, resource, accessRole }: UsedGrant): pulumi.Output<KnownUse> =>
  pulumi.all([resource, accessRole]).apply(([shared, role]) => ({ grant, resource: shared, accessRole: role?.arn }));

/** The tables whose tenants' role is there. */
const knownTenants = ({ account, references }: AccountContext, { name }: ResolvedWorkload): pulumi.Output<KnownTenants>[] =>
  brokeredTables(account, name).flatMap((table) => {
    const tenantRole = references.optional(stackName("data", account.name), `tenantRole:${table.name}`);
    return tenantRole === undefined ? [] : [tenantRole.apply(({ arn }) => ({ table, role: arn }))];
  });
