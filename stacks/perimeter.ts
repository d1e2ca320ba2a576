import { AttachedPolicy } from "../components/guardrails/attached-policy.ts";
import { networkPerimeter } from "../guardrails/network-perimeter.ts";
import { roleArn } from "../iam/arn.ts";
import { render } from "../iam/render.ts";
import { stackName } from "../model/names.ts";
import type { AccountContext, AccountLayer } from "./layer.ts";
import { regionalVpcs } from "./regional-vpcs.ts";

/** What closes an account towards every other network; acts in the management account, where policies live. */
export const perimeterLayer: AccountLayer = {
  needs: (_plan, account) => [
    { stack: "organization", key: "organizationId" },
    ...account.networks.map(({ name }) => ({ stack: stackName("foundation", account.name), key: `network:${name}` }) as const),
  ],
  build: (context) => {
    const { account } = context;
    if (account.perimeter === "open") return {};
    const content = networkDocument(context);
    if (account.perimeter === "observe") return { "observed:network": content };
    const network = new AttachedPolicy(
      "network",
      {
        policyName: `palisade-network-${account.name}`,
        description: `Table data of ${account.name} from its own networks alone`,
        type: "SERVICE_CONTROL_POLICY",
        content,
        targets: { account: account.id },
      },
      { provider: context.provider },
    );
    return { "policy:network": network.policyId };
  },
};

function networkDocument({ account, plan, references }: AccountContext) {
  const { partition, letThrough } = plan.organization;
  const merged = (kind: "services" | "backupRoles" | "serviceRoles") =>
    [...new Set([...Object.keys(letThrough[kind] ?? {}), ...Object.keys(account.letThrough[kind] ?? {})])].sort();
  const vpcs = account.networks.map(({ name, region }) => ({
    region,
    vpcId: references.required(stackName("foundation", account.name), `network:${name}`).apply(({ vpcId }) => vpcId),
  }));
  const serviceRoles = [...merged("backupRoles"), ...merged("serviceRoles")].map((name) =>
    roleArn({ partition, accountId: account.id, name }),
  );
  const streamPollers = account.workloads.flatMap(({ pollsStreams, roleArn: arn }) => (pollsStreams && arn !== undefined ? [arn] : []));
  return regionalVpcs(vpcs).apply((networks) =>
    render(networkPerimeter({ networks, services: merged("services"), serviceRoles, streamPollers }), {
      where: `network SCP of ${account.name}`,
    }),
  );
}
