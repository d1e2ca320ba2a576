import { pathAndName } from "../../iam/arn.ts";
import { roleNameOf } from "../names.ts";
import { clustersOfPod } from "../pod-clusters.ts";
import type { AccountDraft, Draft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import { networkNameOf } from "../reading/network-name.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { accountPerimeter, deployRoleOf } from "../settings.ts";
import type { Check } from "./check.ts";
import { checkCiWorkload } from "./ci-workloads.ts";
import { resolveNetwork } from "./networks.ts";
import { checkPodClusters } from "./pod-clusters.ts";
import { ORGANIZATIONS_DEPLOY_ROLE } from "./role-tasks.ts";
import { checkServiceWorkload } from "./service-workloads.ts";

/** Workloads and clusters: their networks, service accounts and roles. */
export function checkWorkloads(check: Check): void {
  const { draft, report } = check;
  const breakGlass = draft.organization?.value?.breakGlass.role;
  for (const account of draft.accounts) {
    const part = account.account;
    if (part?.value === undefined) continue;
    const organization = draft.organization?.value;
    const deployRole = organization === undefined ? undefined : deployRoleOf(organization, part.value);
    const isEnforced = organization === undefined || accountPerimeter(organization, part.value) === "enforced";
    const networks = namesAt(part, ["networks"]);
    const eks = new Map<string, string>();
    for (const [name, { existing, network }] of Object.entries(part.value.clusters ?? {})) {
      if (networks?.includes(network) === false) {
        report.problem(part, ["clusters", name, "network"], {
          what: "is not a network of this account",
          got: network,
          remedy: chooseFrom(network, networks, "declare it under networks"),
        });
      }
      const twin = eks.get(existing);
      if (twin !== undefined)
        report.problem(part, ["clusters", name, "existing"], {
          what: `is declared already as ${JSON.stringify(twin)}`,
          got: existing,
          remedy: "keep one of the two",
        });
      eks.set(existing, name);
    }
    const workloads = Object.entries(part.value.workloads ?? {});
    // AWS distinguishes roles of an account only by name, whatever their path and case (IAM user guide, "IAM identifiers").
    const roles = new Map(workloads.flatMap(([name, { role }]) => (role === undefined ? [[roleNameOf(name).toLowerCase(), name]] : [])));
    const serviceAccounts = new Map<string, string>();
    for (const [name, workload] of workloads) {
      const path = ["workloads", name];
      if (workload.runsOn === "eks") {
        checkPodClusters(check, account, name, workload);
        for (const cluster of clustersOfPod(workload)) {
          const subject = `${cluster}/${workload.namespace}/${workload.serviceAccount}`;
          const twin = serviceAccounts.get(subject);
          if (twin !== undefined) {
            report.problem(
              part,
              path,
              {
                what: `runs as the same service account as ${JSON.stringify(twin)}`,
                got: subject,
                remedy: "give each its own, or declare one workload",
              },
              "name",
            );
          }
          serviceAccounts.set(subject, name);
        }
      } else if (workload.runsOn === "ci") {
        checkCiWorkload({ draft, report }, part, name, workload);
      } else if (workload.network === undefined) {
        if (workload.runsOn === "service") checkServiceWorkload(report, part, name, workload);
        else if (workload.runsOn !== "lambda" || (workload.pollsStreams !== true && isEnforced)) {
          report.problem(
            part,
            [...path, "network"],
            {
              what: "is missing",
              remedy:
                "add network: <one of this account's>; only a function that polls streams may do without, or one in an account whose perimeter is not enforced",
            },
            "name",
          );
        }
      } else if (networks?.includes(workload.network) === false) {
        report.problem(part, [...path, "network"], {
          what: "is not a network of this account",
          got: workload.network,
          remedy: chooseFrom(workload.network, networks, "declare it under networks"),
        });
      } else if (workload.runsOn === "service") checkServiceWorkload(report, part, name, workload);
      const role = workload.role?.existing;
      if (role === undefined) continue;
      const rolePath = [...path, "role", "existing"];
      const unique = pathAndName(role).name.toLowerCase();
      const twin = roles.get(unique);
      if (twin !== undefined)
        report.problem(part, rolePath, {
          what: `has the name of the role of ${JSON.stringify(twin)}`,
          got: role,
          remedy: "give each workload a role with a name of its own, or declare one workload",
        });
      roles.set(unique, name);
      const reserved =
        role === organization?.deployment.role && role !== deployRole
          ? ORGANIZATIONS_DEPLOY_ROLE
          : reservedRole(role, deployRole, breakGlass);
      if (reserved !== undefined)
        report.problem(part, rolePath, { what: reserved, got: role, remedy: "name the role that the workload's team made" });
    }
  }
}

function reservedRole(role: string, deployRole: string | undefined, breakGlass: string | undefined): string | undefined {
  const lower = role.toLowerCase();
  if (lower.startsWith("palisade/")) return "is a role that Palisade makes";
  if (lower.startsWith("aws-service-role/") || lower.startsWith("aws-reserved/")) return "is a role of AWS's own";
  const { name } = pathAndName(role);
  if ((deployRole !== undefined && name === pathAndName(deployRole).name) || name === breakGlass)
    return "is the deploy or the break-glass role";
  return undefined;
}

/** Where a workload runs, or people call from: the VPC's account, name and region; undefined where it has no network or a reference leads nowhere. */
export function networkOf(
  draft: Draft,
  account: AccountDraft,
  workloadName: string,
): { readonly owner: string; readonly name: string; readonly region: string } | undefined {
  const people = entry(account.account?.value?.people, workloadName)?.network;
  if (people !== undefined) return resolveNetwork(draft, account, people);
  const workload = entry(account.account?.value?.workloads, workloadName);
  if (workload === undefined) return undefined;
  const name = networkNameOf(workload, account.account?.value?.clusters);
  return name === undefined ? undefined : resolveNetwork(draft, account, name);
}
