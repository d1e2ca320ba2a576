import * as aws from "@pulumi/aws";
import { WorkloadRole } from "../components/identity/workload-role.ts";
import { PrivateNetwork } from "../components/network/private-network.ts";
import { dynamodbEndpoint } from "../guardrails/dynamodb-endpoint.ts";
import { render } from "../iam/render.ts";
import type { Outputs } from "./contract.ts";
import type { AccountLayer } from "./layer.ts";

/** What stands in an account before any data does: networks with their endpoints, and the workloads' roles. */
export const foundationLayer: AccountLayer = {
  needs: () => [{ stack: "organization", key: "organizationId" }],
  build: async ({ account, plan, provider, references }) => {
    const outputs: Outputs = {};
    const organizationId = references.required("organization", "organizationId");
    for (const network of account.networks) {
      if (network.kind !== "created") continue;
      const { name, region, cidr } = network;
      const available = await aws.getAvailabilityZones(
        { region, state: "available", filters: [{ name: "zone-type", values: ["availability-zone"] }] },
        { provider },
      );
      const made = new PrivateNetwork(
        `network-${name}`,
        {
          region,
          cidr,
          availabilityZones: [...available.names].sort().slice(0, network.zones),
          dynamodbEndpointPolicy: organizationId.apply((id) => render(dynamodbEndpoint(id))),
        },
        { providers: { aws: provider } },
      );
      outputs[`network:${name}`] = { vpcId: made.vpcId, region, dynamodbEndpointId: made.dynamodbEndpointId };
    }
    for (const { name, runsOn, role } of account.workloads) {
      if (!role.created || role.path === undefined || runsOn === "eks") continue;
      const made = new WorkloadRole(
        `workload-${name}`,
        { partition: plan.organization.partition, roleName: role.name, path: role.path, runsOn },
        { provider },
      );
      outputs[`role:${name}`] = { arn: made.arn, uniqueId: made.uniqueId, name: made.roleName };
    }
    return outputs;
  },
};
