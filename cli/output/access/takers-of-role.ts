import type { AskedWorld } from "../../../proof/access/asked-world.ts";
import type { Questions } from "../../../proof/access/questions.ts";
import { chainsTo } from "../../../proof/sessions/chains.ts";
import { sessionGraph } from "../../../proof/sessions/session-graph.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import type { ExplainReport } from "../explanation/explain-report.ts";
import { principalNames } from "./principal-names.ts";
import { reportedSteps } from "./session-steps.ts";

/** An organization that is asked who may take its roles. */
export interface AskedSessions {
  readonly asked: AskedWorld;
  readonly questions: Questions;
  readonly context: AnswerContext;
}

/** Everybody who may come to act as a role by taking roles, with the steps; services that run something with it are left out. */
export function takersOf(roleArn: string, { asked, questions, context }: AskedSessions): ExplainReport["through"] {
  const graph = { ...sessionGraph(asked, questions), handersOf: () => [] };
  const names = principalNames(context);
  return chainsTo(graph, roleArn).flatMap((chain) => {
    const [first] = chain;
    if (first === undefined) return [];
    const [named] = names.namesOf([first.taker], [...questions.principalsFor(first.role), first.taker]);
    return [{ principal: named?.name ?? first.taker.principal, steps: reportedSteps(chain, context) }];
  });
}
