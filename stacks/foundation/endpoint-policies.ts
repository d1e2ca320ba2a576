import type { EndpointReach } from "../../guardrails/endpoint-reach.ts";
import { kmsEndpoint } from "../../guardrails/kms-endpoint.ts";
import { secretsEndpoint } from "../../guardrails/secrets-endpoint.ts";
import { streamsEndpoint } from "../../guardrails/streams-endpoint.ts";
import { stsEndpoint } from "../../guardrails/sts-endpoint.ts";
import type { PolicyDocument } from "../../iam/document.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import type { PlannedEndpoint } from "../../model/plan/plan.ts";
import { accountOf, reachFrom } from "../../model/plan/plan-index.ts";
import type { PlannedPlace } from "../wiring/account-roles.ts";

/** The policy of one of a network's interface endpoints. */
export function interfaceEndpointPolicy({ service, forPods }: PlannedEndpoint, reach: EndpointReach): PolicyDocument<"endpoint policy"> {
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

/** Whom the endpoints of a network lead to; accounts that have no id yet join when they are created. */
export function endpointReach({ account, plan }: PlannedPlace, network: string, organizationId: string): EndpointReach {
  const planned = reachFrom(plan, account.name, network);
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
