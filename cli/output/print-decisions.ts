import pc from "picocolors";
import { tenantsId } from "../../model/plan/planned-table.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Explanation } from "../../proof/explanation/explain.ts";
import { explanationText } from "../../proof/explanation/explanation-text.ts";
import type { DecidedGrant, GrantDecision } from "../../proof/questions/grant-decisions.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";

type Planned = Pick<ResolvedPlan, "grants" | "accounts">;

/**
 * What becomes of every grant across accounts, of every use inside one and of every table's tenants, which grants nothing was asked about
 * and why, what is not as declared in full, and last the count.
 */
export function decisionsText(decided: readonly DecidedGrant[], planned: Planned): string {
  const of = (which: DecidedGrant["what"]) => decided.filter(({ what }) => what === which);
  const [grants, uses, tenants] = [of("grant"), of("use"), of("tenants")];
  const all = decided.flatMap(({ decisions }) => decisions);
  const wrong = decided.flatMap(({ id, decisions }) =>
    decisions.filter(({ isAsDeclared }) => !isAsDeclared).map((each) => wrongText(id, each)),
  );
  const assumed = [...new Set(all.flatMap(({ assumptions }) => assumptions.map(inShort)))].sort();
  const held = [...Map.groupBy(uses, ({ owner, kind, name }) => `${owner}/${kind}/${name}`)];
  const open = notDecided(decided, planned);
  const lacking = [
    ...(open.grants.length === 0 ? [] : [count(open.grants.length, "grant")]),
    ...(open.tenants.length === 0 ? [] : [`the tenants of ${count(open.tenants.length, "table")}`]),
  ];
  const left = lacking.length === 0 ? "" : `, ${lacking.join(" and ")} not decided`;
  const counted = [
    count(grants.length, "grant"),
    count(uses.length, "use"),
    ...(tenants.length === 0 ? [] : [`the tenants of ${count(tenants.length, "table")}`]),
    count(all.length, "decision"),
  ];
  return [
    ...section("What becomes of each grant across accounts", [
      ["grant", "asked", "decided", "by"],
      ...grants.flatMap(({ id, decisions }) => rowsOf(id, decisions)),
    ]),
    ...section("What becomes of each use inside an account", [
      ["used", "declared access", "from the internet", "by another role", "not granted"],
      ...held.map(([thing, all]) => rowOf(thing, all)),
    ]),
    ...section("What becomes of each table's tenants", [
      ["table", "asked", "decided", "by"],
      ...tenants.flatMap(({ owner, kind, name, decisions }) => rowsOf(`${owner}/${kind}/${name}`, decisions)),
    ]),
    ...section("Not decided", [["grant", "because"], ...open.grants, ...open.tenants]),
    ...(assumed.length === 0 ? [] : [`${pc.bold("Assumed")}\n${assumed.map((text) => `  ${text}\n`).join("")}`]),
    ...(wrong.length === 0
      ? [`${pc.green(`${counted.join(", ")} as declared`)}${left}\n`]
      : [
          `${pc.red("Not as declared")}\n${wrong.join("")}`,
          `${pc.red(`${counted.join(", ")}, of which ${wrong.length.toString()} not as declared`)}${left}\n`,
        ]),
  ].join("\n");
}

/** Grants and tenants that no request shows, with the reason. */
function notDecided(decided: readonly DecidedGrant[], { grants, accounts }: Planned) {
  const asked = new Set(decided.map(({ id }) => id));
  const tenants = accounts.flatMap(({ tables }) => tables.flatMap((table) => (table.tenants === undefined ? [] : tenantsId(table))));
  return {
    grants: grants.filter(({ id }) => !asked.has(id)).map((grant) => [grant.id, whyNot(grant)] as const),
    tenants: tenants.filter((id) => !asked.has(id)).map((id) => [id, NOT_THERE] as const),
  };
}

const NOT_THERE = "what it rests on is not there yet, as the rehearsal's warnings say";

function whyNot({ state, until, waitsFor, how, reason }: ResolvedGrant): string {
  if (state === "closed") return `it ended with ${until ?? "its day"}; nothing of it is deployed`;
  if (state === "waiting") return `it waits for the id of ${waitsFor.join(", ")}`;
  return how === "replication" ? reason : NOT_THERE;
}

/** The role that questions are asked about instead of a declared one is the same in every account. */
const inShort = (assumption: string): string =>
  /:role\/another is not declared/.test(assumption) ? "another role, of whatever account, may hold any permission" : assumption;

function section(title: string, [head = [], ...rows]: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`${pc.bold(title)}\n${columns(head, rows)}`];
}

/** A table, key or secret with everything that was asked about its own account's uses of it. */
function rowOf(thing: string, uses: readonly DecidedGrant[]): string[] {
  const all = uses.flatMap(({ decisions }) => decisions);
  const asked = (question: GrantDecision["question"]) => all.filter((each) => each.question === question);
  const declared = asked("declared");
  const allowed = declared.filter(({ isAsDeclared }) => isAsDeclared);
  return [
    thing,
    `${allowed.length.toString()} of ${declared.length.toString()} allowed`,
    ...(["from the internet", "by another role", "not granted"] as const).map((question) => outcomeOf(asked(question))),
  ];
}

/** How several decisions about one question came out, with what promises it; each outcome once. */
function outcomeOf(decisions: readonly GrantDecision[]): string {
  const outcomes = decisions.map(({ explanation, because }) => {
    const outcome = explanation === undefined ? "undecided" : explanation.decision === "allowed" ? "allowed" : "denied";
    return because === undefined ? outcome : `${outcome} (${because})`;
  });
  return outcomes.length === 0 ? "–" : [...new Set(outcomes)].join(", ");
}

/** The declared access in one row, as long as it is all allowed, and each way that must stay closed in its own. */
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

function wrongText(id: string, { question, request, explanation, problems, isToBeAllowed }: GrantDecision): string {
  const asked = `${request.principal} ${request.action} ${request.resource}${request.from === undefined ? "" : ` from ${request.from}`}`;
  const why = explanation === undefined ? problems.map(({ message }) => message) : explanationText(explanation);
  return `  ${id}, ${question}: ${asked}\n    is to be ${isToBeAllowed ? "allowed" : "denied"}\n${why.map((line) => `    ${line}\n`).join("")}`;
}
