import type { StatementReference } from "../../../proof/explanation/explain.ts";
import type { AnswerContext } from "./answer-context.ts";
import { NO_GRANT_FOR_ADMINISTRATORS } from "./lack-remedy.ts";

/** What would have to change so that a statement no longer denies. */
export function denialRemedy(denial: StatementReference, context: AnswerContext): string {
  switch (denial.layer) {
    case "serviceControl":
      return serviceControlRemedy(denial, context);
    case "resourceControl":
      return context.declared?.remedy ?? "declare the caller as an external party with a grant, or call as a principal of the organization";
    case "resource":
    case "identity":
      return ownerRemedy(context);
    case "boundary":
    case "session":
    case "endpoint":
      return NO_GRANT;
  }
}

const NO_GRANT = "no grant lifts this Deny; the organization's administrators can change the policy";

/** What lifts a service control policy's Deny, and when it lapses by itself, where its perimeter waits for its confirmation. */
function serviceControlRemedy(denial: StatementReference, context: AnswerContext): string {
  const lapse = denial.conditions.find(({ key }) => key.toLowerCase() === "aws:currenttime")?.expected[0];
  const remedy = networkRemedy(denial, context);
  return lapse === undefined ? remedy : `${remedy}; the Deny lapses at ${lapse}, unless the perimeter is confirmed`;
}

/** A perimeter lets requests through from the networks that are declared for the caller. */
function networkRemedy({ conditions }: StatementReference, { unreachable }: AnswerContext): string {
  const tests = (key: string) => conditions.some((condition) => condition.key.toLowerCase() === key);
  if (tests("aws:sourcevpc")) {
    return unreachable === undefined
      ? "call from a network that is declared for the caller; `networks` and `workloads` say which"
      : "let the request arrive; until then it carries no network";
  }
  return tests("aws:sourceip") ? "call from the networks or addresses that are declared for the caller" : NO_GRANT;
}

/** A resource's own policy denies to principals that are not declared for it. */
function ownerRemedy({ declared, isAdministrative }: AnswerContext): string {
  if (isAdministrative === true) return NO_GRANT_FOR_ADMINISTRATORS;
  return declared?.remedy ?? "declare the caller under `usedBy` or `sharedWith` of the resource, or use a principal that is";
}
