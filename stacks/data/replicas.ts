import type * as pulumi from "@pulumi/pulumi";
import { tableArn } from "../../iam/arn.ts";
import { stackName } from "../../model/names.ts";
import { accountOf } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedPlan, ResolvedTable } from "../../model/plan/resolve.ts";
import type { Replica } from "../../sharing/replication.ts";
import type { AccountContext } from "../wiring/layer.ts";

/**
 * A table and all its replicas, the source first; empty where it has none. Replicas in accounts without an id yet are left out.
 */
export function replicasOf(plan: ResolvedPlan, account: ResolvedAccount, table: ResolvedTable): Replica[] {
  const owner = table.replicaOf === undefined ? account : accountOf(plan, table.replicaOf.account);
  const source = table.replicaOf === undefined ? table : owner?.tables.find(({ name }) => name === table.replicaOf?.table);
  if (owner === undefined || source === undefined || source.replicas.length === 0) return [];
  const places = [{ account: owner.name, region: source.region }, ...source.replicas];
  return places.flatMap(({ account: name, region }) => {
    const { id: accountId, deployRole } = accountOf(plan, name) ?? {};
    if (accountId === undefined || deployRole === undefined) return [];
    const place = { partition: plan.organization.partition, accountId, region };
    return [{ account: name, accountId, tableArn: tableArn({ ...place, table: source.physicalName }), deployRole }];
  });
}

/** The ARN of the table that a replica joins, from its owner's stack, which is deployed first; undefined for a table that is no replica. */
export const sourceArnOf = ({ references }: AccountContext, { replicaOf }: ResolvedTable): pulumi.Output<string> | undefined =>
  replicaOf === undefined
    ? undefined
    : references.required(stackName("data", replicaOf.account), `table:${replicaOf.table}`).apply(({ arn }) => arn);
