import type { AccountDraft } from "../reading/draft.ts";
import { namesAt } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { chooseFrom, suggestion } from "../reading/suggest.ts";
import { accountFileOf } from "./account-files.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource, DeclaredShare } from "./declared-resources.ts";

/** Checks the consent to a replica: a table, another account alone, and no field that has no meaning for replication. */
export function checkGlobalTable(
  { draft, report }: Check,
  { part, kind, owner }: DeclaredResource,
  target: string,
  share: DeclaredShare,
  path: Path,
): void {
  if (kind !== "tables") {
    report.problem(part, [...path, "purpose"], { what: "is for tables alone", got: share.purpose, remedy: "choose another purpose" });
    return;
  }
  if (target.includes("/")) {
    report.problem(
      part,
      path,
      {
        what: "names a workload, and a global table is shared with an account",
        got: target,
        remedy: `write ${target.split("/")[0] ?? ""}`,
      },
      "name",
    );
    return;
  }
  if (!draft.byName.has(target)) {
    report.problem(
      part,
      path,
      { what: "is not a declared account", got: target, remedy: chooseFrom(target, draft.byName.keys(), "declare the account") },
      "name",
    );
  } else if (target === owner.name) {
    report.problem(
      part,
      path,
      {
        what: "is the table's own account",
        got: target,
        remedy: "remove it; a replica in another region of its account needs no consent",
      },
      "name",
    );
  }
  for (const field of ["can", "on", "how", "until", "maxSession"] as const) {
    if (share[field] === undefined) continue;
    report.problem(part, [...path, field], { what: "has no meaning for a global table", got: share[field], remedy: "remove it" }, "name");
  }
}

/** The names of an account's workloads and people; undefined where they cannot be read. */
export function consumersIn(account: AccountDraft["account"]): readonly string[] | undefined {
  const [workloads, people] = [namesAt(account, ["workloads"]), namesAt(account, ["people"])];
  return workloads === undefined || people === undefined ? undefined : [...workloads, ...people];
}

type Target = "external" | { readonly account: AccountDraft; readonly workload: string };

/** Finds the workload or external party that a resource is shared with; reports a target that is not declared, and returns undefined for it. */
export function checkTarget(
  { draft, report }: Check,
  { part, owner }: DeclaredResource,
  target: string,
  share: DeclaredShare,
  path: Path,
): Target | undefined {
  const [accountName = "", name] = target.split("/");
  const problem = (what: string, got: unknown, remedy: string) => report.problem(part, path, { what, got, remedy }, "name");
  if (name === undefined) {
    if (!draft.byName.has(target) && namesAt(draft.organization, ["externalParties"])?.includes(target) === true)
      problem("names an external party without external/", target, `write external/${target}`);
    else
      problem("names an account without a workload", target, `write ${target}/<workload>; only a global table is shared with an account`);
    return undefined;
  }
  if (accountName === "external") {
    const parties = namesAt(draft.organization, ["externalParties"]);
    if (parties?.includes(name) === false) {
      problem(
        "is not a declared external party",
        target,
        chooseFrom(name, parties, "declare it under externalParties in organization.yaml"),
      );
      return undefined;
    }
    if (share.purpose !== "external") {
      report.problem(part, [...path, "purpose"], {
        what: "is shared outside of the organization",
        got: share.purpose,
        remedy: "write purpose: external",
      });
    }
    return "external";
  }
  const account = draft.byName.get(accountName);
  if (account === undefined) {
    const accounts = [...draft.byName.keys()];
    const likely = suggestion(accountName, [...accounts, "external"]) === "external" ? ["external"] : accounts;
    problem("names no declared account", target, chooseFrom(accountName, likely, "declare the account", "external/<party>"));
    return undefined;
  }
  if (share.purpose === "external") {
    report.problem(part, [...path, "purpose"], {
      what: "is shared inside the organization",
      got: share.purpose,
      remedy: "choose etl, migration, governance or shared-service",
    });
  }
  if (account === owner) {
    problem("is in the account that shares", target, `move it to usedBy: { ${name}: … }`);
    return undefined;
  }
  const workloads = consumersIn(account.account);
  if (workloads === undefined) return undefined;
  if (!workloads.includes(name)) {
    problem(`names no workload of ${accountName}`, target, chooseFrom(name, workloads, `declare it in ${accountFileOf(account)}`));
    return undefined;
  }
  return { account, workload: name };
}
