import { clusterArn, issuerName, parseArn } from "../../iam/arn.ts";
import { stackName } from "../../model/names.ts";
import { accountOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";

/** Who takes which role of an owner's, and from where. */
export interface RoleTaking {
  readonly plan: ResolvedPlan;
  readonly world: OrganizationWorld;
  readonly taker: string;
  readonly role: string;
  readonly from: string | undefined;
}

/** The requests by which a consumer takes the owner's role; empty while what it takes the role with is not there. */
export function takingRequests({ how, owner, consumer }: ResolvedGrant, { plan, world, taker, role, from }: RoleTaking): Request[] {
  const take = (action: string, principal: string, context: ContextValues): Request => ({
    principal,
    action,
    resource: role,
    from,
    context,
  });
  if (consumer.kind === "external") {
    const externalId = plan.externalParties.find(({ name }) => name === consumer.party)?.externalId;
    return [take("sts:AssumeRole", taker, externalId === undefined ? {} : { "sts:ExternalId": externalId })];
  }
  if (consumer.kind === "account") return [];
  const account = accountOf(plan, consumer.account);
  const pod = workloadOf(plan, consumer)?.pod;
  if (how === "role" && pod?.identity !== "pod-identity") return [take("sts:AssumeRole", taker, {})];
  const accountId = account?.id;
  if (accountId === undefined || pod === undefined) return [];
  return pod.clusters.flatMap((name) => {
    const cluster = account?.clusters.find((each) => each.name === name);
    if (cluster === undefined) return [];
    if (how === "irsa") {
      const provider = world.deployed.byName.get(`${stackName("data", owner)}/issuer-${consumer.account}.${name}`);
      const arn = provider?.outputs.arn;
      if (typeof arn !== "string") return [];
      const issuer = issuerName(parseArn(arn)?.resource.replace(/^oidc-provider\//, "") ?? "");
      const claims = {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`,
      };
      return [take("sts:AssumeRoleWithWebIdentity", arn, claims)];
    }
    const region = account?.networks.find((each) => each.name === cluster.network)?.region ?? plan.organization.homeRegion;
    const tags = {
      "eks-cluster-arn": clusterArn({ partition: plan.organization.partition, region, accountId, cluster: cluster.eksName }),
      "kubernetes-namespace": pod.namespace,
      "kubernetes-service-account": pod.serviceAccount,
    };
    const context = {
      ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      "aws:TagKeys": Object.keys(tags),
    };
    // The tags of the pod's own session go on into the role. Where EKS takes both roles for the pod, it does from no network of ours.
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
    const place = how === "role" ? from : undefined;
    return ["sts:AssumeRole", "sts:TagSession"].map((action) => ({ ...take(action, taker, context), from: place }));
  });
}
