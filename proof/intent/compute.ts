import type { IntendedAccount } from "./intended.ts";
import { expect } from "./places.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";

/**
 * Whether guardrails keep the compute of an account, whatever its perimeter: it has roles of the blueprint's that something runs under, or
 * clusters.
 */
export const isComputeGuarded = ({ workloads, resources, clusters }: IntendedAccount): boolean =>
  clusters.length > 0 || workloads.some(({ isExisting }) => !isExisting) || resources.some(({ table }) => table?.tenants !== undefined);

/** Whether something runs under a role that the blueprint makes for a workload, or for the tenants of a table. */
export function isOfWorkloads({ workloads }: IntendedAccount, role: Who | undefined): boolean {
  if (role?.kind === "tenant-role") return true;
  return role?.kind === "workload" && !workloads.some(({ name, isExisting }) => name === role.workload && isExisting);
}

/** Services that run something with a role that the deploy role hands them: it makes instance profiles and associations of pods. */
const HANDED_BY_DEPLOYMENT: ReadonlySet<string> = new Set(["ec2.amazonaws.com", "pods.eks.amazonaws.com"]);

/** Whether the deploy role may hand a workload's role to a service; where the request names none, it may. */
export const isHandedByDeployment = (service: readonly string[] | undefined): boolean =>
  service === undefined || service.every((each) => HANDED_BY_DEPLOYMENT.has(each));

/** What ought to become of a request to hand a workload's role of the principal's own account to a service. */
export function expectAtHanding({ who, carried }: Asked): Expectation {
  if (who.kind === "deployer" || who.kind === "service-linked") return expect("open", "deployers start what runs under workload roles");
  const isProfile = who.kind === "deploy" && isHandedByDeployment(carried.get("iam:passedtoservice"));
  return isProfile
    ? expect("open", "it makes profiles and associations")
    : expect("denied", "deployers start what runs under workload roles");
}

/** What ought to become of a request of an account's own to change, tag, pass or delete a deployer. */
export const expectAtDeployer = (who: Who): Expectation =>
  who.kind === "deploy" || who.kind === "service-linked"
    ? expect("open", "the deploy role changes deployers")
    : expect("denied", "the deploy role changes deployers");

type Compute = "compute" | "another-instance" | "cluster";

/** What ought to become of a request of an account's own to change, enter or start compute of it. */
export function expectAtCompute(
  { who, action }: Asked,
  account: IntendedAccount,
  of: Extract<What, { kind: "safeguard" }>["of"] & Compute,
): Expectation {
  if (!isComputeGuarded(account)) return expect("open", "nothing there runs under roles of the blueprint's");
  if (who.kind === "service-linked") return expect("open", "AWS's own");
  const isDeploy = who.kind === "deploy";
  switch (of) {
    case "another-instance":
      return isDeploy
        ? expect("denied", "the deploy role starts no compute")
        : expect("open", "no role of the blueprint's is handed to it");
    case "compute":
    case "cluster": {
      const isOfPods = of === "cluster" && action.endsWith("PodIdentityAssociation");
      return who.kind === "deployer" || (isOfPods && isDeploy)
        ? expect("open", "deployers change what runs under workload roles")
        : expect("denied", "deployers alone change what runs under workload roles");
    }
  }
}
