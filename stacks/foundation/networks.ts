import * as aws from "@pulumi/aws";
import { ExistingNetwork } from "../../components/network/existing-network.ts";
import { PrivateNetwork } from "../../components/network/private-network.ts";
import { dynamodbEndpoint } from "../../guardrails/dynamodb-endpoint.ts";
import type { EndpointReach } from "../../guardrails/endpoint-reach.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { render } from "../../iam/render.ts";
import { stackName } from "../../model/names.ts";
import { endpointsIn } from "../../model/plan/plan-index.ts";
import type { PlannedNetwork } from "../../model/plan/planned-network.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { Need } from "../wiring/references.ts";
import { endpointReach, interfaceEndpointPolicy } from "./endpoint-policies.ts";

/** A shared network is handed on with the outputs of the account that owns it. */
export const networkNeeds = ({ networks: declared }: AccountContext["account"]): Need[] =>
  declared.flatMap((network) =>
    network.kind === "shared" ? [{ stack: stackName("foundation", network.from.account), key: `network:${network.from.network}` }] : [],
  );

/** The account's networks: made here, looked up, or read from another account's foundation; all are handed on alike. */
export async function networks(context: AccountContext): Promise<Outputs> {
  const outputs: Outputs = {};
  for (const network of context.account.networks) outputs[`network:${network.name}`] = await handedOn(context, network);
  return outputs;
}

async function handedOn(context: AccountContext, network: PlannedNetwork): Promise<Outputs[`network:${string}`]> {
  const { region } = network;
  if (network.kind === "shared")
    return context.references.required(stackName("foundation", network.from.account), `network:${network.from.network}`);
  if (network.kind === "existing") {
    const { vpcId, dynamodbEndpointId } = existing(context, network);
    return { vpcId, region, dynamodbEndpointId };
  }
  const { vpcId, dynamodbEndpointId, streamsUrl } = await created(context, network);
  return { vpcId, region, dynamodbEndpointId, ...(streamsUrl === undefined ? {} : { streamsUrl }) };
}

async function created(
  context: AccountContext,
  { name, region, cidr, zones }: Extract<PlannedNetwork, { kind: "created" }>,
): Promise<PrivateNetwork> {
  const available = await aws.getAvailabilityZones(
    { region, state: "available", filters: [{ name: "zone-type", values: ["availability-zone"] }] },
    { provider: context.provider },
  );
  return new PrivateNetwork(
    `network-${name}`,
    {
      region,
      cidr,
      availabilityZones: [...available.names].sort().slice(0, zones),
      dynamodbEndpointPolicy: endpointPolicyOf(context, name, dynamodbEndpoint),
      interfaceEndpointPolicies: Object.fromEntries(
        endpointsIn(context.plan, context.account.name, name).map((endpoint) => [
          endpoint.service,
          endpointPolicyOf(context, name, (reach) => interfaceEndpointPolicy(endpoint, reach)),
        ]),
      ),
    },
    { providers: { aws: context.provider } },
  );
}

function existing(
  context: AccountContext,
  { name, region, vpc, dynamodbEndpoint: endpointId, routeTables }: Extract<PlannedNetwork, { kind: "existing" }>,
): ExistingNetwork {
  const dynamodb =
    endpointId === undefined ? { routeTableIds: routeTables, policy: endpointPolicyOf(context, name, dynamodbEndpoint) } : { endpointId };
  return new ExistingNetwork(`network-${name}`, { region, vpcId: vpc, dynamodb }, { provider: context.provider });
}

const endpointPolicyOf = (
  context: AccountContext,
  network: string,
  policyFor: (reach: EndpointReach) => PolicyDocument<"endpoint policy">,
) =>
  context.references
    .required("organization", "organizationId")
    .apply((id) => render(policyFor(endpointReach(context, network, id)), { where: `${context.account.name}/${network}` }));
