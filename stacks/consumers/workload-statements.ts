import type { IdentityStatement } from "../../iam/identity-policy.ts";
import { grantsTo } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedTable, ResolvedWorkload } from "../../model/plan/resolve.ts";
import { permissionStatements, takeRoleStatement } from "../../sharing/permissions.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import { carriesTags } from "../wiring/carried-grants.ts";
import { type Originated, ofGrants } from "../wiring/layer.ts";

/** A grant that a workload can use, once its resource and its role are known. */
export interface KnownUse {
  readonly grant: ResolvedGrant;
  readonly resource: SharedResource;
  /** ARN of the owner's role that carries the grant; undefined where none does. */
  readonly accessRole: string | undefined;
}

/** A table whose tenants' sessions a workload hands out, with the ARN of their role. */
export interface KnownTenants {
  readonly table: ResolvedTable;
  readonly role: string;
}

/** The open grants to one workload of the account. */
export const grantsOfWorkload = (plan: ResolvedPlan, { name: account }: Pick<ResolvedAccount, "name">, workload: string): ResolvedGrant[] =>
  grantsTo(plan, account).filter(({ consumer }) => consumer.kind === "workload" && consumer.workload === workload);

/** The tables of the account whose tenants' sessions a workload hands out. */
export const brokeredTables = ({ tables }: Pick<ResolvedAccount, "tables">, workload: string): ResolvedTable[] =>
  tables.filter(({ tenants }) => tenants?.broker === workload);

/** The permissions of a workload's own role: by grants that it carries itself, and to take each role that others carry; empty where there are none. */
export function workloadStatements(
  { name: account }: Pick<ResolvedAccount, "name">,
  workload: ResolvedWorkload,
  used: readonly KnownUse[],
  tenants: readonly KnownTenants[],
): Originated<IdentityStatement>[] {
  const direct = used.filter(({ accessRole }) => accessRole === undefined);
  // A pod takes a role by its token, which asks for no permission.
  const byRole = used.filter(({ accessRole, grant }) => accessRole !== undefined && grant.how !== "irsa");
  const taken = [...Map.groupBy(byRole, ({ grant }) => grant.owner)].flatMap(([owner, grants]): Originated<IdentityStatement>[] => {
    const role = grants[0]?.accessRole;
    if (role === undefined) return [];
    const statement = takeRoleStatement(["of", owner], role, carriesTags(workload));
    return [{ statement, origins: grants.map(({ grant }) => grant.origin) }];
  });
  return [
    ...ofGrants(direct, ({ grant, resource }): readonly IdentityStatement[] =>
      permissionStatements(grant, resource, { asOwner: grant.owner === account, from: undefined }),
    ),
    ...taken,
    ...tenants.map(({ table, role }) => ({
      statement: takeRoleStatement(["of", "the", "tenants", "of", table.name], role, true),
      origins: [table.origin],
    })),
  ];
}
