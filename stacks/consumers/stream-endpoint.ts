import type * as pulumi from "@pulumi/pulumi";
import { stackName } from "../../model/names.ts";
import { readsStream } from "../../model/plan/plan-endpoints.ts";
import type { ResolvedGrant, ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { LayerContext } from "../wiring/layer.ts";

/** How a workload reaches DynamoDB Streams from its network. */
export interface StreamsReach {
  /** URL of the network's endpoint; undefined for a network that exists, whose endpoint is not declared. */
  readonly url: pulumi.Output<string> | undefined;
}

/** How a workload reaches the stream of a grant that it reads itself; undefined where it reads none, or Lambda polls it. */
export function streamsReach(
  { plan, references }: Pick<LayerContext, "plan" | "references">,
  grant: ResolvedGrant,
  workload: ResolvedWorkload,
): StreamsReach | undefined {
  const { network } = workload;
  if (network === undefined || !readsStream(grant, workload)) return undefined;
  const isMade = plan.endpoints.some(
    ({ account, network: name, made, neededBy }) =>
      made && account === network.account && name === network.network && neededBy.includes(grant.id),
  );
  if (!isMade) return { url: undefined };
  const made = references.optional(stackName("foundation", network.account), `network:${network.network}`);
  // A foundation of an earlier version hands on none until it is deployed again.
  return made === undefined ? undefined : { url: made.apply(({ streamsUrl }) => streamsUrl ?? "none") };
}
