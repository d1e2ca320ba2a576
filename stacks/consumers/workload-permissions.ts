import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type IdentityStatement, identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { stackName } from "../../model/names.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import { permissionStatements, takeRoleStatement } from "../../sharing/permissions.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import { carriesTags } from "../wiring/read-grants.ts";
import { brokeredTables, type UsedGrant } from "./used-grants.ts";

type Statements = pulumi.Output<readonly IdentityStatement[]>;

/** Attaches one policy to the workload's own role: its own permissions, and each role that it may take. */
export function attachPermissions(context: AccountContext, workload: ResolvedWorkload, used: readonly UsedGrant[]): void {
  const { account, provider, references } = context;
  const resource = `permissions-${workload.name}`;
  const direct = used.filter(({ accessRole }) => accessRole === undefined);
  const byRole = used.filter(({ accessRole, grant }) => accessRole !== undefined && grant.how !== "irsa");
  const taken = [...accessRoleStatements(context, workload, resource, byRole), ...tenantRoleStatements(context, workload, resource)];
  const role = references.optional(stackName("foundation", account.name), `role:${workload.name}`);
  const isEmpty = direct.length === 0 && taken.length === 0;
  if (isEmpty || !workload.role.addsPermissions || role === undefined) return;
  const policy = pulumi
    .all([directStatements(context, resource, direct), ...taken])
    .apply((all) => render(identityPolicy(nonEmpty(all.flat(), workload.name)), { where: `permissions of ${workload.name}` }));
  new aws.iam.RolePolicy(resource, { name: "palisade-data", role: role.apply(({ name }) => name), policy }, { provider });
}

/** Permissions by grants that the workload's own role carries. */
function directStatements(context: AccountContext, resource: string, direct: readonly UsedGrant[]): Statements {
  const { account } = context;
  return pulumi
    .all(direct.map((used) => used.resource.apply((shared) => ({ grant: used.grant, shared }))))
    .apply((all) =>
      statementsOf(context, resource, all, ({ grant, shared }): readonly IdentityStatement[] =>
        permissionStatements(grant, shared, { asOwner: grant.owner === account.name, from: undefined }),
      ),
    );
}

/** One statement for each owner whose role the workload takes; it follows from all grants of that role. */
function accessRoleStatements(
  { stack, trace }: AccountContext,
  workload: ResolvedWorkload,
  resource: string,
  byRole: readonly UsedGrant[],
): Statements[] {
  return [...Map.groupBy(byRole, ({ grant }) => grant.owner)].map(([owner, grants]) =>
    pulumi.output(grants[0]?.accessRole).apply((role) => {
      if (role === undefined) return [];
      const statement = takeRoleStatement(["of", owner], role.arn, carriesTags(workload));
      for (const { grant } of grants) trace({ stack, resource, statement: statement.sid, origin: grant.origin });
      return [statement];
    }),
  );
}

/** One statement for each table whose tenants' sessions the workload hands out. */
function tenantRoleStatements(
  { account, references, stack, trace }: AccountContext,
  workload: ResolvedWorkload,
  resource: string,
): Statements[] {
  return brokeredTables(account, workload.name).flatMap((table) => {
    const tenantRole = references.optional(stackName("data", account.name), `tenantRole:${table.name}`);
    if (tenantRole === undefined) return [];
    return tenantRole.apply(({ arn }) => {
      const statement = takeRoleStatement(["of", "the", "tenants", "of", table.name], arn, true);
      trace({ stack, resource, statement: statement.sid, origin: table.origin });
      return [statement];
    });
  });
}
