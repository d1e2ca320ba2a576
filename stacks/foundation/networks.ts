import * as aws from "@pulumi/aws";
import { ExistingNetwork } from "../../components/network/existing-network.ts";
import { PrivateNetwork } from "../../components/network/private-network.ts";
import { dynamodbEndpoint } from "../../guardrails/dynamodb-endpoint.ts";
import type { EndpointReach } from "../../guardrails/endpoint-reach.ts";
import { kmsEndpoint } from "../../guardrails/kms-endpoint.ts";
import { secretsEndpoint } from "../../guardrails/secrets-endpoint.ts";
import { streamsEndpoint } from "../../guardrails/streams-endpoint.ts";
import { stsEndpoint } from "../../guardrails/sts-endpoint.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { stackName } from "../../model/names.ts";
import type { PlannedEndpoint } from "../../model/plan/plan.ts";
import { accountOf } from "../../model/plan/plan-index.ts";
import type { PlannedNetwork } from "../../model/plan/planned-network.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { Need } from "../wiring/references.ts";

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
        context.plan.endpoints
          .filter((endpoint) => endpoint.account === context.account.name && endpoint.network === name)
          .map((endpoint) => [endpoint.service, endpointPolicyOf(context, name, (reach) => interfacePolicy(endpoint, reach))]),
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

function interfacePolicy({ service, forPods }: PlannedEndpoint, reach: EndpointReach): PolicyDocument<"endpoint policy"> {
  switch (service) {
    case "dynamodb-streams":
      return streamsEndpoint(reach);
    case "kms":
      return kmsEndpoint(reach);
    case "secretsmanager":
      return secretsEndpoint(reach);
    case "sts":
      return stsEndpoint(reach, { forPods });
  }
}

const endpointPolicyOf = (
  context: AccountContext,
  network: string,
  policyFor: (reach: EndpointReach) => PolicyDocument<"endpoint policy">,
) =>
  context.references
    .required("organization", "organizationId")
    .apply((id) => render(policyFor(reachOf(context, network, id)), { where: `${context.account.name}/${network}` }));

/** Whom the endpoints of a network lead to; accounts that have no id yet join when they are created. */
function reachOf({ account, plan }: AccountContext, network: string, organizationId: string): EndpointReach {
  const planned = plan.reach.find((each) => each.account === account.name && each.network === network);
  const idsOf = (names: readonly string[] = []) => [...new Set(names.flatMap((name) => accountOf(plan, name)?.id ?? idIn(name)))];
  return {
    partition: plan.organization.partition,
    organizationId,
    callers: nonEmpty(idsOf(planned?.callers), "callers"),
    owners: idsOf(planned?.owners),
    roleOwners: idsOf(planned?.roleOwners),
    others: idsOf(planned?.reaches),
  };
}

/** An account that is declared to be reached by its id. */
const idIn = (name: string): readonly string[] => (/^\d/.test(name) ? [name] : []);
