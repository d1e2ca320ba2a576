import type { AnswerContext } from "../explanation/answer-context.ts";

/** Something unknown, and what to write where so that it is known. */
export interface NamedUnknown {
  readonly what: string;
  readonly remedy: string;
}

/** Everything unknown that accesses or steps rest on, each once. */
export const unknownsIn = (
  terms: readonly { readonly unknowns: readonly string[] }[],
  { world }: Pick<AnswerContext, "world">,
): NamedUnknown[] =>
  [...new Set(terms.flatMap(({ unknowns }) => unknowns))].map((what) => ({
    what,
    remedy: world.remedyOf(what) ?? "say it in the request",
  }));
