import type { Part } from "../reading/part.ts";
import { namesAt, stands } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { isForeignReplica, replicaSourceOf } from "../replica-source.ts";
import type { AccountFile } from "../schema/account.ts";
import { ownPerimeter } from "../settings.ts";
import type { Check } from "./check.ts";
import { allResources, type DeclaredResource, resourcesOf, sharesOf, usesOf } from "./declared-resources.ts";

/** Names that mean something else where a grant names its target. */
const RESERVED = new Set(["external", "management", "organization"]);

/** What each account.yaml says of the account itself. */
export function checkAccounts({ draft, report }: Pick<Check, "draft" | "report">): void {
  const ids = new Map<string, string>();
  const emails = new Map<string, string>();
  const organization = draft.organization;
  const units = namesAt(organization, ["organizationalUnits"]);
  const managementAccount = organization?.value?.organization.managementAccount;
  for (const { name, account: part, data } of draft.accounts) {
    if (part === undefined) {
      if (data !== undefined) {
        report.problem(data, [], {
          what: `accounts/${name} has no account.yaml`,
          remedy: `write accounts/${name}/account.yaml, or move the folder`,
        });
      }
      continue;
    }
    const file = part.value;
    if (file === undefined) continue;
    if (file.account !== name) {
      const isMade = part.source.instance !== undefined;
      report.problem(part, ["account"], {
        what: `is not the name of ${isMade ? "the account in template.yaml" : "its folder"}, ${JSON.stringify(name)}`,
        got: file.account,
        remedy: isMade ? "write account: $(account)" : "rename one of the two",
      });
    }
    if (RESERVED.has(name)) {
      report.problem(part, ["account"], { what: "is a reserved name", got: name, remedy: "rename the account and its folder" });
    }
    checkIdentity(part, file);
    if (file.id !== undefined && file.id === managementAccount) {
      report.problem(part, ["id"], {
        what: "is the management account, which no SCP or RCP binds",
        got: file.id,
        remedy: "keep data, networks and workloads in member accounts and remove this folder",
      });
    }
    if (file.id !== undefined && organization?.value !== undefined && organization.value.organization.id === undefined) {
      report.problem(part, ["id"], {
        what: "exists already, and the organization is created",
        got: file.id,
        remedy: "add the organization's id to organization.yaml, or write email: in place of id:, so that the account is created too",
      });
    }
    checkUnit(part, file);
    const perimeter = ownPerimeter(file);
    if (perimeter !== undefined && perimeter !== "enforced" && !stands(part, "because")) {
      report.problem(part, ["perimeter"], {
        what: "is not enforced and gives no reason",
        got: perimeter,
        remedy: "add because: <why>, or enforce it",
      });
    }
    if (file.because !== undefined && !stands(part, "perimeter")) {
      report.problem(
        part,
        ["because"],
        {
          what: "explains a perimeter that is not declared",
          got: file.because,
          remedy: "add perimeter: open or observe, or remove the line",
        },
        "name",
      );
    }
  }

  function checkIdentity(part: Part<AccountFile>, file: AccountFile): void {
    if (file.id !== undefined && file.email !== undefined) {
      report.problem(part, ["email"], {
        what: "stands beside an id",
        got: file.email,
        remedy: "keep the id of an existing account, or the e-mail address of one to be created",
      });
    }
    if (!stands(part, "id") && !stands(part, "email")) {
      report.problem(part, ["account"], {
        what: "has neither an id nor an e-mail address",
        got: file.account,
        remedy: "add the id of the existing account, or the e-mail address to create it with",
      });
    }
    for (const [field, value, seen] of [
      ["id", file.id, ids],
      ["email", file.email?.toLowerCase(), emails],
    ] as const) {
      if (value === undefined) continue;
      const twin = seen.get(value);
      if (twin !== undefined)
        report.problem(part, [field], { what: `belongs to ${JSON.stringify(twin)} already`, got: value, remedy: "correct one of the two" });
      seen.set(value, file.account);
    }
  }

  function checkUnit(part: Part<AccountFile>, file: AccountFile): void {
    if (units === undefined || units.includes(file.organizationalUnit)) return;
    report.problem(part, ["organizationalUnit"], {
      what: "is not a declared organizational unit",
      got: file.organizationalUnit,
      remedy: chooseFrom(file.organizationalUnit, units, "declare it under organizationalUnits in organization.yaml"),
    });
  }
}

/** The account of a table's source, where that is another one. */
const foreignSourceOf = ({ kind, owner, declared }: DeclaredResource): string | undefined =>
  kind === "tables" && isForeignReplica(owner.name, declared) ? replicaSourceOf(declared)?.account : undefined;

/** Warns of accounts whose data only other accounts use: data belongs in the account of its owner. */
export function warnOfCentralDataAccounts({ draft, report }: Pick<Check, "draft" | "report">): void {
  const withReplicas = new Set(allResources(draft).map(foreignSourceOf));
  for (const account of draft.accounts) {
    const resources = resourcesOf(account);
    const shared = resources.filter((resource) => sharesOf(resource).length > 0);
    const used = resources.some((resource) => usesOf(resource).length > 0 || foreignSourceOf(resource) !== undefined);
    // A broken entry may be a use by the account itself.
    if (account.data === undefined || account.data.problems.length > 0 || used || shared.length === 0 || withReplicas.has(account.name))
      continue;
    report.warning(account.data, [], {
      what: `${account.name} only holds data for other accounts, a central data account`,
      remedy: "move each table to the account of the workload that owns its data",
    });
  }
}
