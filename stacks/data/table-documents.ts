import * as pulumi from "@pulumi/pulumi";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { streamPolicy, type TableStatement, tablePolicy } from "../../iam/table-policy.ts";
import { workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedTable } from "../../model/plan/resolve.ts";
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
import { ownRoles, recoveryRoles } from "../wiring/account-roles.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import type { GrantedTable } from "./granted-data.ts";
import { indexArnsOf } from "./index-arns.ts";

/** A policy as JSON, from the ARN of the table or stream that it is for. */
export type DocumentFor = (arn: pulumi.Output<string>) => pulumi.Output<string>;

/** The resource policies of a table and of its stream; undefined where there is nothing to say. */
export interface TableDocuments {
  readonly onTable: DocumentFor | undefined;
  readonly onStream: DocumentFor | undefined;
}

/** Writes the resource policies of a table and of its stream. */
export function tableDocuments(context: AccountContext, granted: GrantedTable): TableDocuments {
  return { onTable: tableDocument(context, granted), onStream: streamDocument(context, granted) };
}

const isSensitive = ({ classification }: ResolvedTable): boolean => classification === "sensitive";

/** Grants that a resource policy carries. */
const sharedOf = ({ grants }: GrantedTable) => grants.filter(({ grant }) => grant.how === "resource-policy");

/** The policy of the table itself: its grants, its replication, and what a sensitive table denies. */
function tableDocument(context: AccountContext, granted: GrantedTable): DocumentFor | undefined {
  const { table, grants, tenantRole, replicas } = granted;
  const shared = sharedOf(granted);
  const isNeeded = shared.some(({ grant }) => grant.can.some((verb) => verb !== "stream")) || isSensitive(table) || replicas.length > 0;
  if (!isNeeded) return undefined;
  const { plan, stack, trace } = context;
  const { partition, deployRole } = plan.organization;
  const deployed = pulumi.all(shared.map((grant) => grant.deployed));
  const declared = pulumi.all([
    ...grants.map((grant) => grant.deployed.apply(({ role }) => role.arn)),
    ...(tenantRole === undefined ? [] : [tenantRole.apply(({ arn }) => arn)]),
  ]);
  const ofTeams = pulumi.all(grants.filter(({ grant }) => isOfTeam(context, grant)).map((grant) => grant.deployed));
  const joining = joiningReplicas(table, replicas);
  const joiningRoles = joining.map(({ accountId }) => joiningRoleArn(partition, accountId, deployRole));
  const resource = replicas.length > 0 ? `table-${table.name}-table` : `table-${table.name}-policy`;
  return (tableArn) =>
    pulumi.all([tableArn, deployed, declared, ofTeams]).apply(([arn, all, roles, teamGrants]) => {
      const indexArns = indexArnsOf(table, arn);
      const teamRoles = teamGrants.map(({ grant, role }): TeamRole => {
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
        ...joining.map((replica) => joinStatement(arn, replica, { partition, deployRole })),
        ...(isSensitive(table)
          ? [
              ...sensitiveTableStatements(arn, [...roles, ...joiningRoles], administratorsOf(context)),
              ...teamRoleStatements(arn, Object.values(indexArns), teamRoles),
            ]
          : []),
      ];
      for (const { sid } of others) trace({ stack, resource, statement: sid, origin: table.origin });
      const statements = [...statementsOf(context, resource, all, (grant) => tableStatements(grant, { arn, indexArns })), ...others];
      return render(tablePolicy(nonEmpty(statements, "statements")), { where: `table policy of ${table.name}` });
    });
}

/** Whether a grant is used with a role of this account that its team made. */
const isOfTeam = ({ plan }: AccountContext, { how, consumer }: ResolvedGrant): boolean =>
  how === "own-role" && workloadOf(plan, consumer)?.role.created === false;

/** The policy of the stream: grants of the stream, and what the stream of a sensitive table denies. */
function streamDocument(context: AccountContext, granted: GrantedTable): DocumentFor | undefined {
  const { table, grants } = granted;
  const shared = sharedOf(granted);
  const isNeeded =
    table.stream !== undefined && (shared.some(({ grant }) => grant.can.includes("stream")) || (isSensitive(table) && table.created));
  if (!isNeeded) return undefined;
  const { stack, trace } = context;
  const deployed = pulumi.all(shared.map((grant) => grant.deployed));
  const readers = pulumi.all(
    grants.filter(({ grant }) => grant.can.includes("stream")).map((grant) => grant.deployed.apply(({ role }) => role.arn)),
  );
  const resource = `table-${table.name}-stream-policy`;
  return (streamArn) =>
    pulumi.all([streamArn, deployed, readers]).apply(([arn, all, roles]) => {
      const others = isSensitive(table) ? sensitiveStreamStatements(arn, roles, administratorsOf(context)) : [];
      for (const { sid } of others) trace({ stack, resource, statement: sid, origin: table.origin });
      const statements = [...statementsOf(context, resource, all, (grant) => streamStatements(grant, arn)), ...others];
      return render(streamPolicy(nonEmpty(statements, "statements")), { where: `stream policy of ${table.name}` });
    });
}

/** The replicas that may join the table; none may join a replica. */
const joiningReplicas = (table: ResolvedTable, replicas: readonly Replica[]): readonly Replica[] =>
  table.replicaOf === undefined ? replicas.filter(({ tableArn }) => tableArn !== table.arn) : [];

function administratorsOf(context: AccountContext): TableAdministrators {
  const { plan, account } = context;
  const place = { partition: plan.organization.partition, accountId: account.id };
  const { deployRole, breakGlass } = ownRoles(context);
  const { backupRoles, restoreRoles } = recoveryRoles(context);
  return { ...place, deployRole, breakGlassRole: breakGlass, backupRoles, restoreRoles };
}
