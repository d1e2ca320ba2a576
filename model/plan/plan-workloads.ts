import { pathAndName } from "../../iam/arn.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { roleNameOf, WORKLOAD_PATH } from "../names.ts";
import { clustersOfPod } from "../pod-clusters.ts";
import type { Declaration } from "../reading/declaration.ts";
import { networkNameOf } from "../reading/network-name.ts";
import type { DeclaredWorkload } from "../schema/account.ts";
import type { Origin } from "./origin.ts";
import { networkReference } from "./plan-networks.ts";
import type { PlannedCi, PlannedWorkload } from "./planned-workload.ts";

/** A workload with the role that it runs as. */
export function planWorkload(
  declaration: Declaration,
  account: string,
  name: string,
  workload: DeclaredWorkload,
  origin: Origin,
): PlannedWorkload {
  const clusters = declaration.draft.byName.get(account)?.account?.value?.clusters;
  const network = networkNameOf(workload, clusters);
  const existing = workload.role?.existing;
  return {
    origin,
    name,
    runsOn: workload.runsOn,
    service: workload.runsOn === "service" ? workload.service : undefined,
    exempt: workload.runsOn === "service" && workload.network === undefined ? (workload.because ?? "") : undefined,
    network: network === undefined ? undefined : networkReference(declaration, account, network),
    pollsStreams: workload.runsOn === "lambda" && workload.pollsStreams === true,
    addresses: workload.runsOn === "ci" ? (workload.addresses ?? []) : [],
    ci: workload.runsOn === "ci" ? ciOf(declaration, workload) : undefined,
    pod:
      workload.runsOn === "eks"
        ? {
            clusters: nonEmpty(clustersOfPod(workload), `clusters of ${name}`),
            namespace: workload.namespace,
            serviceAccount: workload.serviceAccount,
            identity: workload.identity ?? "irsa",
          }
        : undefined,
    role:
      existing === undefined
        ? { path: WORKLOAD_PATH, name: roleNameOf(name), created: true, addsPermissions: true }
        : {
            path: undefined,
            ...pathAndName(existing),
            created: false,
            addsPermissions: workload.role?.adds?.includes("permissions") === true,
          },
  };
}

/** The audience that AWS's actions for CI ask for where nothing else is said. https://github.com/aws-actions/configure-aws-credentials */
const AUDIENCE = "sts.amazonaws.com";

const ciOf = (
  { organization }: Declaration,
  { issuer, subject, audience, oidcProvider }: Extract<DeclaredWorkload, { runsOn: "ci" }>,
): PlannedCi => ({
  name: issuer,
  issuer: organization.value.trustedIssuers?.[issuer]?.issuer ?? "",
  subject,
  audience: audience ?? AUDIENCE,
  createsProvider: oidcProvider !== "existing",
});
