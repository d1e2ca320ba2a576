import * as pulumi from "@pulumi/pulumi";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { render } from "../../iam/render.ts";
import { openGrants } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant } from "../../model/plan/resolve.ts";
import { connectionCard } from "../../sharing/connection-card.ts";
import { takeRoleStatement } from "../../sharing/permissions.ts";
import { isByAccessRole } from "../wiring/carried-grants.ts";
import type { Outputs } from "../wiring/contract.ts";
import { handedBackKeyPolicy } from "../wiring/handed-back-key-policy.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { callsFrom, ownRole } from "../wiring/read-grants.ts";
import { type GrantedResources, type MadeAccessRole, namedRole } from "./access-roles.ts";

/** What people's permission set needs, which Identity Center alone changes. */
const permissionsToTake = ({ id, owner }: ResolvedGrant, roleArn: string): string =>
  render(identityPolicy([takeRoleStatement(["of", owner], roleArn, false)]), { where: `permissions for ${id}` });

/** The organization of a party without addresses. */
function organizationOf({ externalParties }: AccountContext["plan"], { consumer }: ResolvedGrant): string | undefined {
  const party = consumer.kind === "external" ? externalParties.find(({ name }) => name === consumer.party) : undefined;
  return party?.networks.length === 0 ? party.organization : undefined;
}

/** The connection cards of external parties and of people: no stack is theirs, so that the owner's stack hands their cards on. */
export function externalCards(
  context: AccountContext,
  roles: readonly MadeAccessRole[],
  { resources, waiting }: GrantedResources,
): Outputs {
  const { plan, account } = context;
  const outputs: Outputs = {};
  for (const grant of openGrants(plan, account.name)) {
    const resource = resources.get(`${grant.kind}/${grant.name}`);
    const made = roles.find(({ grants }) => grants.some(({ id }) => id === grant.id));
    if (waiting.has(grant.id)) continue;
    const isByHand = grant.consumer.kind === "external" || grant.consumer.kind === "people";
    if (!isByHand || resource === undefined || (isByAccessRole(grant) && made === undefined)) continue;
    const named = made === undefined ? ownRole(context, grant) : namedRole(made.role);
    const from = callsFrom(context, grant);
    outputs[`card:${grant.id}`] = pulumi
      .all([resource, made?.role.arn, named, from === "waits" ? undefined : from])
      .apply(([shared, roleArn, role, place]) =>
        connectionCard(grant, {
          resource: shared,
          streams: undefined,
          roleArn,
          sessionHours: made?.planned.maxSessionHours ?? 1,
          pod: undefined,
          ownRoleArn: undefined,
          organization: organizationOf(plan, grant),
          permissions: grant.consumer.kind === "people" && roleArn !== undefined ? permissionsToTake(grant, roleArn) : undefined,
          keyPolicyStatements: role === undefined ? undefined : handedBackKeyPolicy(plan, grant, shared, { role, from: place }),
        }),
      );
  }
  return outputs;
}
