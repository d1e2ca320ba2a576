import type * as pulumi from "@pulumi/pulumi";
import { stackName } from "../../model/names.ts";
import type { ResolvedGrant, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import { isByAccessRole } from "../wiring/carried-grants.ts";
import type { OutputValue } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { accessRoleKey } from "../wiring/read-grants.ts";
import { type StreamsReach, streamsReach } from "./stream-endpoint.ts";
import { usedResource } from "./used-resources.ts";
import { grantsOfWorkload } from "./workload-statements.ts";

/** A grant that a workload can use, with what the owner's stack hands on of it. */
export interface UsedGrant {
  readonly grant: ResolvedGrant;
  readonly resource: pulumi.Output<SharedResource>;
  /** Undefined where the grant is of no stream, or the table has none yet. */
  readonly streamArn: pulumi.Output<string> | undefined;
  /** Undefined where the workload reads no stream itself. */
  readonly streams: StreamsReach | undefined;
  /** The owner's role that carries the grant; undefined where none does. */
  readonly accessRole: pulumi.Output<OutputValue<`accessRole:${string}`>> | undefined;
}

/** The grants to a workload that it can use already. */
export function usedGrants(context: AccountContext, workload: ResolvedWorkload): UsedGrant[] {
  const grants = grantsOfWorkload(context.plan, context.account, workload.name);
  return grants.flatMap((grant) => usedGrant(context, grant, workload) ?? []);
}

/** Undefined while the owner does not hand on the resource, the role that carries the grant, or the stream where the grant is of nothing else. */
function usedGrant(context: AccountContext, grant: ResolvedGrant, workload: ResolvedWorkload): UsedGrant | undefined {
  const { references } = context;
  const resource = usedResource(references, grant);
  if (resource === undefined || grant.consumer.kind === "account") return undefined;
  const data = stackName("data", grant.owner);
  const streamArn = isOfStream(grant) ? references.optional(data, `stream:${grant.name}`) : undefined;
  if (streamArn === undefined && grant.can.every((verb) => verb === "stream")) return undefined;
  const streams = streamsReach(context, grant, workload);
  if (!isByAccessRole(grant)) return { grant, resource, streamArn, streams, accessRole: undefined };
  const accessRole = references.optional(data, accessRoleKey(grant.consumer));
  return accessRole === undefined ? undefined : { grant, resource, streamArn, streams, accessRole };
}

/** Whether a grant includes the table's stream. */
export const isOfStream = ({ kind, can }: ResolvedGrant): boolean => kind === "tables" && can.includes("stream");
