import type { ContextValues } from "../../../proof/engine/request-context.ts";
import { type AskedOrganization, answerContext } from "../explanation/answer-context.ts";
import { reasonsOf } from "../explanation/explain-answer.ts";
import type { Explained } from "./judgement-of.ts";

/** Says of a wrong decision which statement made it, and what would have to change. */
export function wrongDecisions(organization: AskedOrganization): Explained {
  return (decision) => {
    const { request, explanation } = decision;
    const asked = `${request.principal} may ${explanation?.decision === "allowed" ? "" : "not "}use ${request.action} on ${request.resource}${request.from === undefined ? "" : ` from ${request.from}`}`;
    const ask = explainCommand(request);
    const situation = organization.world.situate(request);
    if (explanation === undefined || "problems" in situation) return { what: asked, remedy: ask, command: ask };
    const reasons = reasonsOf(explanation, answerContext(situation, organization));
    // A head that names the service which asks KMS says nothing without the reason below it.
    const why = reasons.slice(0, reasons[0]?.what.endsWith(":") === true ? 2 : 1).map(({ what }) => what.replace(/[.:]$/, ""));
    const remedies = reasons.flatMap(({ remedy }) => remedy ?? []);
    const remedy = decision.isToBeAllowed ? remedies[0] : "narrow or remove that statement, or declare the access as a grant";
    return { what: [asked, ...why].join(": "), remedy: remedy ?? ask, command: ask };
  };
}

/** What `explain` is asked with. */
export interface ExplainedRequest {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly from?: string | null | undefined;
  readonly context: ContextValues;
}

/** The command that explains the decision about a request in full. */
export function explainCommand({ principal, action, resource, from, context }: ExplainedRequest): string {
  const keys = Object.entries(context).map(([key, value]) => quoted(`${key}=${[value].flat().join(",")}`));
  const parts = [
    ...["--principal", principal, "--action", action, "--resource", resource],
    ...(from === undefined || from === null ? [] : ["--from", from]),
    ...(keys.length === 0 ? [] : ["--context", ...keys]),
  ];
  return `npm run explain -- ${parts.join(" ")}`;
}

const quoted = (text: string): string => (/^[\w:/@.=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
