import { askedThings, type Question, type QuestionSubject, questionsAbout } from "../../proof/classes/questions.ts";
import { deployedPolicies } from "../../proof/world/deployed-policies.ts";
import { classFinder } from "./class-finder.ts";
import { randomFrom } from "./random.ts";
import { strayRequest, testedValues } from "./stray-requests.ts";

/** How requests that are no examples compared with their classes. */
export interface Compared {
  /** Requests whose statements match as those of a class. */
  readonly alike: number;
  /** Requests of a class that is decided as unknown, which covers whatever they are. */
  readonly atWorst: number;
  /** Requests that nothing allows, of an action that is denied to every class from there. */
  readonly closed: number;
  /** Requests that belong to no class and are not denied, or that no class matches alike. */
  readonly strays: readonly string[];
}

/** Draws requests of a number of questions and looks for the class of each. */
export function compareWithClasses(
  subject: QuestionSubject,
  { pairs, each, seed }: { readonly pairs: number; readonly each: number; readonly seed: number },
): Compared {
  const random = randomFrom(seed);
  const questions = askedThings(subject)
    .filter(({ origin }) => origin === undefined)
    .flatMap(questionsAbout(subject))
    .filter(({ actions }) => actions.all.length > 0);
  const tested = testedValues([...deployedPolicies(subject.world.deployed).values()].map(({ document }) => document));
  const finder = classFinder(subject, questions);
  const counts = { alike: 0, atWorst: 0, closed: 0 };
  const strays: string[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const question: Question = random.pick(questions);
    const principal = random.pick(question.principals);
    const narrowed: Question = { ...question, principals: [principal] };
    for (let number = 0; number < each; number += 1) {
      const stray = strayRequest(random, narrowed, tested, subject.catalogue);
      const matched = stray === undefined ? undefined : finder.alone(stray);
      if (stray === undefined || matched === undefined) continue;
      const classes = finder.classesOf(stray);
      if (classes.get(matched.truths) === matched.outcome) counts.alike += 1;
      else if ([...classes.values()].includes("unknown")) counts.atWorst += 1;
      else if (classes.size === 0 && matched.outcome.endsWith("denied")) counts.closed += 1;
      else {
        const { request, at, principal: whose, origin } = stray;
        const text = JSON.stringify({ ...request, at, who: whose.who, where: origin.where });
        strays.push(`${matched.outcome} ${matched.truths}, classes ${JSON.stringify([...classes].slice(0, 4))}: ${text}`);
      }
    }
  }
  return { ...counts, strays };
}
