import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustInPodIdentity, trustInToken } from "../../components/identity/pod-trust.ts";
import { WorkloadRole } from "../../components/identity/workload-role.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { type ClusterProvider, placeOfCluster } from "./clusters.ts";

/** The workloads' roles: made here, or their teams' own, looked up and never changed. */
export async function workloadRoles(context: AccountContext, providers: ReadonlyMap<string, ClusterProvider>): Promise<Outputs> {
  const outputs: Outputs = {};
  for (const workload of context.account.workloads) {
    const role = workload.role.created ? created(context, workload, providers) : await existing(context, workload);
    if (role !== undefined) outputs[`role:${workload.name}`] = role;
  }
  return outputs;
}

type HandedOn = Outputs[`role:${string}`];

/** Undefined for pods none of whose clusters exists yet. */
function created(context: AccountContext, workload: ResolvedWorkload, providers: ReadonlyMap<string, ClusterProvider>): HandedOn {
  const { name, runsOn, role } = workload;
  const of = { partition: context.plan.organization.partition, roleName: role.name, path: role.path ?? "" };
  const trust = runsOn === "eks" ? trustOfPod(context, workload, providers) : undefined;
  if (runsOn === "eks" && trust === undefined) return undefined;
  const args = runsOn === "eks" ? { ...of, runsOn, trust: trust ?? "" } : { ...of, runsOn };
  const made = new WorkloadRole(`workload-${name}`, args, { provider: context.provider });
  return { arn: made.arn, uniqueId: made.uniqueId, name: made.roleName };
}

function trustOfPod(
  context: AccountContext,
  { pod, name }: ResolvedWorkload,
  providers: ReadonlyMap<string, ClusterProvider>,
): pulumi.Input<string> | undefined {
  if (pod === undefined) throw new Error(`${name}: runs on eks without a pod`);
  const where = `trust of ${name}`;
  if (pod.identity === "irsa") {
    // A cluster that is not there yet is left out, so that the pods in the others need not wait.
    const there = pod.clusters.flatMap((cluster) => {
      const provider = providers.get(cluster);
      return provider === undefined ? [] : [{ cluster, ...provider }];
    });
    if (there.length === 0) return undefined;
    return pulumi.all(there).apply((issuers) => render(trustInToken(pod, nonEmpty(issuers, where)), { where }));
  }
  const { account, plan } = context;
  const places = pod.clusters.map((cluster) => placeOfCluster(context, cluster));
  const [{ region } = { region: plan.organization.homeRegion }] = places;
  const eksNames = nonEmpty(
    places.map(({ cluster }) => cluster.eksName),
    where,
  );
  return render(trustInPodIdentity(pod, { partition: plan.organization.partition, accountId: account.id, region, eksNames }), { where });
}

/** AWS's answer where an account has no role of a name. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
const NO_SUCH_ROLE = /NoSuchEntity/;

/** A role that does not exist yet is named in a warning, and undefined: it blocks nothing, and its workload's grants wait. */
async function existing({ provider, account }: AccountContext, { name, role, roleArn }: ResolvedWorkload): Promise<HandedOn> {
  const found = await aws.iam.getRole({ name: role.name }, { provider }).catch((error: unknown) => {
    const because = error instanceof Error ? error.message : String(error);
    if (NO_SUCH_ROLE.test(because)) return undefined;
    throw new pulumi.RunError(
      `workloads.${name}.role.existing of ${account.name}: cannot be looked up, got ${JSON.stringify(role.name)}; correct it in accounts/${account.name}/account.yaml\n${because}`,
    );
  });
  if (found === undefined) {
    await pulumi.log.warn(
      `workloads.${name}.role.existing of ${account.name}: the role does not exist yet, so that the workload's grants wait, got ${JSON.stringify(role.name)}; make it and deploy again, or correct it in accounts/${account.name}/account.yaml`,
    );
    return undefined;
  }
  if (found.arn !== roleArn) {
    throw new pulumi.RunError(
      `workloads.${name}.role.existing: the role of that name lies under another path, got ${JSON.stringify(roleArn)}; it is ${found.arn}`,
    );
  }
  return { arn: found.arn, uniqueId: found.uniqueId, name: found.name };
}
