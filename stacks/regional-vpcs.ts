import * as pulumi from "@pulumi/pulumi";
import type { RegionalVpcs } from "../iam/grant-conditions.ts";
import { nonEmpty } from "../iam/non-empty.ts";

/** A VPC that some stack hands on. */
export interface KnownVpc {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
}

/** VPCs by region, both sorted, once their ids are known. */
export function regionalVpcs(vpcs: readonly KnownVpc[]): pulumi.Output<RegionalVpcs[]> {
  return pulumi.all(vpcs.map(({ region, vpcId }) => pulumi.output(vpcId).apply((id) => ({ region, id })))).apply((known) =>
    [...Map.groupBy(known, ({ region }) => region)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([region, inRegion]) => ({
        region,
        vpcIds: nonEmpty([...new Set(inRegion.map(({ id }) => id))].sort(), `VPCs of ${region}`),
      })),
  );
}
