import type { Problem } from "../problem.ts";

/** A problem with the account that it is about, where a template makes that account; `where` does not name the account. */
export interface FoundProblem {
  readonly problem: Problem;
  readonly instance: string | undefined;
}

/**
 * The problems, each with the account that it is about; what is wrong with several accounts of a template alike is there once, also where it
 * names the account.
 */
export function onceForAll(found: readonly FoundProblem[]): readonly Problem[] {
  const alike = Map.groupBy(found, ({ problem, instance }) => alikeKey(problem, instance));
  return [...alike.values()].flatMap((each) => {
    const [first] = each;
    if (first?.instance === undefined) return each.map(({ problem }) => problem);
    const others = new Set(each.map(({ instance }) => instance)).size - 1;
    const of = `${first.instance}${others === 0 ? "" : ` and ${others.toString()} more`}`;
    return [{ ...first.problem, where: first.problem.where === "" ? of : `${of}: ${first.problem.where}` }];
  });
}

function alikeKey(problem: Problem, instance: string | undefined): string {
  const text = JSON.stringify([problem, instance === undefined]);
  return instance === undefined ? text : text.replaceAll(instance, "$(account)");
}
