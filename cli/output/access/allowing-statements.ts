import type { DecidedClass } from "../../../proof/classes/decided-class.ts";
import { explain } from "../../../proof/explanation/explain.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { type ExplainedStatement, explainedStatement } from "../explanation/statement-origin.ts";

/** The statements that allow a class, without those that stand for policies that are not read. */
export function allowing({ request, layers }: DecidedClass, context: AnswerContext): ExplainedStatement[] {
  const { grants } = explain(request, layers);
  return grants
    .map((grant) => explainedStatement({ effect: "allows", action: request.request.action }, grant, context))
    .filter(({ isAssumed }) => !isAssumed);
}
