import pc from "picocolors";
import type { Explanation } from "../proof/explain.ts";
import { explanationText } from "../proof/explanation-text.ts";
import type { DecidedGrant, GrantDecision } from "../proof/grant-decisions.ts";
import { columns } from "./columns.ts";
import { count } from "./print-problems.ts";

/** What becomes of every grant across accounts, what is not as declared in full, and last the count. */
export function decisionsText(grants: readonly DecidedGrant[]): string {
  const rows = grants.flatMap(({ id, decisions }) => rowsOf(id, decisions));
  const all = grants.flatMap(({ decisions }) => decisions);
  const wrong = grants.flatMap(({ id, decisions }) =>
    decisions.filter(({ isAsDeclared }) => !isAsDeclared).map((each) => wrongText(id, each)),
  );
  const assumed = [
    ...new Set(all.flatMap(({ explanation }) => explanation?.notes ?? []).filter((note) => note.includes(" is taken to "))),
  ].sort();
  const summary = `${count(grants.length, "grant")}, ${count(all.length, "decision")} as declared`;
  return [
    `${pc.bold("What becomes of each grant across accounts")}\n${columns(["grant", "asked", "decided", "by"], rows)}`,
    ...(assumed.length === 0 ? [] : [`${pc.bold("Assumed")}\n${assumed.map((text) => `  ${text}\n`).join("")}`]),
    ...(wrong.length === 0
      ? [`${pc.green(summary)}\n`]
      : [
          `${pc.red("Not as declared")}\n${wrong.join("")}`,
          `${pc.red(`${wrong.length.toString()} of ${count(all.length, "decision")} not as declared`)}\n`,
        ]),
  ].join("\n");
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
