import type { PrincipalClass } from "../classes/principals.ts";
import type { ResourceClass } from "../classes/resources.ts";
import type { Access } from "./access.ts";
import type { AskedWorld } from "./asked-world.ts";
import { accessesOf, allowancesOf } from "./collect-accesses.ts";
import type { Questions } from "./questions.ts";

/** Accesses, with what was assumed to find them. */
export interface AccessList {
  readonly accesses: readonly Access[];
  readonly assumptions: readonly string[];
}

/** Who can do what to a resource: every access of every class of principals. */
export function accessesTo(asked: AskedWorld, questions: Questions, resource: ResourceClass): AccessList {
  return listed(
    asked,
    questions,
    questions.principalsFor(resource).map((principal) => [principal, resource]),
  );
}

/** What a principal can do: every access of its classes to every resource. */
export function accessesBy(asked: AskedWorld, questions: Questions, principals: readonly PrincipalClass[]): AccessList {
  return listed(
    asked,
    questions,
    questions.resources.flatMap((resource) => principals.map((principal) => [principal, resource] as const)),
  );
}

function listed(asked: AskedWorld, questions: Questions, pairs: readonly (readonly [PrincipalClass, ResourceClass])[]): AccessList {
  const assumptions = new Set<string>();
  const accesses = pairs.flatMap(([principal, resource]) => {
    const pair = { principal, resource, origins: questions.originsFor(principal, resource), actions: questions.actionsOn(resource) };
    const allowances = allowancesOf(asked, pair);
    for (const assumption of allowances.assumptions) assumptions.add(assumption);
    return accessesOf(pair, allowances);
  });
  return { accesses, assumptions: [...assumptions].sort() };
}
