import { type CallExplanation, isDenied, type StepExplanation } from "../../../proof/explanation/explain-call.ts";
import { explanationText, turningText } from "../../../proof/explanation/explanation-text.ts";
import { type NamedUnknown, unknownsIn } from "../access/unknowns-in.ts";
import { sameItems } from "../same-items.ts";
import type { AnswerContext } from "./answer-context.ts";
import type { ExplainReport, Reason } from "./explain-report.ts";
import { obstacles } from "./obstacles.ts";
import { type ExplainedStatement, explainedStatement, type Reference, statementText } from "./statement-origin.ts";

/** A decided question. */
export interface DecidedQuestion {
  readonly question: ExplainReport["question"];
  readonly explanation: CallExplanation;
  readonly assumptions: readonly string[];
  /** Who else may do so; nobody where it is denied. */
  readonly through: ExplainReport["through"];
  /** The ways to make a denied call by roles. */
  readonly ways: ExplainReport["ways"];
  /** Whether statements that nearly deny are listed too. */
  readonly isVerbose: boolean;
}

/** The answer to a question, as data. */
export function explainAnswer(
  { question, explanation, through, ways, assumptions, isVerbose }: DecidedQuestion,
  context: AnswerContext,
): ExplainReport {
  const steps = stepsOf(explanation);
  return {
    format: 1,
    question,
    answer: answerOf(explanation.decision, ways),
    decision: explanation.decision,
    ways: [...ways],
    steps: [...steps.filter(isOwn), ...steps.filter((step) => !isOwn(step))].map(({ asked, decision }) => ({
      action: asked.action,
      resource: asked.resource,
      service: asked.service ?? null,
      decision,
    })),
    unknowns: unknownsOf(explanation, through, context),
    reasons: reasonsOf(explanation, context),
    statements: steps.flatMap((step) => statementsOf(step, context, isVerbose)),
    through,
    readings: explanation.readings.map((reading) => {
      const { id, question: open, taken, other, besides, decision } = reading;
      return { id, question: open, taken, other, besides: [...besides], decision, text: turningText(reading) };
    }),
    sameItems: sameItems(context.plan, steps.find(isOwn)?.asked.resource ?? ""),
    assumptions: [...assumptions],
    inTermsOfAws: explanationText({ ...explanation, readings: [] }, { isVerbose }),
  };
}

function answerOf(decision: ExplainReport["decision"], ways: ExplainReport["ways"]): ExplainReport["answer"] {
  if (decision === "allowed") return "yes";
  if (ways.some((way) => way.decision === "allowed")) return "yes-after-taking-a-role";
  return decision === "unknown" || ways.some((way) => way.decision === "unknown") ? "not-known" : "no";
}

/** What the decision rests on, and what the ways of others to it rest on. */
function unknownsOf({ restsOn }: CallExplanation, through: ExplainReport["through"], context: AnswerContext): NamedUnknown[] {
  const own = restsOn.map(({ what, remedy = "say it in the request" }) => ({ what, remedy }));
  const ofWays = unknownsIn(
    through.flatMap(({ steps }) => steps),
    context,
  );
  return [...own, ...ofWays.filter(({ what }) => !own.some((each) => each.what === what))];
}

/** Why a call is allowed or denied: the statements that allow it, or every obstacle with its remedy. */
export const reasonsOf = (explanation: CallExplanation, context: AnswerContext): Reason[] =>
  isDenied(explanation) ? obstacles(stepsOf(explanation), context) : stepsOf(explanation).flatMap((step) => grantsOf(step, context));

/** The requests of a call, the one that decides first. */
const stepsOf = ({ others, ...decisive }: Omit<CallExplanation, "readings">): readonly StepExplanation[] => [decisive, ...others];

/** Whether a request is the call itself, and not what its service asks KMS. */
const isOwn = ({ asked }: StepExplanation): boolean => asked.service === undefined;

const grantsOf = (step: StepExplanation, context: AnswerContext): Reason[] =>
  step.grants.map((grant) => ({
    what: `${isOwn(step) ? "Allowed" : `Its key: ${step.asked.action} is allowed`} by ${statementText(grant, context)}.`,
    details: [],
    remedy: null,
  }));

function statementsOf(
  { grants, denials, nearMisses, asked: { action } }: StepExplanation,
  context: AnswerContext,
  isVerbose: boolean,
): ExplainedStatement[] {
  const near = (effect: "Allow" | "Deny") => nearMisses.filter((miss) => miss.effect === effect);
  const explained = (effect: ExplainedStatement["effect"], references: readonly Reference[]) =>
    references.map((each) => explainedStatement({ effect, action }, each, context));
  return [
    ...explained("denies", denials),
    ...explained("allows", grants),
    ...explained("nearly allows", near("Allow")),
    ...(isVerbose ? explained("nearly denies", near("Deny")) : []),
  ];
}

/** Whether a denial rests on the network, of which the request carries nothing. */
export const isForLackOfNetwork = (explanation: CallExplanation): boolean =>
  isDenied(explanation) && stepsOf(explanation).filter(isOwn).some(lacksNetwork);

const lacksNetwork = ({ denials, nearMisses }: StepExplanation): boolean =>
  [...denials.flatMap(({ conditions }) => conditions), ...nearMisses.flatMap(({ failed }) => failed)].some(
    ({ key, got }) => /^aws:source(vpc|ip)$/i.test(key) && got === null,
  );
