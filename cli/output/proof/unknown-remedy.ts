import type { DecidedClass } from "../../../proof/classes/decided-class.ts";
import { asRequest } from "../../../proof/verdict/scenario-of.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";

/** What to write where, so that something is known that the decision about a class rests on. */
export function unknownRemedy(what: string, example: DecidedClass, { world }: Pick<AnswerContext, "world">, now: Date): string {
  const situation = world.situate(asRequest(example, now));
  const facts = "problems" in situation ? [] : situation.unknowns;
  return facts.find((fact) => fact.what === what)?.remedy ?? "say it in the request";
}
