import { placeOfService, runsAs, servicesAt, unknownService } from "../../iam/workload-services.ts";
import type { Part } from "../reading/part.ts";
import type { DeclaredWorkload } from "../schema/account.ts";
import type { Report } from "./check.ts";
import { unknownServiceFinding } from "./unknown-service.ts";

type ServiceWorkload = Extract<DeclaredWorkload, { runsOn: "service" }>;

/**
 * What an AWS service runs: in a network, or outside of all of them by a service that runs in none. A service that nobody looked up passes with
 * a network alone: its role is bound to that, and so reaches nothing if the service does not run there.
 */
export function checkServiceWorkload(report: Report, part: Part<unknown>, name: string, workload: ServiceWorkload): void {
  const { service, network, because, role } = workload;
  const path = ["workloads", name];
  const servicePath = [...path, "service"];
  const instead = runsAs(service);
  if (instead !== undefined) {
    report.problem(part, servicePath, {
      what: `does not go with runsOn: service: ${instead.because}`,
      got: service,
      remedy: `write runsOn: ${instead.runsOn}, without service`,
    });
    return;
  }
  const unknown = unknownService(service);
  const place = placeOfService(service);
  if (unknown !== undefined) {
    report.problem(part, servicePath, unknownServiceFinding(service, unknown.meant));
    return;
  }
  if (network !== undefined) {
    if (place === "aws")
      report.problem(part, [...path, "network"], {
        what: `is a network that ${service} does not run in`,
        got: network,
        remedy: "remove it, and add because: <why its role may use data from AWS's own network>",
      });
    else if (because !== undefined)
      report.problem(
        part,
        [...path, "because"],
        {
          what: "is the reason for a role that is bound to no network, and this one is bound to its network",
          got: because,
          remedy: "remove it",
        },
        "name",
      );
    return;
  }
  if (place !== "aws") {
    const others = servicesAt("aws").map((each) => each.replace(".amazonaws.com", ""));
    report.problem(
      part,
      [...path, "network"],
      {
        what: place === "vpc" ? `is missing, and ${service} runs in one` : `is missing, and ${service} is not known to run without one`,
        remedy: `add network: <one of this account's>; only these run without: ${others.join(", ")}`,
      },
      "name",
    );
    return;
  }
  if (because === undefined)
    report.problem(
      part,
      [...path, "because"],
      {
        what: `is missing, and ${service} runs in no network, so that its role is exempt from the perimeter's network`,
        remedy: "add because: <why its role may use data from AWS's own network>",
      },
      "name",
    );
  if (role !== undefined)
    report.problem(
      part,
      [...path, "role"],
      {
        what: "exists, and a role that is bound to no network has to be the service's alone",
        got: role.existing,
        remedy: "remove it, and let Palisade make the role",
      },
      "name",
    );
}
