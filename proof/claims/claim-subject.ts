import type { Action } from "../../iam/catalogue-entries.ts";
import type { ActionClasses } from "../classes/action-classes.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { type DecideClasses, enumerating } from "../classes/enumerate.ts";
import { type KeyOutcomes, keyOutcomes } from "../classes/key-outcome.ts";
import { actionsOn, askedResources, type Question, type QuestionSubject, sharedClasses } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";

/** What claims are decided over. Claims that ask alike requests share what is decided about them. */
export interface ClaimSubject extends QuestionSubject {
  readonly resources: readonly ResourceClass[];
  /** Every action on a resource. */
  actionsOn(resource: ResourceClass): readonly Action[];
  /** Actions by the endpoint that they pass; of the same actions the same classes. */
  actionClasses(actions: readonly Action[]): readonly ActionClasses[];
  readonly atKey: KeyOutcomes;
  /** Decides the classes of a question, of one principal after the other, and hands on those that something may allow. */
  deciding(question: Pick<Question, "resource" | "actions">, take: (decided: DecidedClass) => void): DecideClasses;
}

/** What the claims about an organization are decided over. */
export function claimSubject(subject: QuestionSubject): ClaimSubject {
  const { world, catalogue, intended } = subject;
  let taking: (decided: DecidedClass) => void = () => undefined;
  const onDecided = (decided: DecidedClass): void => {
    taking(decided);
  };
  const classesAt = enumerating({ world, catalogue, now: intended.now, onDecided });
  const actionsAt = new Map<ResourceClass, readonly Action[]>();
  return {
    ...subject,
    resources: askedResources(subject),
    actionsOn: (resource) => {
      let found = actionsAt.get(resource);
      if (found === undefined) actionsAt.set(resource, (found = actionsOn(catalogue, resource)));
      return found;
    },
    actionClasses: sharedClasses(),
    atKey: keyOutcomes(subject),
    deciding: ({ resource, actions }, take) => {
      const decideClasses = classesAt(resource, actions);
      return (principal, origins) => {
        taking = take;
        return decideClasses(principal, origins);
      };
    },
  };
}
