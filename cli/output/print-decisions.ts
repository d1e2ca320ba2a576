import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Explanation } from "../../proof/explanation/explain.ts";
import { explanationText } from "../../proof/explanation/explanation-text.ts";
import type { DecidedGrant, GrantDecision } from "../../proof/questions/grant-decisions.ts";
import { colours } from "./colours.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";
import { closedGrants, grantsNotAskedAbout, undecidedOf } from "./report/not-decided.ts";

type Planned = Pick<ResolvedPlan, "grants" | "accounts">;

/**
 * Every decision in tables: grants across accounts, uses inside an account, tenants; then what was closed, not asked about or undecided,
 * the assumptions, what is not as declared in full, and last the counts.
 */
export function decisionsText(decided: readonly DecidedGrant[], planned: Planned): string {
  const of = (which: DecidedGrant["what"]) => decided.filter(({ what }) => what === which);
  const [grants, uses, tenants] = [of("grant"), of("use"), of("tenants")];
  const all = decided.flatMap(({ decisions }) => decisions);
  const wrong = decided.flatMap(({ id, decisions }) => decisions.filter(isWrong).map((each) => wrongText(id, each)));
  const assumed = [...new Set(all.flatMap(({ assumptions }) => assumptions.map(inShort)))].sort();
  const used = [...Map.groupBy(uses, ({ owner, kind, name }) => `${owner}/${kind}/${name}`)];
  const [closed, notAsked, undecided] = [closedGrants(planned), grantsNotAskedAbout(planned), undecidedOf(decided, planned)];
  const counts = [
    count(grants.length, "grant"),
    count(uses.length, "use"),
    ...(tenants.length === 0 ? [] : [`the tenants of ${count(tenants.length, "table")}`]),
    count(all.length, "decision"),
  ];
  const rest = [
    `${wrong.length.toString()} not as declared`,
    `${undecided.length.toString()} undecided`,
    `${closed.length.toString()} closed`,
    `${notAsked.length.toString()} not asked about`,
  ];
  return [
    ...section("Decisions about grants across accounts", [
      ["grant", "asked", "decided", "by"],
      ...grants.flatMap(({ id, decisions }) => rowsOf(id, decisions)),
    ]),
    ...section("Decisions about uses inside an account", [
      ["used", "declared access", "from the internet", "by another role", "not granted"],
      ...used.map(([resource, its]) => rowOf(resource, its)),
    ]),
    ...section("Decisions about tables' tenants", [
      ["table", "asked", "decided", "by"],
      ...tenants.flatMap(({ owner, kind, name, decisions }) => rowsOf(`${owner}/${kind}/${name}`, decisions)),
    ]),
    ...section("Closed", [["grant", "ended"], ...closed.map(({ about, until }) => [about, until])]),
    ...section("Not asked about", [["grant", "because"], ...notAsked.map(({ about, because }) => [about, because])]),
    ...section("Undecided", [["grant", "because"], ...undecided.map(({ about, because }) => [about, because])]),
    ...(assumed.length === 0 ? [] : [`${colours.bold("Assumed")}\n${assumed.map((text) => `  ${text}\n`).join("")}`]),
    ...(wrong.length === 0 ? [] : [`${colours.red("Not as declared")}\n${wrong.join("")}`]),
    `${(wrong.length === 0 ? colours.green : colours.red)(counts.join(", "))}: ${rest.join(", ")}\n`,
  ].join("\n");
}

/** A request that could not be decided is not wrong, but undecided. */
const isWrong = ({ explanation, isAsDeclared }: GrantDecision): boolean => explanation !== undefined && !isAsDeclared;

/** The role that stands for every undeclared one is the same in each account. */
const inShort = (assumption: string): string =>
  /:role\/another is not declared/.test(assumption) ? "an undeclared role of any account may have any permission" : assumption;

function section(title: string, [head = [], ...rows]: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`${colours.bold(title)}\n${columns(head, rows)}`];
}

/** A table, key or secret with all decisions about its uses by its own account. */
function rowOf(resource: string, uses: readonly DecidedGrant[]): string[] {
  const all = uses.flatMap(({ decisions }) => decisions);
  const asked = (question: GrantDecision["question"]) => all.filter((each) => each.question === question);
  const declared = asked("declared");
  const allowed = declared.filter(({ isAsDeclared }) => isAsDeclared);
  return [
    resource,
    `${allowed.length.toString()} of ${declared.length.toString()} allowed`,
    ...(["from the internet", "by another role", "not granted"] as const).map((question) => outcomeOf(asked(question))),
  ];
}

/** The outcomes of several decisions about one question, each once, with the reason to expect it. */
function outcomeOf(decisions: readonly GrantDecision[]): string {
  const outcomes = decisions.map(({ explanation, because }) => {
    const outcome = explanation === undefined ? "undecided" : explanation.decision === "allowed" ? "allowed" : "denied";
    return because === undefined ? outcome : `${outcome} (${because})`;
  });
  return outcomes.length === 0 ? "–" : [...new Set(outcomes)].join(", ");
}

/** The declared access in one row, and every other request in a row of its own. */
function rowsOf(id: string, decisions: readonly GrantDecision[]): string[][] {
  const declared = decisions.filter(({ question }) => question === "declared");
  const allowed = declared.filter(({ isAsDeclared }) => isAsDeclared);
  const others = decisions.filter(({ question }) => question !== "declared");
  const from = declared.find(({ request }) => request.from !== undefined)?.request.from;
  const first = ["declared access", ...(from === undefined ? [] : [`from ${from}`])].join(" ");
  return [
    [id, first, `${allowed.length.toString()} of ${declared.length.toString()} allowed`, ""],
    ...others.map(({ question, request, explanation }) => [
      "",
      `${request.action} ${question}`,
      explanation === undefined ? "undecided" : explanation.decision === "allowed" ? "allowed" : "denied",
      explanation === undefined ? "" : deciderText(explanation),
    ]),
  ];
}

function deciderText({ by, decision }: Explanation): string {
  if (!("statement" in by)) return decision === "allowed" ? "" : `no Allow in the ${by.layer} policies`;
  return `${by.sid ?? `statement ${by.statement.toString()}`} (${by.policy})`;
}

function wrongText(id: string, { question, request, explanation, isToBeAllowed }: GrantDecision): string {
  const asked = `${request.principal} ${request.action} ${request.resource}${request.from === undefined ? "" : ` from ${request.from}`}`;
  const why = explanation === undefined ? [] : explanationText(explanation);
  return `  ${id}, ${question}: ${asked}\n    should be ${isToBeAllowed ? "allowed" : "denied"}\n${why.map((line) => `    ${line}\n`).join("")}`;
}
