import { RESTORED } from "../names.ts";
import type { AccountDraft } from "../reading/draft.ts";
import type { Part } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { DeclaredLetThrough } from "../schema/account.ts";
import { accountPerimeter, defaultsFor, lapseOf, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import { resourcesOf } from "./declared-resources.ts";
import { confirmFirst } from "./lapsing-perimeters.ts";

/** Backups and restores: the roles for them, where copies go, and names of restored tables. */
export function checkRecovery(check: Check): void {
  const { draft } = check;
  const { organization } = draft;
  if (organization !== undefined) checkRoles(check, organization, organization.value?.letThrough, organization.value?.letThrough);
  for (const account of draft.accounts) {
    const { account: part } = account;
    if (part !== undefined) checkRoles(check, part, part.value?.letThrough, organization?.value?.letThrough);
    checkNames(check, account);
    warnOfNoRestores(check, account);
  }
  checkCopies(check);
}

/** A role that restores does nothing else: backup roles set tags that would open what is restored, and service roles use items. */
function checkRoles(
  { report }: Check,
  part: Part<unknown>,
  own: DeclaredLetThrough | undefined,
  ofAll: DeclaredLetThrough | undefined,
): void {
  for (const role of Object.keys(own?.restoreRoles ?? {}))
    for (const kind of ["backupRoles", "serviceRoles"] as const)
      if ([own, ofAll].some((each) => each?.[kind] !== undefined && Object.hasOwn(each[kind], role)))
        report.problem(
          part,
          ["letThrough", "restoreRoles", role],
          { what: `is named under ${kind} too`, got: role, remedy: "make a role for restores alone, and name it here" },
          "name",
        );
}

/** Names of restored tables belong to restored tables: guardrails close them until they are declared. */
function checkNames({ report }: Check, account: AccountDraft): void {
  for (const resource of resourcesOf(account)) {
    if (resource.kind !== "tables") continue;
    const { part, path, declared, name } = resource;
    const remedy = "rename it; what has such a name is closed until it is declared as an existing table";
    if (declared.existing === undefined && name.includes(RESTORED))
      report.problem(part, path, { what: "has the name of a restored table", got: name, remedy }, "name");
    for (const field of ["indexes", "localIndexes"] as const)
      for (const index of Object.keys(declared[field] ?? {}))
        if (index.includes(RESTORED))
          report.problem(part, [...path, field, index], { what: "has the name of a restored table", got: index, remedy }, "name");
    if (declared.existing?.includes(RESTORED) === true && declared.adds === undefined)
      report.warning(part, [...path, "existing"], {
        what: "is a restored table, which stays closed until Palisade writes its policy",
        got: declared.existing,
        remedy: "add adds: [resource-policy]",
      });
  }
}

/** Warns of an account whose protected tables can be restored, but by nobody. */
function warnOfNoRestores({ draft, report }: Check, account: AccountDraft): void {
  const [organization, file] = [draft.organization?.value, account.account?.value];
  if (organization === undefined || file === undefined || account.data === undefined) return;
  if (accountPerimeter(organization, file) !== "enforced") return;
  const restorers = [organization.letThrough, file.letThrough].flatMap((each) => Object.keys(each?.restoreRoles ?? {}));
  if (restorers.length > 0) return;
  const tables = resourcesOf(account).flatMap((resource) => {
    if (resource.kind !== "tables") return [];
    const { deletion, pointInTimeRecoveryDays } = tableSettings(
      resource.declared,
      defaultsFor(organization, file),
      organization.homeRegion,
    );
    return deletion === "protected" && pointInTimeRecoveryDays > 0 ? [resource.name] : [];
  });
  if (tables.length === 0) return;
  report.warning(
    account.data,
    ["tables"],
    {
      what: "have point-in-time recovery, but nobody may restore them",
      got: tables,
      remedy: "name a role under letThrough.restoreRoles, in organization.yaml or in the account.yaml",
    },
    "name",
  );
}

/** Backups go to declared accounts whose guardrails hold them. */
function checkCopies({ draft, report }: Check): void {
  const { organization } = draft;
  if (organization?.value === undefined) return;
  const names = draft.accounts.map(({ name }) => name);
  // Said already of an account whose file lies in the wrong place.
  const isMisplaced = (name: string) => names.length === 0 || draft.problems.some(({ message }) => message.includes(`accounts/${name}/`));
  for (const name of Object.keys(organization.value.backups?.copiedTo ?? {})) {
    const path = ["backups", "copiedTo", name];
    const found = draft.byName.get(name);
    if (found === undefined) {
      if (isMisplaced(name)) continue;
      report.problem(
        organization,
        path,
        { what: "is not a declared account", got: name, remedy: chooseFrom(name, names, "declare it first") },
        "name",
      );
      continue;
    }
    const file = found.account?.value;
    if (file === undefined) continue;
    if (lapseOf(file) !== undefined)
      report.problem(
        organization,
        path,
        {
          what: "takes copies of backups, of sensitive tables too, but its perimeter lapses unless it is confirmed",
          got: name,
          remedy: `${confirmFirst(name)}, or name another account`,
        },
        "name",
      );
    if (accountPerimeter(organization.value, file) === "enforced") continue;
    report.problem(
      organization,
      path,
      {
        what: "takes copies of backups, but its perimeter is not enforced, so that anybody there restores them",
        got: name,
        remedy: "enforce its perimeter, or name another account",
      },
      "name",
    );
  }
}
