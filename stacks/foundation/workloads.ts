import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type CiToken, trustInCi } from "../../components/identity/ci-trust.ts";
import { trustInPodIdentity, trustInToken } from "../../components/identity/pod-trust.ts";
import { WorkloadRole, type WorkloadRoleArgs } from "../../components/identity/workload-role.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import type { Outputs } from "../wiring/contract.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { type ClusterProvider, placeOfCluster } from "./clusters.ts";

/** Providers of the issuers whose tokens take roles. */
export interface TokenProviders {
  /** By cluster. */
  readonly clusters: ReadonlyMap<string, ClusterProvider>;
  /** ARNs by the name of the issuer of CI jobs. */
  readonly ci: ReadonlyMap<string, pulumi.Output<string>>;
}

/** The workloads' roles: made here, or their teams' own, looked up and never changed. */
export async function workloadRoles(context: AccountContext, providers: TokenProviders): Promise<Outputs> {
  const outputs: Outputs = {};
  for (const workload of context.account.workloads) {
    const role = workload.role.created ? created(context, workload, providers) : await existing(context, workload);
    if (role !== undefined) outputs[`role:${workload.name}`] = role;
  }
  return outputs;
}

type HandedOn = Outputs[`role:${string}`];

/** Undefined for pods none of whose clusters exists yet. */
function created(context: AccountContext, workload: ResolvedWorkload, providers: TokenProviders): HandedOn {
  const { name, role } = workload;
  const of = { partition: context.plan.organization.partition, roleName: role.name, path: role.path ?? "" };
  const taker = takerOf(context, workload, providers);
  if (taker === undefined) return undefined;
  const args: WorkloadRoleArgs = { ...of, ...taker };
  const made = new WorkloadRole(`workload-${name}`, args, { provider: context.provider });
  return { arn: made.arn, uniqueId: made.uniqueId, name: made.roleName };
}

/** Who takes the role: a service, or whom a trust in pods names. Undefined for pods whose cluster does not exist yet. */
function takerOf(context: AccountContext, workload: ResolvedWorkload, providers: TokenProviders) {
  const { runsOn, service = "" } = workload;
  switch (runsOn) {
    case "eks": {
      const trust = trustOfPod(context, workload, providers.clusters);
      return trust === undefined ? undefined : { runsOn, trust };
    }
    case "ci": {
      const { ci, addresses, name } = workload;
      const trust = ci === undefined ? undefined : providers.ci.get(ci.name)?.apply((arn) => trustOfJob({ ...ci, addresses }, arn, name));
      return trust === undefined ? undefined : { runsOn, trust };
    }
    case "service":
      return { runsOn, service };
    default:
      return { runsOn };
  }
}

const trustOfJob = (token: CiToken, providerArn: string, name: string): string =>
  render(trustInCi(token, providerArn), { where: `trust of ${name}` });

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
async function existing({ provider, account }: AccountContext, { origin, name, role, roleArn }: ResolvedWorkload): Promise<HandedOn> {
  const found = await aws.iam.getRole({ name: role.name }, { provider }).catch((error: unknown) => {
    const because = error instanceof Error ? error.message : String(error);
    if (NO_SUCH_ROLE.test(because)) return undefined;
    throw new pulumi.RunError(
      `workloads.${name}.role.existing of ${account.name}: cannot be looked up, got ${JSON.stringify(role.name)}; correct it in ${origin.file}\n${because}`,
    );
  });
  if (found === undefined) {
    await pulumi.log.warn(
      `workloads.${name}.role.existing of ${account.name}: the role does not exist yet, so that the workload's grants wait, got ${JSON.stringify(role.name)}; make it and deploy again, or correct it in ${origin.file}`,
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
