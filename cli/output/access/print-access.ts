import { colours } from "../colours.ts";
import { columns } from "../columns.ts";
import { sameItemsText } from "../same-items.ts";
import { wrapped } from "../wrapped.ts";
import type { AccessReport, ReportedAccess } from "./access-report.ts";
import { waysText } from "./session-steps.ts";

/** No table is wider, whatever the terminal. */
const WIDEST = 100;

/** Accesses as a table: the principals of a resource, or the resources of a principal. */
export function accessText({ question, accesses, unknowns, sameItems, assumptions }: AccessReport): string {
  const { principal, action, resource } = question;
  const shown = principal === null ? accesses : accesses.filter(({ isExample }) => !isExample);
  const direct = shown.filter(({ through }) => through.length === 0);
  const [about, nobody, list] =
    principal === null
      ? [`${action ?? ""} on ${resource ?? ""}`, "nobody can", "who can, and when"]
      : [principal, "can use nothing that is declared", "what it can use, and when"];
  return [
    wrapped(`${colours.bold(about)}: ${shown.length === 0 ? `${nobody}.` : list}`, { first: "", rest: 2 }),
    ...(direct.length === 0 ? [] : ["\n", principal === null ? principalsTable(direct) : resourcesTable(direct)]),
    ...(principal === null ? takersText(shown) : rolesText(shown)),
    ...(shown.length < accesses.length ? ["\n", wrapped(EXAMPLES, { first: "", rest: 2 })] : []),
    ...(unknowns.length === 0
      ? []
      : ["\n", ...unknowns.map(({ what, remedy }) => wrapped(`Unknown: ${what}; ${remedy}`, { first: "", rest: 2 }))]),
    ...(sameItems.length === 0 ? [] : ["\n", ...sameItemsText(sameItems).map((text) => wrapped(text, { first: "", rest: 2 }))]),
    ...(assumptions.length === 0 ? [] : ["\n", ...assumptions.map((text) => wrapped(`Assumed: ${text}.`, { first: "", rest: 2 }))]),
  ].join("");
}

/** Who may come to act as principals of the list, a row for each way. */
function takersText(accesses: readonly ReportedAccess[]): string[] {
  const ways = [...Map.groupBy(throughRoles(accesses), ({ principal, through }) => JSON.stringify([principal, through])).values()];
  if (ways.length === 0) return [];
  const rows = ways.flatMap(([first]) =>
    first === undefined ? [] : [[first.principal, first.through.at(-1)?.role ?? "", waysText(first.through)]],
  );
  return [
    "\n",
    wrapped("Others may come to act as these:", { first: "", rest: 2 }),
    "\n",
    columns(["principal", "acts as", "how"], rows, WIDEST),
  ];
}

/** What the principal may use as each role that it may come to act as. */
function rolesText(accesses: readonly ReportedAccess[]): string[] {
  const ways = Map.groupBy(throughRoles(accesses), ({ through }) => JSON.stringify(through));
  return [...ways.values()].flatMap((all) => {
    const steps = all[0]?.through ?? [];
    return ["\n", wrapped(`As ${steps.at(-1)?.role ?? ""}, by ${waysText(steps)}:`, { first: "", rest: 2 }), "\n", resourcesTable(all)];
  });
}

const throughRoles = (accesses: readonly ReportedAccess[]): readonly ReportedAccess[] =>
  accesses.filter(({ through }) => through.length > 0);

const EXAMPLES =
  "Besides, it may use tables, keys, secrets and backups that nobody declared, as far as their own policies allow it; --json lists how.";

const principalsTable = (accesses: readonly ReportedAccess[]): string =>
  columns(
    ["principal", "condition", "allowed by"],
    named(accesses, "principal", ({ condition, ...each }) => [condition, allowedByText(each)]),
    WIDEST,
  );

const resourcesTable = (accesses: readonly ReportedAccess[]): string =>
  columns(
    ["resource", "actions", "condition", "allowed by"],
    named(accesses, "resource", ({ actions, condition, ...each }) => [actionsText(actions), condition, allowedByText(each)]),
    WIDEST,
  );

/** Rows with a name, which is said once for rows that follow each other. */
const named = (
  accesses: readonly ReportedAccess[],
  by: "principal" | "resource",
  cells: (access: ReportedAccess) => readonly string[],
): string[][] => accesses.map((each, index) => [accesses[index - 1]?.[by] === each[by] ? "" : each[by], ...cells(each)]);

/** Actions with their service named once. */
export function actionsText(actions: readonly string[]): string {
  const byService = Map.groupBy(actions, (action) => action.split(":")[0] ?? "");
  return [...byService]
    .map(([service, all]) => `${service}:${all.map((action) => action.slice(service.length + 1)).join(", ")}`)
    .join("; ");
}

/** The statements that allow an access, and the lines that they come from. */
export function allowedByText({ allowedBy, terms }: Pick<ReportedAccess, "allowedBy" | "terms">): string {
  if (allowedBy.length === 0 && terms.unknowns.length > 0) return "";
  if (allowedBy.length === 0) return terms.byOwnPermissions ? "its own permissions" : "no statement, and none is needed";
  const statements = allowedBy.map(({ sid, statement, document }) => sid ?? `statement ${statement.toString()} of ${document}`);
  const places = allowedBy.flatMap(({ declaredAt }) => declaredAt.map(({ file, line }) => `${file}:${line.toString()}`));
  return [...new Set(statements), ...new Set(places)].join(", ");
}
