import { dynamodbEndpoint } from "../../guardrails/dynamodb-endpoint.ts";
import { stackName } from "../../model/names.ts";
import { endpointsIn } from "../../model/plan/plan-index.ts";
import { endpointReach, interfaceEndpointPolicy } from "../foundation/endpoint-policies.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";
import { LONGEST_ORGANIZATION_ID } from "../wiring/guardrail-policies.ts";
import type { PlannedDocument } from "./planned-document.ts";

/** The policies of the endpoints that are made in the account's networks. */
export function plannedEndpoints(place: PlannedPlace): PlannedDocument[] {
  const { plan, account } = place;
  return account.networks.flatMap((network) => {
    const { name, origin, kind } = network;
    if (kind === "shared" || (kind === "existing" && network.dynamodbEndpoint !== undefined)) return [];
    const reach = () => endpointReach(place, name, plan.organization.id ?? LONGEST_ORGANIZATION_ID);
    const at = { stack: stackName("foundation", account.name), origin, grants: 0 };
    const interfaces = kind === "created" ? endpointsIn(plan, account.name, name) : [];
    return [
      { ...at, of: `network-${name}-dynamodb`, make: () => dynamodbEndpoint(reach()) },
      ...interfaces.map((endpoint) => ({
        ...at,
        of: `network-${name}-${endpoint.service}-endpoint`,
        make: () => interfaceEndpointPolicy(endpoint, reach()),
      })),
    ];
  });
}
