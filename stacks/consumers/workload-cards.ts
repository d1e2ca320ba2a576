import * as pulumi from "@pulumi/pulumi";
import { identityPolicy } from "../../iam/identity-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { stackName } from "../../model/names.ts";
import { accessRolesOf } from "../../model/plan/plan-index.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import { type CardFacts, type ConnectionCard, connectionCard } from "../../sharing/connection-card.ts";
import { permissionStatements, takeRoleStatement } from "../../sharing/permissions.ts";
import { carriesTags } from "../wiring/carried-grants.ts";
import type { Outputs } from "../wiring/contract.ts";
import { handedBackKeyPolicy } from "../wiring/handed-back-key-policy.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { callsFrom } from "../wiring/read-grants.ts";
import type { UsedGrant } from "./used-grants.ts";

/** The connection card of each grant to a workload, by the grant's id. */
export function workloadCards(context: AccountContext, workload: ResolvedWorkload, used: readonly UsedGrant[]): Outputs {
  const cards: Outputs = {};
  for (const each of used) cards[`card:${each.grant.id}`] = cardOf(context, workload, each);
  return cards;
}

function cardOf(
  context: AccountContext,
  workload: ResolvedWorkload,
  { grant, resource, streams, accessRole }: UsedGrant,
): pulumi.Output<ConnectionCard> {
  const { account, plan, references } = context;
  const own = references.optional(stackName("foundation", account.name), `role:${workload.name}`);
  const from = callsFrom(context, grant);
  const planned = accessRolesOf(plan, grant.owner).find(({ grants }) => grants.includes(grant.id));
  return pulumi
    .all([resource, accessRole, own, from === "waits" ? undefined : from, streams])
    .apply(([shared, taken, ownRole, place, reached]) => {
      const permissions =
        taken === undefined
          ? [...permissionStatements(grant, shared, { asOwner: grant.owner === account.name, from: undefined })]
          : [takeRoleStatement(["of", grant.owner], taken.arn, carriesTags(workload))];
      const role = taken ?? ownRole;
      return connectionCard(grant, {
        resource: shared,
        streams: reached,
        roleArn: taken?.arn,
        sessionHours: planned?.maxSessionHours ?? 1,
        pod: workload.pod,
        ownRoleArn: ownRole?.arn,
        permissions:
          workload.role.addsPermissions || grant.how === "irsa"
            ? undefined
            : render(identityPolicy(nonEmpty(permissions, grant.id)), { where: `permissions for ${grant.id}` }),
        calledFrom: calledFrom(workload),
        token: workload.ci,
        keyPolicyStatements: role === undefined ? undefined : handedBackKeyPolicy(plan, grant, shared, { role, from: place }),
      });
    });
}

/** What binds a workload's calls where no network does. Lambda, which polls for a function without one, calls by itself. */
function calledFrom({ network, addresses, pollsStreams }: ResolvedWorkload): CardFacts["calledFrom"] {
  if (addresses.length > 0) return "addresses";
  return network === undefined && !pollsStreams ? "anywhere" : undefined;
}
