import type { Explanation } from "../../../proof/explanation/explain.ts";
import { explanationText } from "../../../proof/explanation/explanation-text.ts";
import type { AnswerContext } from "./answer-context.ts";
import type { ExplainReport, Reason } from "./explain-report.ts";
import { obstacles } from "./obstacles.ts";
import { type ExplainedStatement, explainedStatement, statementText } from "./statement-origin.ts";

/** A decided question. */
export interface DecidedQuestion {
  readonly question: ExplainReport["question"];
  readonly explanation: Explanation;
  readonly assumptions: readonly string[];
  /** Whether statements that nearly deny are listed too. */
  readonly isVerbose: boolean;
}

/** The answer to a question, as data. */
export function explainAnswer({ question, explanation, assumptions, isVerbose }: DecidedQuestion, context: AnswerContext): ExplainReport {
  return {
    format: 1,
    question,
    decision: explanation.decision,
    reasons: reasonsOf(explanation, context),
    statements: statementsOf(explanation, context, isVerbose),
    assumptions: [...assumptions],
    inTermsOfAws: explanationText(explanation, { isVerbose }),
  };
}

/** Why a request is allowed or denied: the statements that allow it, or every obstacle with its remedy. */
export const reasonsOf = (explanation: Explanation, context: AnswerContext): Reason[] =>
  explanation.decision === "allowed" ? grantsOf(explanation, context) : obstacles(explanation, context);

const grantsOf = ({ grants }: Explanation, context: AnswerContext): Reason[] =>
  grants.map((grant) => ({ what: `Allowed by ${statementText(grant, context)}.`, details: [], remedy: null }));

function statementsOf({ grants, denials, nearMisses }: Explanation, context: AnswerContext, isVerbose: boolean): ExplainedStatement[] {
  const near = (effect: "Allow" | "Deny") => nearMisses.filter((miss) => miss.effect === effect);
  return [
    ...denials.map((each) => explainedStatement("denies", each, context)),
    ...grants.map((each) => explainedStatement("allows", each, context)),
    ...near("Allow").map((each) => explainedStatement("nearly allows", each, context)),
    ...(isVerbose ? near("Deny").map((each) => explainedStatement("nearly denies", each, context)) : []),
  ];
}

/** Whether a denial rests on the network, of which the request carries nothing. */
export const lacksNetwork = ({ decision, denials, nearMisses }: Explanation): boolean =>
  decision !== "allowed" &&
  [...denials.flatMap(({ conditions }) => conditions), ...nearMisses.flatMap(({ failed }) => failed)].some(
    ({ key, got }) => /^aws:source(vpc|ip)$/i.test(key) && got === null,
  );
