import { PERMISSION_SET_PREFIX } from "../../iam/permission-set.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { Check } from "./check.ts";
import { checkPublicRanges } from "./public-range.ts";

/** People: one place that they call from, and a permission set that is theirs alone. */
export function checkPeople({ draft, report }: Check): void {
  const organization = draft.organization?.value;
  for (const { account: part } of draft.accounts) {
    if (part?.value === undefined) continue;
    const networks = namesAt(part, ["networks"]);
    const workloads = namesAt(part, ["workloads"]);
    const sets = new Map<string, string>();
    for (const [name, { permissionSet, network, addresses }] of Object.entries(part.value.people ?? {})) {
      const path = ["people", name];
      if (workloads?.includes(name) === true)
        report.problem(part, path, { what: "has the name of a workload", got: name, remedy: "give the people another name" }, "name");
      if (network === undefined && addresses === undefined)
        report.problem(
          part,
          path,
          { what: "says no place to call from", remedy: "add network: <one of this account's>, or addresses: [<public IP range>]" },
          "name",
        );
      if (network !== undefined && addresses !== undefined)
        report.problem(
          part,
          [...path, "addresses"],
          {
            what: "is said beside a network",
            got: addresses,
            remedy: "keep one of the two",
          },
          "name",
        );
      if (network !== undefined && networks?.includes(network) === false)
        report.problem(part, [...path, "network"], {
          what: "is not a network of this account",
          got: network,
          remedy: chooseFrom(network, networks, "declare it under networks"),
        });
      checkPublicRanges(report, part, [...path, "addresses"], addresses);
      const setPath = [...path, "permissionSet"];
      const suffixed = /^(.+)_[0-9a-f]{16}$/.exec(permissionSet)?.[1];
      if (suffixed !== undefined)
        report.problem(part, setPath, {
          what: "ends in the suffix of a role, which AWS makes up anew whenever the set is assigned again",
          got: permissionSet,
          remedy: `write ${suffixed}`,
        });
      const role = `${PERMISSION_SET_PREFIX}${permissionSet}`;
      const holds = organization?.administrators.includes(role) === true ? "administrators" : "on-call people";
      if (organization?.administrators.includes(role) === true || organization?.breakGlass.trusted.includes(role) === true)
        report.problem(part, setPath, {
          what: `is the permission set of ${holds}, who would use data as their everyday work`,
          got: permissionSet,
          remedy: "give these people a permission set of their own",
        });
      const twin = sets.get(permissionSet);
      if (twin !== undefined)
        report.problem(part, setPath, {
          what: `is the permission set of ${JSON.stringify(twin)} already`,
          got: permissionSet,
          remedy: "keep one of the two",
        });
      sets.set(permissionSet, name);
    }
  }
}
