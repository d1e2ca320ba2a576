import { partitionOf } from "../../iam/arn.ts";
import { entry } from "../reading/entry.ts";
import { namesAt, type Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { lineage } from "../settings.ts";
import type { Check } from "./check.ts";
import { allResources } from "./declared-resources.ts";
import { checkPublicRanges } from "./public-range.ts";

/** What organization.yaml says, against itself and the accounts. */
export function checkOrganization({ draft, report }: Check): void {
  const part = draft.organization;
  const file = part?.value;
  if (part === undefined || file === undefined) return;
  const units = namesAt(part, ["organizationalUnits"]);

  if (file.breakGlass.role === file.deployment.role) {
    report.problem(part, ["breakGlass", "role"], {
      what: "is the deploy role too",
      got: file.breakGlass.role,
      remedy: "give break-glass a role of its own; the deploy role may change what break-glass must not",
    });
  }
  if (file.breakGlass.maxSession !== undefined && file.breakGlass.maxSession !== "1h") {
    report.problem(part, ["breakGlass", "maxSession"], {
      what: "is longer than a role that is assumed from another role may last",
      got: file.breakGlass.maxSession,
      remedy: "write 1h; AWS fails the call instead of shortening it",
    });
  }
  const existing = new Map<string, string>();
  for (const [path, unit] of Object.entries(file.organizationalUnits)) {
    if (unit.perimeter !== undefined && unit.perimeter !== "enforced" && unit.because === undefined) {
      report.problem(part, ["organizationalUnits", path, "perimeter"], {
        what: "is not enforced and gives no reason",
        got: unit.perimeter,
        remedy: "add because: <why>, or enforce it",
      });
    }
    const twin = unit.existing === undefined ? undefined : existing.get(unit.existing);
    if (twin !== undefined) {
      report.problem(part, ["organizationalUnits", path, "existing"], {
        what: `is the id of ${JSON.stringify(twin)} already`,
        got: unit.existing,
        remedy: "correct one of the two",
      });
    }
    if (unit.existing !== undefined) existing.set(unit.existing, path);
    if (unit.existing !== undefined && file.organization.id === undefined) {
      report.problem(part, ["organizationalUnits", path, "existing"], {
        what: "exists already, and the organization is created",
        got: unit.existing,
        remedy: "add the organization's id, or remove the line so that the unit is created too",
      });
    }
    const parent = lineage(path).at(-2);
    if (unit.existing !== undefined && parent !== undefined && entry(file.organizationalUnits, parent)?.existing === undefined) {
      report.problem(part, ["organizationalUnits", path, "existing"], {
        what: `exists below ${JSON.stringify(parent)}, which does not say its own id`,
        got: unit.existing,
        remedy: `add ${parent}: { existing: ou-… }`,
      });
    }
  }
  for (const path of Object.keys(file.defaults ?? {})) {
    if (units === undefined || units.some((unit) => unit === path || unit.startsWith(`${path}/`))) continue;
    report.problem(
      part,
      ["defaults", path],
      { what: "is not a declared organizational unit", got: path, remedy: chooseFrom(path, units, "declare it first") },
      "name",
    );
  }
  checkParties({ draft, report });
  checkIssuers({ draft, report });
  checkPartitions({ draft, report });
}

/** Nothing crosses from one partition into another, not even an ARN. */
function checkPartitions({ draft, report }: Pick<Check, "draft" | "report">): void {
  const homeRegion = draft.organization?.value?.homeRegion;
  if (homeRegion === undefined) return;
  const partition = partitionOf(homeRegion);
  const verify = (part: Part<unknown>, path: Path, region: string | undefined, got = region) => {
    if (region === undefined || partitionOf(region) === partition) return;
    report.problem(part, path, {
      what: `is not in partition ${partition}, as the home region is`,
      got,
      remedy: "declare another organization for that partition",
    });
  };
  const alarmTopic = draft.organization?.value?.breakGlass.alarmTopic;
  if (draft.organization !== undefined) verify(draft.organization, ["breakGlass", "alarmTopic"], alarmTopic?.split(":")[3], alarmTopic);
  for (const { account: part } of draft.accounts) {
    if (part === undefined) continue;
    for (const [name, network] of Object.entries(part.value?.networks ?? {})) {
      if (!("sharedFrom" in network)) verify(part, ["networks", name, "region"], network.region);
    }
  }
  for (const { part, path, declared } of allResources(draft)) verify(part, [...path, "region"], declared.region);
}

function checkParties({ draft, report }: Pick<Check, "draft" | "report">): void {
  const part = draft.organization;
  if (part?.value === undefined) return;
  const own = new Map(
    draft.accounts.flatMap(({ name, account }) => (account?.value?.id === undefined ? [] : [[account.value.id, name] as const])),
  );
  own.set(part.value.organization.managementAccount, "the management account");
  const principals = new Map<string, string>();
  for (const [name, party] of Object.entries(part.value.externalParties ?? {})) {
    const path = ["externalParties", name];
    const inside = own.get(party.account);
    if (inside !== undefined) {
      report.problem(part, [...path, "account"], {
        what: `is an account of this organization (${inside})`,
        got: party.account,
        remedy: "share with <account>/<workload> instead",
      });
    }
    const principal = `${party.account}/${party.role}`;
    const twin = principals.get(principal);
    if (twin !== undefined) {
      report.problem(
        part,
        path,
        { what: `is the same role as ${JSON.stringify(twin)}`, got: principal, remedy: "keep one of the two" },
        "name",
      );
    }
    principals.set(principal, name);
    if (party.networks === undefined && party.organization === undefined) {
      report.problem(
        part,
        path,
        {
          what: "has neither networks nor an organization, so that nothing but its role's name binds it",
          remedy: "add networks: [<its public addresses>], or organization: <its organization's id> where it has no fixed addresses",
        },
        "name",
      );
    }
    if (party.organization !== undefined && party.organization === part.value.organization.id) {
      report.problem(part, [...path, "organization"], {
        what: "is the id of this organization",
        got: party.organization,
        remedy: "write the id of the party's own organization",
      });
    }
    checkPublicRanges(report, part, [...path, "networks"], party.networks);
  }
}

function checkIssuers({ draft, report }: Pick<Check, "draft" | "report">): void {
  const part = draft.organization;
  const seen = new Map<string, string>();
  for (const [name, { issuer }] of Object.entries(part?.value?.trustedIssuers ?? {})) {
    // Addresses of hosts and keys of conditions have no case.
    const address = issuer.toLowerCase();
    const twin = seen.get(address);
    if (part !== undefined && twin !== undefined) {
      report.problem(part, ["trustedIssuers", name, "issuer"], {
        what: `is trusted already as ${JSON.stringify(twin)}`,
        got: issuer,
        remedy: "keep one of the two",
      });
    }
    seen.set(address, name);
  }
}
