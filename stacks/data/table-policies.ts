import type { TableStatement } from "../../iam/table-policy.ts";
import { workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedTable } from "../../model/plan/resolve.ts";
import type { KnownGrant, NamedRole } from "../../sharing/deployed-grant.ts";
import { joiningRoleArn, joinStatement, type Replica, replicationStatement } from "../../sharing/replication.ts";
import { streamStatements, tableStatements } from "../../sharing/resource-policy.ts";
import {
  sensitiveStreamStatements,
  sensitiveTableStatements,
  type TableAdministrators,
  type TeamRole,
  teamRoleStatements,
} from "../../sharing/sensitive-table.ts";
import { placesOf, tableActions } from "../../sharing/shared-resource.ts";
import { ownRoles, type PlannedPlace, recoveryRoles } from "../wiring/account-roles.ts";
import { type Originated, ofGrants } from "../wiring/layer.ts";
import { indexArnsOf } from "./index-arns.ts";

/** A table with everyone whom its policies name, once their roles are known. */
export interface KnownTable {
  readonly table: ResolvedTable;
  readonly grants: readonly KnownGrant[];
  /** The role of its tenants' sessions. */
  readonly tenantRole: NamedRole | undefined;
  /** The table and all its replicas; empty where it is not replicated. */
  readonly replicas: readonly Replica[];
}

/** A table with its grants, before their roles are known. */
export interface PlannedGrantsOnTable {
  readonly table: ResolvedTable;
  readonly grants: readonly { readonly grant: ResolvedGrant }[];
  readonly replicas: readonly Replica[];
}

const isSensitive = ({ classification }: ResolvedTable): boolean => classification === "sensitive";

/** Whether stacks replicate a table among the regions of its account. Replicas that exist were made by somebody else. */
const isReplicatedHere = ({ created, regionalReplicaOf, replicaRegions }: ResolvedTable): boolean =>
  created && (regionalReplicaOf !== undefined || replicaRegions.length > 0);

/** Whether a resource policy carries a grant. */
const isShared = ({ grant }: { readonly grant: ResolvedGrant }): boolean => grant.how === "resource-policy";

/** Whether a table's policy has something to say. */
export const hasTablePolicy = ({ table, grants, replicas }: PlannedGrantsOnTable): boolean =>
  grants.some((each) => isShared(each) && each.grant.can.some((verb) => verb !== "stream")) || isSensitive(table) || replicas.length > 0;

/** Whether the policy of a table's stream has something to say. */
export const hasStreamPolicy = ({ table, grants }: PlannedGrantsOnTable): boolean =>
  table.stream !== undefined &&
  (grants.some((each) => isShared(each) && each.grant.can.includes("stream")) || (isSensitive(table) && table.created));

/** The statements of a table's policy: its grants, its replication, and what a sensitive table denies. */
export function tablePolicyStatements(
  place: PlannedPlace,
  { table, grants, tenantRole, replicas }: KnownTable,
  arn: string,
): Originated<TableStatement>[] {
  const { partition } = place.plan.organization;
  const indexArns = indexArnsOf(table, arn);
  const joining = joiningReplicas(table, replicas);
  const declared = [
    ...grants.map(({ role }) => role.arn),
    ...(tenantRole === undefined ? [] : [tenantRole.arn]),
    ...joining.map((replica) => joiningRoleArn(partition, replica)),
  ];
  const teamRoles = grants
    .filter(({ grant }) => isOfTeam(place, grant))
    .map(({ grant, role }): TeamRole => {
      const actions = tableActions(grant.can, true);
      const on = placesOf(grant.on, { arn, indexArns });
      return {
        arn: role.arn,
        tableActions: on.table.length === 0 ? [] : actions.table,
        indexActions: on.indexes.length === 0 ? [] : actions.index,
        indexArns: on.indexes,
      };
    });
  const others: TableStatement[] = [
    ...(replicas.length > 0 ? [replicationStatement(arn, replicas)] : []),
    ...joining.map((replica) => joinStatement(arn, replica, partition)),
    ...(isSensitive(table)
      ? [
          ...sensitiveTableStatements(arn, declared, administratorsOf(place), { isReplicated: isReplicatedHere(table) }),
          ...teamRoleStatements(arn, Object.values(indexArns), teamRoles),
        ]
      : []),
  ];
  return [
    ...ofGrants(grants.filter(isShared), (grant) => tableStatements(grant, { arn, indexArns })),
    ...others.map((statement) => ({ statement, origins: [table.origin] })),
  ];
}

/** The statements of a stream's policy: grants of the stream, and what the stream of a sensitive table denies. */
export function streamPolicyStatements(place: PlannedPlace, { table, grants }: KnownTable, arn: string): Originated<TableStatement>[] {
  const readers = grants.filter(({ grant }) => grant.can.includes("stream")).map(({ role }) => role.arn);
  const others = isSensitive(table) ? sensitiveStreamStatements(arn, readers, administratorsOf(place)) : [];
  return [
    ...ofGrants(grants.filter(isShared), (grant) => streamStatements(grant, arn)),
    ...others.map((statement) => ({ statement, origins: [table.origin] })),
  ];
}

/** Whether a grant is used with a role of this account that its team made. */
const isOfTeam = ({ plan }: PlannedPlace, { how, consumer }: ResolvedGrant): boolean =>
  how === "own-role" && workloadOf(plan, consumer)?.role.created === false;

/** The replicas that may join the table; none may join a replica, and those that exist have joined. */
const joiningReplicas = (table: ResolvedTable, replicas: readonly Replica[]): readonly Replica[] =>
  table.replicaOf === undefined && table.created ? replicas.filter(({ tableArn }) => tableArn !== table.arn) : [];

function administratorsOf(place: PlannedPlace): TableAdministrators {
  const { plan, account } = place;
  const { deployRole, breakGlass } = ownRoles(place);
  return { partition: plan.organization.partition, accountId: account.id, deployRole, breakGlassRole: breakGlass, ...recoveryRoles(place) };
}
