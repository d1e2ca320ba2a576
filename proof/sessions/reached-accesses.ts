import type { Access } from "../access/access.ts";
import type { AskedWorld } from "../access/asked-world.ts";
import { type AccessList, accessesBy } from "../access/list-accesses.ts";
import type { Questions } from "../access/questions.ts";
import { type Chain, chainsFrom, chainsTo } from "./chains.ts";
import { sessionGraph } from "./session-graph.ts";

/** What somebody may do as a role that they may come to act as. */
export interface ReachedAccess {
  readonly chain: Chain;
  /** What the last role of the chain may do. */
  readonly access: Access;
}

/** Who else has accesses of roles, because they may come to act as those: each principal by one chain to each role. */
export function reachedThrough(asked: AskedWorld, questions: Questions, accesses: readonly Access[]): readonly ReachedAccess[] {
  const graph = sessionGraph(asked, questions);
  const byRole = Map.groupBy(accesses, ({ principal }) => principal.principal);
  return [...byRole].flatMap(([arn, all]) => chainsTo(graph, arn).flatMap((chain) => all.map((access) => ({ chain, access }))));
}

/** What a principal may do to data as the roles that it may come to act as, by its ARN, and what was assumed to find it. */
export function reachedBy(
  asked: AskedWorld,
  questions: Questions,
  principalArn: string,
): { readonly reached: readonly ReachedAccess[] } & Pick<AccessList, "assumptions"> {
  const ofData = { ...questions, resources: questions.resources.filter(({ what: { kind } }) => kind !== "role" && kind !== "safeguard") };
  const found = chainsFrom(sessionGraph(asked, questions), principalArn).map((chain) => {
    const role = chain.at(-1)?.role.arn ?? "";
    return { chain, list: accessesBy(asked, ofData, questions.principalsOf(role)) };
  });
  return {
    reached: found.flatMap(({ chain, list }) => list.accesses.map((access) => ({ chain, access }))),
    assumptions: [...new Set(found.flatMap(({ list }) => list.assumptions))],
  };
}
