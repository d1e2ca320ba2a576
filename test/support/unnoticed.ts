import { type JudgedMutant, unnoticedOf } from "../../proof/verdict/notice-mutants.ts";

/** What the mutants change that nothing notices, though nothing says that they change nothing. */
export const unnoticedIn = (judged: readonly JudgedMutant[]): readonly string[] =>
  unnoticedOf(judged).map(({ document, mutant }) => `${document}: ${mutant.what}`);
